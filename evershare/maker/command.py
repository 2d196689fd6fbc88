"""`python -m evershare.maker`: quote until it is stopped, and say what to hedge."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click
import requests
from rich.console import Console
from web3.exceptions import Web3Exception

from evershare import tables
from evershare.client import Deployment
from evershare.errors import EvershareError
from evershare.keystore import unlock
from evershare.maker import report
from evershare.maker.loop import Maker, http_post
from evershare.maker.reading import CONTRACTS, Reader, View
from evershare.maker.settings import EXAMPLE, read_settings

FILE = click.Path(path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--settings", "settings_file", type=FILE, help="TOML file of prices and limits.")
@click.option("--keystore", type=FILE, help="Encrypted key that signs the pool's quotes.")
@click.option("--rpc", envvar="EVERSHARE_RPC", help="URL of the node, or EVERSHARE_RPC.")
@click.option("--deployment", type=FILE, help="Record of the contracts, deployments/<chain>.json.")
@click.option("--chain-id", type=int, default=31_337, show_default=True, help="Whose record, if no file is named.")
@click.option("--every", default=5.0, show_default=True, help="Seconds between two looks.")
@click.option("--once", is_flag=True, help="Quote once, report and end; the quotes stand until they expire.")
@click.option("--example", is_flag=True, help="Print a settings file to start from.")
def main(
    settings_file: Path | None,
    keystore: Path | None,
    rpc: str | None,
    deployment: Path | None,
    chain_id: int,
    every: float,
    once: bool,
    example: bool,
) -> None:
    """Quote a private pool around the model's value, and report what to hedge.

    Stopped with Ctrl-C, it lets the matcher forget its quotes first.
    """
    if example:
        click.echo(EXAMPLE, nl=False)
        return
    try:
        if settings_file is None or keystore is None or rpc is None:
            raise click.UsageError("--settings, --keystore and --rpc are needed; --example prints a settings file")
        settings = read_settings(settings_file)
        record = Deployment.read(deployment) if deployment else Deployment.of_chain(chain_id)
        reader = Reader(rpc, {name: record.address(name) for name in CONTRACTS}, settings)
        account = unlock(keystore)
        reader.require_signer(account.address)
        _run(Maker(reader, http_post(settings.matcher), account, settings), every, once)
    except (EvershareError, Web3Exception, requests.RequestException) as error:
        sys.exit(f"error: {error}")


def _run(maker: Maker, every: float, once: bool) -> None:
    console = Console(width=tables.WIDTH)
    try:
        while True:
            try:
                view = maker.step()
            except (EvershareError, Web3Exception, requests.RequestException) as error:
                if once:
                    raise
                console.print(f"[yellow]{error}[/]; trying again", highlight=False)
            else:
                if view is not None:
                    _show(view, maker, console)
            if once:
                return
            time.sleep(every)
    except KeyboardInterrupt:
        maker.withdraw()


def _show(view: View, maker: Maker, console: Console) -> None:
    for table in report.tables(view.seen, maker.standing, view.names):
        table.show(console)
