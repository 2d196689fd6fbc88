"""Commands for limit orders and quotes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evershare.cli.options import ACCOUNT, FILE, Commands, Connection, account_of, connected, keyed, priced
from evershare.cli.output import amount, table, time
from evershare.cli.reading import DAYS, SIDE, STRIKE, WIDTH
from evershare.cli.trading import done
from evershare.client.effects import Sync
from evershare.client.orders import Orders, SignedOrder
from evershare.client.types import moment
from evershare.deployment import ZERO_ADDRESS
from evershare.errors import InvalidInput
from evershare.output import write_whole

MATCHER = click.option("--matcher", envvar="EVERSHARE_MATCHER", help="URL of a matcher, or EVERSHARE_MATCHER.")


@click.group(cls=Commands)
def order() -> None:
    """Limit orders and quotes: signed here, matched off chain, settled on chain."""


@order.command("new")
@click.argument("direction", type=click.Choice(["buy", "sell"]))
@click.argument("base")
@click.argument("settlement")
@SIDE
@click.argument("size")
@click.argument("price")
@STRIKE
@WIDTH
@DAYS
@click.option("--executor-fee", default="0", help="What filling all of it earns, in settlement tokens.")
@click.option("--seconds", type=click.IntRange(1), default=3600, show_default=True, help="How long it is good.")
@click.option("--pool", metavar="ADDRESS", help="The only pool that may fill it.")
@click.option("--group", type=click.IntRange(0), help="Orders of one group fill up to the size together.")
@MATCHER
@click.option("--out", type=FILE, help="File to write it to, if not only to the matcher.")
@ACCOUNT
@keyed
def new(
    to: Connection, direction: str, matcher: str | None, out: Path | None, account: str | None, **terms: Any
) -> None:
    """Sign an order to buy or sell SIZE units of BASE at PRICE settlement tokens a unit or better, all fees included.

    \b
    evershare order new buy BTC TSLA put 0.1 14.5 --matcher http://127.0.0.1:8000
    evershare order new sell BTC TSLA put 0.1 16 --strike 287.05 --out order.json
    """
    orders = to.client(signs=True).orders
    signed = orders.sign(is_open=direction == "buy", account=account_of(account), **terms)
    _deliver(to, orders, signed, matcher, out)


@order.command()
@click.argument("direction", type=click.Choice(["sell", "buy"]))
@click.argument("base")
@click.argument("settlement")
@SIDE
@click.argument("size")
@click.argument("price")
@click.option("--pool", required=True, metavar="ADDRESS", help="The private pool that is quoted for.")
@STRIKE
@WIDTH
@DAYS
@click.option("--band", default="0.02", show_default=True, help="How far the index may move, as a part of it.")
@click.option(
    "--max-interval", default="0.02", show_default=True, help="How wide its interval may be, as a part of it."
)
@click.option("--seconds", type=click.IntRange(1), default=60, show_default=True, help="How long it is good.")
@click.option("--taker", default=ZERO_ADDRESS, metavar="ADDRESS", help="The only owner who may take it.")
@click.option("--group", type=click.IntRange(0), help="Quotes of one group fill up to the size together.")
@MATCHER
@click.option("--out", type=FILE, help="File to write it to, if not only to the matcher.")
@keyed
def quote(to: Connection, direction: str, matcher: str | None, out: Path | None, **terms: Any) -> None:
    """Sign a private pool's quote: sell SIZE units of BASE at PRICE settlement tokens a unit, or buy them back.

    \b
    evershare order quote sell BTC TSLA put 0.5 13 --pool 0x... --out quote.json
    evershare order take quote.json 0.1
    """
    orders = to.client(signs=True).orders
    _deliver(to, orders, orders.quote(is_open=direction == "sell", **terms), matcher, out)


@order.command()
@click.argument("file", type=FILE)
@click.argument("size")
@click.option(
    "--limit", help="The most to pay, or the least to receive; by default the quote's price and 10 % for fees."
)
@ACCOUNT
@priced
def take(to: Connection, file: Path, size: str, limit: str | None, account: str | None) -> None:
    """Take SIZE of the quote of a file for an account."""
    receipt = to.client(signs=True).orders.take(_read(file), size, limit, account_of(account))
    done(to, receipt, f"took {size} of {file.name}")


@order.command()
@click.argument("file", type=FILE)
@click.option("--matcher", envvar="EVERSHARE_MATCHER", required=True, help="URL of a matcher, or EVERSHARE_MATCHER.")
@connected
def send(to: Connection, file: Path, matcher: str) -> None:
    """Hand the order or quote of a file to a matcher. No key is needed."""
    found = to.client().orders.send(_read(file), matcher)
    to.show({"id": found}, lambda: click.echo(f"order {found}"))


@order.command("list")
@click.option("--matcher", envvar="EVERSHARE_MATCHER", required=True, help="URL of a matcher, or EVERSHARE_MATCHER.")
@click.option("--signer", metavar="ADDRESS", help="Whose, if not one's own.")
@keyed
def list_(to: Connection, matcher: str, signer: str | None) -> None:
    """Show what is open at a matcher."""
    found = to.client(signs=signer is None).orders.open(matcher, signer)
    rows = [
        (one.id[:18], one.kind, one.side, amount(one.price), amount(one.remaining), time(moment(one.valid_until)))
        for one in found
    ]
    columns = ("id", "", "", "price", "left", "good until")
    to.show(found, lambda: table("Open", columns, rows, labels=3))


@order.command()
@click.argument("file", type=FILE)
@connected
def left(to: Connection, file: Path) -> None:
    """Show what is left of the order or quote of a file, by the chain; or why it is not good."""
    found = to.client().orders.left(_read(file))
    to.show({"left": found}, lambda: click.echo(f"{found:f} left"))


@order.command()
@click.argument("file", type=FILE)
@click.option("--pool", required=True, metavar="ADDRESS", help="The pool that fills it, at its ask or bid.")
@click.option("--size", help="A part of it; by default all.")
@priced
def fill(to: Connection, file: Path, pool: str, size: str | None) -> None:
    """Fill the order of a file from a pool, for the executor's fee."""
    done(to, to.client(signs=True).orders.fill(_read(file), pool, size), f"filled {file.name}")


