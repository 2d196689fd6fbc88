"""Commands of liquidity providers, lenders and keepers."""

from __future__ import annotations

import click

from evershare.cli.options import ACCOUNT, Commands, Connection, account_of, connected, keyed, priced
from evershare.cli.output import amount, facts, table
from evershare.cli.reading import show_pools
from evershare.cli.trading import AMOUNT, SYMBOL, done, say
from evershare.errors import InvalidInput


@click.group(cls=Commands)
def pool() -> None:
    """Option pools and lending pools."""


@pool.command()
@SYMBOL
@connected
def show(to: Connection, symbol: str) -> None:
    """Show the public option pool of an asset."""
    found = to.client().info.pool(symbol)
    to.show(found, lambda: show_pools((found,)))


@pool.command()
@SYMBOL
@keyed
def stake(to: Connection, symbol: str) -> None:
    """Show what one has in the public option pool of an asset."""
    found = to.client(signs=True).provider.stake(symbol)
    rows = [
        ("shares", f"{amount(found.shares)}, worth {amount(found.value)} {symbol}"),
        ("deposit", f"{amount(found.pending_deposit)} waits, {amount(found.claimable_deposit)} to claim"),
        ("redemption", f"{amount(found.pending_redemption)} waits, {amount(found.claimable_redemption)} to claim"),
    ]
    to.show(found, lambda: facts(f"Pool of {symbol}", rows))


@pool.command("deposit")
@SYMBOL
@AMOUNT
@click.option("--from-account", metavar="ACCOUNT", help="Take them from this account instead of the wallet.")
@keyed
def deposit_(to: Connection, symbol: str, amount: str, from_account: str | None) -> None:
    """Ask the public option pool to take tokens, with its next epoch; then claim the shares.

    \b
    evershare pool deposit TSLA 100
    evershare pool claim TSLA
    """
    provider = to.client(signs=True).provider
    if from_account is None:
        receipt = provider.deposit(symbol, amount)
    else:
        receipt = provider.deposit_from_account(symbol, amount, account_of(from_account))
    done(to, receipt, f"asked the pool to take {amount} {symbol}")


@pool.command()
@SYMBOL
@click.argument("shares", default="max")
@keyed
def redeem(to: Connection, symbol: str, shares: str) -> None:
    """Ask the public option pool to redeem shares, with its next epoch; then claim the tokens."""
    done(to, to.client(signs=True).provider.redeem(symbol, shares), f"asked the pool of {symbol} to redeem {shares}")


@pool.command()
@SYMBOL
@keyed
def claim(to: Connection, symbol: str) -> None:
    """Claim what has been settled of one's requests."""
    found = to.client(signs=True).provider.claim(symbol)
    to.show(found, lambda: click.echo(f"{len(found)} requests claimed" if found else "nothing has been settled yet"))


@pool.command()
@SYMBOL
@keyed
def cancel(to: Connection, symbol: str) -> None:
    """Call off what waits of one's requests."""
    found = to.client(signs=True).provider.cancel(symbol)
    to.show(found, lambda: click.echo(f"{len(found)} requests called off" if found else "nothing waits"))


@pool.command()
@SYMBOL
@keyed
def create(to: Connection, symbol: str) -> None:
    """Create the public option pool of an asset."""
    found = to.client(signs=True).provider.create_pool(symbol)
    to.show({"pool": found}, lambda: click.echo(f"the pool of {symbol} is {found}"))


@pool.command()
@SYMBOL
@AMOUNT
@keyed
def lend(to: Connection, symbol: str, amount: str) -> None:
    """Put tokens of the wallet into the pool that lends an asset."""
    done(to, to.client(signs=True).provider.lend(symbol, amount), f"lent {amount} {symbol}")


@pool.command()
@SYMBOL
@click.argument("amount", default="max")
@keyed
def unlend(to: Connection, symbol: str, amount: str) -> None:
    """Take tokens out of the pool that lends an asset."""
    done(to, to.client(signs=True).provider.stop_lending(symbol, amount), f"took out {amount} {symbol}")


@click.group(cls=Commands)
def keeper() -> None:
    """What keeps the protocol going, and anybody may do."""


@keeper.command()
@click.argument("symbols", nargs=-1)
@priced
def refresh(to: Connection, symbols: tuple[str, ...]) -> None:
    """Bring new prices of assets into the oracle, of all of them if none is named.

    \b
    evershare keeper refresh BTC TSLA
    """
    found = to.client(signs=True).keeper.refresh(*symbols)
    rows = [(symbol, amount(mid, 4), "") for symbol, mid in found.observed.items()]
    rows += [(symbol, amount(jump, 4), "a jump, to be confirmed after 120 s") for symbol, jump in found.pending.items()]
    rows += [(symbol, "-", reason.name.lower().replace("_", " ")) for symbol, reason in found.rejected.items()]
    to.show(found, lambda: table("Prices, USD", ("asset", "mid", ""), rows))


@keeper.command()
@click.argument("account")
@click.argument("series", type=int)
@keyed
def settle(to: Connection, account: str, series: int) -> None:
    """Collect the funding due on a position, for 1 % of it."""
    done(to, to.client(signs=True).keeper.settle(account_of(account), series), f"settled series {series} of {account}")


@keeper.command()
@SYMBOL
@priced
def epoch(to: Connection, symbol: str) -> None:
    """Settle what has been requested of a public option pool, once a day."""
    done(to, to.client(signs=True).keeper.settle_epoch(symbol), f"settled an epoch of the pool of {symbol}")


@keeper.command()
@click.argument("market", type=int)
@keyed
def sample(to: Connection, market: int) -> None:
    """Sample a market's volatility, if its last sample is 30 minutes old."""
    done(to, to.client(signs=True).keeper.sample_volatility(market), f"sampled market {market}")


@keeper.command()
@ACCOUNT
@keyed
def mark(to: Connection, account: str | None) -> None:
    """Mark an account that no longer covers its debts."""
    done(to, to.client(signs=True).keeper.mark(account_of(account)), f"marked {account}")


@keeper.command()
@ACCOUNT
@keyed
def unmark(to: Connection, account: str | None) -> None:
    """End the mark of an account that covers its debts again."""
    done(to, to.client(signs=True).keeper.unmark(account_of(account)), f"ended the mark of {account}")


@keeper.command()
@click.argument("account")
@click.argument("collateral")
@click.argument("debt")
@click.argument("max_paid")
@click.option("--max-price", help="The most that a whole token may cost, USD; by default 1 % above the price now.")
@click.option(
    "--close",
    "closings",
    multiple=True,
    metavar="SERIES=SIZE",
    help="A position to close first; only as many as needed.",
)
@keyed
def liquidate(
    to: Connection,
    account: str,
    collateral: str,
    debt: str,
    max_paid: str,
    max_price: str | None,
    closings: tuple[str, ...],
) -> None:
    """Buy COLLATERAL of a marked account for at most MAX_PAID of the DEBT that it owes, out of one's own account.

    
    evershare keeper mark --account 0x1234...
    evershare keeper liquidate 0x1234... TSLA USDC 500
    """
    closed: dict[int, str] = {}
    for closing in closings:
        series, _, size = closing.partition("=")
        if not (series.isdecimal() and size):
            raise InvalidInput(f"--close: must be SERIES=SIZE, not {closing!r}")
        closed[int(series)] = size
    found = to.client(signs=True).keeper.liquidate(account_of(account), collateral, debt, max_paid, max_price, closed)
    text = f"bought {amount(found.bought)} {collateral} for {amount(found.paid)} {debt}"
    to.show(found, lambda: say(text, found.receipt))
