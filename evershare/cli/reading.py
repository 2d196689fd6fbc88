"""Commands that look: nothing is signed."""

from __future__ import annotations

from decimal import Decimal

import click

from evershare.cli.options import ACCOUNT, Connection, account_of, connected, keyed
from evershare.cli.output import amount, facts, percent, table, time
from evershare.client import Client, reverts
from evershare.client.types import AccountState, PoolState, Position, Price, Quote

SIDE = click.argument("side", type=click.Choice(["call", "put"]))
STRIKE = click.option("--strike", help="Settlement tokens a base token, on the grid; by default nearest the index.")
WIDTH = click.option("--width", default="0.5", show_default=True, help="How far it pays, as a part of the strike.")
DAYS = click.option("--days", type=int, help="Funding period, if the pair has several markets.")


@click.command()
@connected
def status(to: Connection) -> None:
    """Show the deployment: assets, option pools, lending pools.

    \b
    evershare status --rpc http://127.0.0.1:8545
    """
    found = to.client().info.status()

    def text() -> None:
        facts(
            f"Chain {found.chain_id}",
            [
                ("block", f"{found.block:,} of {time(found.time)} UTC"),
                ("assets", ", ".join(found.assets)),
                ("markets", str(found.markets)),
            ],
        )
        if found.pools:
            show_pools(found.pools)
        if found.lending:
            rows = [
                (pool.symbol, amount(pool.cash, 2), amount(pool.debt, 2), amount(pool.cap, 2), percent(pool.rate))
                for pool in found.lending
            ]
            table("Lending pools", ("asset", "cash", "lent", "cap", "a year"), rows)

    to.show(found, text)


@click.command()
@click.argument("symbols", nargs=-1)
@connected
def price(to: Connection, symbols: tuple[str, ...]) -> None:
    """Show what assets may be worth now, in USD; all of them if none is named.

    \b
    evershare price BTC TSLA
    """
    client = to.client()
    named = symbols or [asset.symbol for asset in client.info.assets() if asset.id]
    found = [_price(client, symbol, bool(symbols)) for symbol in named]
    known = [one for one in found if one]
    rows = [
        (one.symbol, *(amount(edge, 4) for edge in (one.low, one.mid, one.high)), time(one.observed_at))
        for one in known
    ]
    to.show(known, lambda: table("USD a token", ("asset", "low", "mid", "high", "observed, UTC"), rows))


def _price(client: Client, symbol: str, is_asked: bool) -> Price | None:
    try:
        return client.info.price(symbol)
    except reverts.Reverted:
        if is_asked:
            raise
        return None  # listed, and never observed


@click.command()
@connected
def markets(to: Connection) -> None:
    """Show the markets of options."""
    found = to.client().info.markets()
    rows = [
        (
            f"{one.base}/{one.settlement}",
            f"{one.period.days} days",
            one.status.name.lower(),
            percent(one.sigma),
            percent(one.spread),
            amount(one.min_premium),
            f"{amount(one.open_interest, 2)} of {amount(one.limit, 2)}",
        )
        for one in found
    ]
    columns = ("market", "funding", "status", "sigma", "spread", "least premium", "locked")
    to.show(found, lambda: table("Markets", columns, rows, labels=3))


@click.command()
@click.argument("base")
@click.argument("settlement")
@SIDE
@click.argument("size")
@STRIKE
@WIDTH
@DAYS
@connected
def quote(
    to: Connection, base: str, settlement: str, side: str, size: str, strike: str | None, width: str, days: int | None
) -> None:
    """Show what buying an option costs now: SIZE units of BASE, settled in SETTLEMENT.

    \b
    evershare quote BTC TSLA put 0.1
    evershare quote BTC TSLA call 0.1 --strike 294.78 --width 0.25
    """
    client = to.client()
    series = client.info.series(base, settlement, side, strike, width, days)
    found = client.info.quote(series, size)
    to.show(found, lambda: show_quote(found))


