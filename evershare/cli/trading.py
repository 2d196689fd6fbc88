"""Commands of traders and borrowers."""

from __future__ import annotations

from typing import Any

import click

from evershare.cli.options import ACCOUNT, Connection, account_of, keyed, priced
from evershare.cli.output import amount
from evershare.cli.reading import DAYS, SIDE, STRIKE, WIDTH
from evershare.client.sending import Receipt

SYMBOL, AMOUNT = click.argument("symbol"), click.argument("amount", metavar="AMOUNT")
SLIPPAGE = click.option("--slippage", default="0.01", show_default=True, help="How much worse than quoted, as a part.")


@click.command()
@SYMBOL
@AMOUNT
@ACCOUNT
@keyed
def deposit(to: Connection, symbol: str, amount: str, account: str | None) -> None:
    """Put tokens of the wallet into an account.

    \b
    evershare deposit TSLA 5
    """
    done(to, to.client(signs=True).trader.deposit(symbol, amount, account_of(account)), f"deposited {amount} {symbol}")


@click.command()
@SYMBOL
@AMOUNT
@ACCOUNT
@click.option("--receiver", metavar="ADDRESS", help="Whose wallet is paid, if not one's own.")
@keyed
def withdraw(to: Connection, symbol: str, amount: str, account: str | None, receiver: str | None) -> None:
    """Pay tokens out of an account; AMOUNT may be "max".

    \b
    evershare withdraw TSLA max
    """
    receipt = to.client(signs=True).trader.withdraw(symbol, amount, account_of(account), receiver)
    done(to, receipt, f"withdrew {amount} {symbol}")


@click.command()
@SYMBOL
@AMOUNT
@ACCOUNT
@keyed
def borrow(to: Connection, symbol: str, amount: str, account: str | None) -> None:
    """Borrow tokens against all that an account holds.

    \b
    evershare borrow USDC 500
    """
    done(to, to.client(signs=True).trader.borrow(symbol, amount, account_of(account)), f"borrowed {amount} {symbol}")


@click.command()
@SYMBOL
@AMOUNT
@ACCOUNT
@keyed
def repay(to: Connection, symbol: str, amount: str, account: str | None) -> None:
    """Repay a debt out of the account that owes it; AMOUNT may be "max".

    \b
    evershare repay USDC max
    """
    done(to, to.client(signs=True).trader.repay(symbol, amount, account_of(account)), f"repaid {amount} {symbol}")


@click.command("open")
@click.argument("base")
@click.argument("settlement")
@SIDE
@click.argument("size")
@STRIKE
@WIDTH
@DAYS
@click.option("--max-premium", help="The most that premium and fee may cost; by default as quoted, and the slippage.")
@SLIPPAGE
@ACCOUNT
@priced
def open_(to: Connection, base: str, settlement: str, side: str, size: str, account: str | None, **terms: Any) -> None:
    """Buy an option on SIZE units of BASE, settled in SETTLEMENT, from its public pool.

    New prices are brought first, from --prices.

    \b
    evershare open BTC TSLA put 0.1
    evershare open BTC TSLA call 0.1 --strike 294.78 --width 0.25 --max-premium 2
    """
    trader = to.client(signs=True).trader
    found = trader.open(base, settlement, side, size, account=account_of(account), **terms)
    option = f"{size} {base}/{settlement} {side} at {found.series.strike:f}"
    text = f"series {found.series_id}: {option} for {amount(found.cost)} {settlement}"
    to.show(found, lambda: say(text, found.receipt))


@click.command()
@click.argument("series", type=int)
@click.argument("size", required=False)
@click.option("--min-payout", help="The least to receive; by default as quoted for in 15 s, less the slippage.")
@SLIPPAGE
@ACCOUNT
@priced
def close(to: Connection, series: int, size: str | None, account: str | None, **limits: Any) -> None:
    """Sell a position back to its pool: SIZE of SERIES, or all of it. See `evershare positions`.

    \b
    evershare close 1234
    """
    found = to.client(signs=True).trader.close(series, size, account=account_of(account), **limits)
    to.show(found, lambda: say(f"closed {size or 'all'} of series {series} for {amount(found.payout)}", found.receipt))


def done(to: Connection, receipt: Receipt, what: str) -> None:
    """Tell that a transaction has done something."""
    to.show(receipt, lambda: say(what, receipt))


def say(what: str, receipt: Receipt) -> None:
    """What was done, and by which transaction."""
    click.echo(f"{what} (block {receipt.block:,}, {receipt.gas_used:,} gas, {receipt.hash})")
