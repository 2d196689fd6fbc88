"""``evershare deploy`` and ``evershare verify``."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from web3 import Web3

from evershare.deploying import compiler, settings, verify
from evershare.deploying.record import read_whole_record
from evershare.deploying.rehearsal import throwaway_chain
from evershare.deploying.run import run
from evershare.deployment import DEPLOYMENTS
from evershare.errors import InvalidInput, NodeFailed
from evershare.keystore import unlock

WEI, GWEI = 10**18, 10**9
FILE = click.Path(path_type=Path)
NETWORK = click.option("--network", required=True, help=f"One of {', '.join(settings.networks())}.")
RPC = click.option("--rpc", envvar="EVERSHARE_RPC", help="URL of the node, or EVERSHARE_RPC.")
DIRECTORY = click.option("--deployments", type=FILE, default=DEPLOYMENTS, help="Folder of records, if another.")


@click.command("deploy")
@NETWORK
@click.option("--settings", "settings_file", type=FILE, help="TOML file that says who governs.")
@click.option("--keystore", type=FILE, help="The deployer's encrypted key; its password is asked for.")
@RPC
@DIRECTORY
@click.option("--dry-run", is_flag=True, help="Play it on a throwaway chain; with --rpc, say what it would cost.")
@click.option("--example", is_flag=True, help="Print a settings file to start from.")
def deploy_command(
    network: str,
    settings_file: Path | None,
    keystore: Path | None,
    rpc: str | None,
    deployments: Path,
    dry_run: bool,
    example: bool,
) -> None:
    """Deploy the protocol from this checkout to a public network.

    A run that stops is started again with the same command, and goes on. The deployer ends with no role: the timelock
    of the settings governs.

    \b
    evershare deploy --network base-sepolia --example > governance.toml
    evershare deploy --network base-sepolia --settings governance.toml --dry-run
    evershare deploy --network base-sepolia --settings governance.toml --keystore key.json --rpc https://...
    """
    if example:
        click.echo(settings.EXAMPLE, nl=False)
        return
    if settings_file is None:
        raise InvalidInput("--settings is missing: `evershare deploy --network NAME --example` prints such a file")
    told = settings.read_settings(network, settings_file)
    if dry_run:
        _rehearse(told, rpc)
        return
    if keystore is None:
        raise InvalidInput("--keystore is missing: the deployer's encrypted key; --dry-run needs none")
    web3, account = _connect(rpc), unlock(keystore)
    with _progress() as on_step:
        result = run(web3, account, told, compiler.build(), deployments, on_step)
    click.echo(f"{result.contracts} contracts, {result.sent} transactions sent, {result.gas_used:,} gas")
    click.echo(f"recorded in {result.record}; next: evershare verify --network {network}")


@click.command("verify")
@NETWORK
@RPC
@DIRECTORY
@click.option("--sourcify", is_flag=True, help="Publish the sources on Sourcify too.")
@click.option("--sourcify-url", default=verify.SOURCIFY, show_default=True)
@click.option("--etherscan-key", envvar="ETHERSCAN_API_KEY", help="Publish the sources on Etherscan too.")
@click.option("--etherscan-url", default=verify.ETHERSCAN, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def verify_command(
    network: str,
    rpc: str | None,
    deployments: Path,
    sourcify: bool,
    sourcify_url: str,
    etherscan_key: str | None,
    etherscan_url: str,
    as_json: bool,
) -> None:
    """Compile the recorded sources again and compare them with what is on chain; then publish them, if asked.

    \b
    evershare verify --network base-sepolia --rpc https://...
    evershare verify --network base-sepolia --rpc https://... --sourcify --etherscan-key KEY
    """
    web3 = _connect(rpc)
    chain_id = settings.chain_id_of(network)
    if web3.eth.chain_id != chain_id:
        raise NodeFailed(f"the node is on chain {web3.eth.chain_id}, but {network} is chain {chain_id}")
    record = read_whole_record(chain_id, deployments)
    build = compiler.rebuild(record.standard_input)
    agreed = list(verify.compare(web3, record, build))
    services: list[verify.Service] = []
    if sourcify:
        services.append(verify.Sourcify(sourcify_url))
    if etherscan_key:
        services.append(verify.Etherscan(etherscan_key, etherscan_url))
    verdicts = {service.name: dict(verify.publish(web3, record, build, service)) for service in services}
    if as_json:
        click.echo(json.dumps({"chainId": chain_id, "agree": agreed, "published": verdicts}))
        return
    click.echo(f"{len(agreed)} contracts on {network} are what their sources compile to")
    for service, found in verdicts.items():
        click.echo(f"{service}: {', '.join(f'{contract} {verdict}' for contract, verdict in found.items())}")


def _rehearse(told: settings.Settings, rpc: str | None) -> None:
    build = compiler.build()
    with (
        throwaway_chain(told.chain_id) as (web3, account),
        tempfile.TemporaryDirectory() as folder,
        _progress() as on_step,
    ):
        done = run(web3, account, told, build, Path(folder), on_step)
    click.echo(f"rehearsed: {done.contracts} contracts, {done.sent} transactions, {done.gas_used:,} gas; none was sent")
    if rpc:
        price = _connect(rpc).eth.gas_price
        click.echo(f"at {price / GWEI:,.3f} gwei that is {done.gas_used * price / WEI:,.6f} ether on {told.network}")


def _connect(rpc: str | None) -> Web3:
    if not rpc:
        raise InvalidInput("no node is named: give --rpc URL, or set EVERSHARE_RPC")
    web3 = Web3(Web3.HTTPProvider(rpc))
    if not web3.is_connected():
        raise NodeFailed(f"{rpc} does not answer: check the URL and that the node runs")
    return web3


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    step, what = TextColumn("step {task.completed}"), TextColumn("{task.description}")
    with Progress(
        SpinnerColumn(), step, TimeElapsedColumn(), what, console=Console(stderr=True), transient=True
    ) as progress:
        task = progress.add_task("", total=None)
        yield lambda what: progress.update(task, description=what, advance=1)
