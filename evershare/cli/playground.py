"""``evershare playground``: a market on one's own machine."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from web3 import Web3

from evershare import anvil
from evershare.errors import InvalidInput
from evershare.playground import GIFT, PRICES, STOCK, Playground

CHAIN_ID = 31337


@click.command()
@click.option("--for", "players", multiple=True, metavar="ADDRESS", help=f"Who gets {GIFT} {STOCK} and ether.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8545, show_default=True, help="Port of the node.")
@click.option(
    "--rpc", help="Use this local node (Anvil or Hardhat) instead of starting one, and end when it is set up."
)
@click.option(
    "--deployments",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("deployments"),
    show_default=True,
    help="Folder of the record.",
)
def playground(players: tuple[str, ...], port: int, rpc: str | None, deployments: Path) -> None:
    """Start a local node with the whole protocol, a stock, and a pool that writes options. From a checkout.

    The stock's market never closes there, and prices are what --prices says. Ctrl-C ends it.

    \b
    evershare key new trader.json
    evershare playground --for 0x1234...
    """
    if rpc:
        _set_up(rpc, deployments, players)
        return
    with _node(port) as url:
        _set_up(url, deployments, players)
        prices = ",".join(f"{symbol}={price}" for symbol, price in PRICES.items())
        click.echo(f"running at {url}; prices: --prices {prices}; Ctrl-C ends it")
        # Also where a shell has started it in the background, with interrupts ignored.
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                time.sleep(3_600)


def _set_up(rpc: str, folder: Path, players: tuple[str, ...]) -> None:
    with Console(stderr=True).status("compile") as status:
        record = Playground(rpc, folder, status.update).build(*players)
    click.echo(f"a market is set up on {rpc}, recorded in {record}")


@contextlib.contextmanager
def _node(port: int) -> Iterator[str]:
    url = f"http://127.0.0.1:{port}"
    if Web3(Web3.HTTPProvider(url)).is_connected():
        raise InvalidInput(f"a node runs at {url} already: choose another --port, or use it with --rpc")
    lacking = "a playground needs Anvil: run `make setup` in a checkout, or name a node with --rpc"
    failing = f"Anvil does not start on port {port}: choose another with --port"
    with anvil.running(CHAIN_ID, port, lacking=lacking, failing=failing) as started:
        yield started
