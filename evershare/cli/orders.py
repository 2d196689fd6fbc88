"""Commands for limit orders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evershare.cli.options import ACCOUNT, FILE, Commands, Connection, account_of, connected, keyed, priced
from evershare.cli.output import amount, table, time
from evershare.cli.reading import DAYS, SIDE, STRIKE, WIDTH
from evershare.cli.trading import done
from evershare.client.orders import SignedOrder
from evershare.client.types import moment
from evershare.errors import InvalidInput
from evershare.output import write_whole

MATCHER = click.option("--matcher", envvar="EVERSHARE_MATCHER", help="URL of a matcher, or EVERSHARE_MATCHER.")


@click.group(cls=Commands)
def order() -> None:
    """Limit orders: signed here, matched off chain, settled on chain."""


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
    if not (matcher or out):
        raise InvalidInput("where to? Name a matcher with --matcher, or a file with --out")
    orders = to.client(signs=True).orders
    signed = orders.sign(is_open=direction == "buy", account=account_of(account), **terms)
    if out:
        write_whole(out, signed.to_json())
    if matcher:
        orders.send(signed, matcher)
    text = f"order {signed.id}, group {signed.order.group}"
    to.show({"id": signed.id, "group": signed.order.group}, lambda: click.echo(text))


@order.command()
@click.argument("file", type=FILE)
@click.option("--matcher", envvar="EVERSHARE_MATCHER", required=True, help="URL of a matcher, or EVERSHARE_MATCHER.")
@connected
def send(to: Connection, file: Path, matcher: str) -> None:
    """Hand the order of a file to a matcher. No key is needed."""
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
    """Show what is left of the order of a file, by the chain; or why it is not good."""
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