@click.command()
@ACCOUNT
@keyed
def positions(to: Connection, account: str | None) -> None:
    """Show an account: what it holds, owes and has open. Of one's own, or of any address.

    \b
    evershare positions --account 0x1234...
    """
    address = account_of(account)
    found = to.client(signs=not isinstance(address, str)).info.account(address)
    to.show(found, lambda: show_account(found))


@click.command()
@click.option("--id", "calendar_id", default=1, show_default=True, help="Number of the calendar; 1 is New York.")
@click.option("--days", type=click.IntRange(1, 60), default=7, show_default=True)
@connected
def calendar(to: Connection, calendar_id: int, days: int) -> None:
    """Show when a stock market is open, as it is published on chain."""
    found = to.client().info.calendar(calendar_id, days)

    def text() -> None:
        now = "regular session" if found.is_regular else "extended hours" if found.is_open else "closed"
        facts(f"Calendar {calendar_id}", [("now", now), ("next open", time(found.next_open))])
        rows = []
        for day in found.days:
            hours = [
                f"{bound:%H:%M}" if bound else "-"
                for bound in (day.extended_open, day.regular_open, day.regular_close, day.extended_close)
            ]
            word = "" if day.regular_open else "closed" if day.is_published else "unknown"
            rows.append((f"{day.date:%a %Y-%m-%d}", word, *hours))
        table("Sessions, UTC", ("day", "", "extended", "open", "close", "extended"), rows, labels=2)

    to.show(found, text)


def show_quote(found: Quote) -> None:
    """A quote for people."""
    series, unit = found.series, found.series.settlement
    facts(
        f"{series.base}/{unit} {series.side.value} at {series.strike:f}, width {series.width:f}",
        [
            ("size", f"{found.size:f} {series.base}"),
            ("price", f"{amount(found.price)} {unit} a {series.base}"),
            ("premium", f"{amount(found.premium)} {unit}"),
            ("fee", f"{amount(found.fee)} {unit}"),
            ("in all", f"{amount(found.total)} {unit}"),
        ],
    )


def show_account(found: AccountState) -> None:
    """An account for people."""
    ratio = found.health.ratio
    pairs = [("account", found.address)]
    if ratio is not None:
        covered, owed = amount(found.health.collateral, 2), amount(found.health.debt, 2)
        pairs.append(("covered", f"{amount(ratio, 2)} times ({covered} of {owed} USD)"))
    facts("Account", pairs)
    if found.balances:
        table(
            "Holds",
            ("asset", "amount", "locked"),
            [(one.symbol, amount(one.amount), amount(one.locked)) for one in found.balances],
        )
    if found.debts:
        table("Owes", ("asset", "amount"), [(one.symbol, amount(one.amount)) for one in found.debts])
    if found.positions:
        show_positions(found.positions)


def show_positions(found: tuple[Position, ...]) -> None:
    """Positions for people."""
    rows = []
    for one in found:
        series = one.series
        name = f"{series.base}/{series.settlement} {series.side.value} {series.strike:f} w{series.width:f}"
        covered = f"{one.covered.days} days" if one.covered else "-"
        figures = (one.size, one.value, one.proceeds, one.funding_owed, one.delta, one.theta)
        rows.append((str(one.series_id), name, *(amount(figure) for figure in figures), covered))
    columns = ("series", "option", "size", "value", "if closed", "owed", "delta", "a day", "covered")
    table("Options", columns, rows, labels=2)


def show_pools(found: tuple[PoolState, ...]) -> None:
    """Option pools for people."""
    rows = [
        (
            pool.symbol,
            amount(pool.cash, 2),
            amount(pool.reserve, 2),
            percent(pool.reserve / pool.cash if pool.cash else Decimal(0)),
            amount(pool.share_price),
            amount(pool.queued_deposits, 2),
            amount(pool.queued_redemptions, 2),
        )
        for pool in found
    ]
    table("Option pools", ("asset", "cash", "locked", "", "share", "to come", "to go"), rows)
