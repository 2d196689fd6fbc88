"""`evershare keeper run`: a worker, until it is stopped."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from typing import Any

import click

from evershare.cli.options import Connection, priced
from evershare.errors import MissingPackage

ROLES = ("prices", "funding", "epochs", "liquidations", "calendar", "orders")


def _roles(context: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    unknown = [role for role in chosen if role not in ROLES]
    if unknown or not chosen:
        raise click.BadParameter(f"{value!r}: name some of {','.join(ROLES)}")
    return chosen


@click.command("run")
@click.option("--roles", callback=_roles, default=",".join(ROLES), show_default=True, help="What to do.")
@click.option("--database", default="sqlite:///keeper.db", show_default=True, help="Or postgresql+psycopg://...")
@click.option("--every", type=click.FloatRange(0.1), default=2.0, show_default=True, help="Seconds between rounds.")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and send nothing. Needs no key.")
@click.option("--metrics-port", type=click.IntRange(0, 65_535), help="Serve /metrics and /health there.")
@click.option("--least-profit", type=click.FloatRange(0), default=1.0, show_default=True, help="USD, after gas.")
@click.option("--most-gas", type=click.FloatRange(0), default=100.0, show_default=True, help="Gwei, or wait.")
@click.option("--ether", type=click.FloatRange(0), help="USD for an ether; by default the oracle's price of ETH.")
@click.option("--refresh", type=click.IntRange(1), default=60, show_default=True, help="Seconds a price may be old.")
@click.option("--matcher", envvar="EVERSHARE_MATCHER", help="Whose orders to fill, or EVERSHARE_MATCHER.")
@click.option("--worker", help="Name of this worker among those of the database; by default host and process.")
@click.option("--verbose", is_flag=True, help="Log what is not done, too.")
@priced
def run(
    to: Connection,
    roles: tuple[str, ...],
    database: str,
    every: float,
    once: bool,
    dry_run: bool,
    metrics_port: int | None,
    least_profit: float,
    most_gas: float,
    ether: float | None,
    refresh: int,
    matcher: str | None,
    worker: str | None,
    verbose: bool,
) -> None:
    """Keep the protocol going: prices, funding, epochs, liquidations, the calendar, orders.

    Started twice it does nothing twice; killed, it goes on where it was. Logs are lines of JSON on standard error.

    \b
    evershare keeper run --once --dry-run
    evershare keeper run --roles liquidations,funding --database postgresql+psycopg://user@host/keepers
    """
    try:
        from evershare.keeper.chain import Chain
        from evershare.keeper.desk import NOBODY, Limits
        from evershare.keeper.metrics import JsonLines, Server
        from evershare.keeper.store import Store
        from evershare.keeper.worker import Worker
    except ImportError as error:
        raise MissingPackage(f"{error.name} is missing: install evershare[keeper]") from None
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("evershare.keeper")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.DEBUG if verbose else logging.INFO)

    account = None if dry_run else to.signer()
    chain = Chain(to.rpc, to.deployment, account, to.service())
    name = worker or f"{socket.gethostname()}-{os.getpid()}"[:64]
    limits = Limits(least_profit, most_gas, ether, refresh, matcher)
    address = account.address if account else NOBODY
    one = Worker(chain, Store(database), name, roles, limits, address=address, is_dry=dry_run)
    server = None if metrics_port is None else Server(one.metrics, metrics_port, 60 + 3 * every, one.state)
    if server:
        logger.info("serving", extra={"fields": {"port": server.port}})
    try:
        if once:
            one.round()
            one.close()
            return

        def stop(*arguments: Any) -> None:
            one.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        one.run(every)
    finally:
        if server:
            server.close()
