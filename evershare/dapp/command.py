"""``python -m evershare.dapp``: a node, the market, its replay, its index and the page, until Ctrl-C."""

from __future__ import annotations

import contextlib
import signal
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from eth_account.signers.local import LocalAccount

from evershare import anvil
from evershare.dapp.indexer import Index, indexing
from evershare.dapp.market import Market
from evershare.dapp.replay import Replay
from evershare.dapp.server import serving
from evershare.dapp.tape import Tape
from evershare.demo.prices import utc
from evershare.deployment import ROOT
from evershare.errors import EvershareError, InvalidInput

CHAIN_ID = 31337
PAGES = ROOT / "dapp/dist"
INDEX_LOG = ROOT / "build/dapp-index.log"
LIVE_FROM = utc("2024-08-02 13:45")  # Friday, a quarter of an hour after the bell: the weekend is near


@dataclass(frozen=True)
class Running:
    """What has been started."""

    page: str
    market: Market
    replay: Replay
    record: Path
    index: Index | None


@contextlib.contextmanager
def running(
    node_port: int, page_port: int, lock: threading.Lock, holders: Sequence[LocalAccount] = (), *, with_index: bool
) -> Iterator[Running]:
    """A node with the market, a server with the built page, and an index of what happened if the page shall have one.

    Time stands still until somebody runs the replay. `holders` have held the stock, see `Market`.
    """
    if not (PAGES / "index.html").is_file():
        raise InvalidInput(f"the page is not built: run `make dapp`, or `npm run build` in {PAGES.parent}")
    failing = f"Anvil does not start on port {node_port}: stop what runs there, or choose another with --node-port"
    with (
        tempfile.TemporaryDirectory(prefix="evershare-dapp-") as folder,
        anvil.running(CHAIN_ID, node_port, failing=failing) as rpc,
    ):
        market = Market(rpc, Path(folder), Tape(), holders)
        record = market.build()
        with (
            indexing(rpc, record, INDEX_LOG) if with_index else contextlib.nullcontext() as index,
            serving(market, record, PAGES, page_port, lock, index.url if index else None) as page,
        ):
            yield Running(page, market, Replay(market, record), record, index)


@click.command()
@click.option("--port", type=click.IntRange(1, 65_535), default=5173, show_default=True, help="Port of the page.")
@click.option("--node-port", type=click.IntRange(1, 65_535), default=8545, show_default=True, help="Port of the node.")
def command(port: int, node_port: int) -> None:
    """Start the web app on a market that replays a week of August 2024, two minutes a second. Ctrl-C ends it."""
    lock, stop = threading.Lock(), threading.Event()
    click.echo("deploying the protocol and replaying its first day")
    with running(node_port, port, lock, with_index=True) as everything:
        everything.replay.run_until(LIVE_FROM)
        click.echo(f"open {everything.page}; the node is {everything.market.rpc}; Ctrl-C ends all")
        # Also where a shell has started it in the background, with interrupts ignored.
        for ending in (signal.SIGINT, signal.SIGTERM):
            signal.signal(ending, lambda *_: stop.set())
        everything.replay.run(stop, lock)
        if not stop.is_set():
            click.echo("the prices end here; the market stays as it is")
            stop.wait()


def main() -> None:
    """Run the command, and say in one line what is wrong."""
    try:
        command(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except EvershareError as error:
        raise SystemExit(f"error: {error}") from None