@order.command()
@click.argument("groups", type=click.IntRange(0), nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that was signed so far.")
@click.option("--matcher", envvar="EVERSHARE_MATCHER", help="Only ask this matcher to forget them, which costs no gas.")
@keyed
def cancel(to: Connection, groups: tuple[int, ...], everything: bool, matcher: str | None) -> None:
    """Cancel groups of orders on chain, or all; with --matcher, only there.

    \b
    evershare order cancel 12345
    evershare order cancel --all --matcher http://127.0.0.1:8000
    """
    if bool(groups) == everything:
        raise InvalidInput("what? Name the groups to cancel, or --all")
    orders = to.client(signs=True).orders
    if matcher:
        count = orders.forget(matcher, *groups)
        to.show(
            {"cancelled": count}, lambda: click.echo(f"the matcher has forgotten {count} orders; others may hold them")
        )
    elif everything:
        done(to, orders.cancel_all(), "cancelled all that was signed so far")
    else:
        receipts = [orders.cancel(group) for group in groups]
        to.show(receipts, lambda: click.echo(f"cancelled {len(receipts)} groups"))


def _read(path: Path) -> SignedOrder:
    try:
        return SignedOrder.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise InvalidInput(f"{path} cannot be read: name a file of `evershare order new --out`") from None


def _deliver(to: Connection, orders: Orders[Sync], signed: SignedOrder, matcher: str | None, out: Path | None) -> None:
    if not (matcher or out):
        raise InvalidInput("where to? Name a matcher with --matcher, or a file with --out")
    if out:
        write_whole(out, signed.to_json())
    if matcher:
        orders.send(signed, matcher)
    group = signed.message.group
    to.show({"id": signed.id, "group": group}, lambda: click.echo(f"{signed.kind} {signed.id}, group {group}"))
