"""`python -m evershare.matcher`: the service and its settling, in one process."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from pathlib import Path

import click

from evershare.client import Deployment
from evershare.errors import EvershareError, MissingPackage
from evershare.keystore import unlock
from evershare.matcher.web3_chain import GAS_PER_FILL

CONCURRENT_REQUESTS = 500


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--rpc", envvar="EVERSHARE_RPC", required=True, help="URL of the node, or EVERSHARE_RPC.")
@click.option(
    "--deployment", type=click.Path(path_type=Path), help="Record of the contracts, deployments/<chain>.json."
)
@click.option("--chain-id", type=int, default=31_337, show_default=True, help="Whose record, if no file is named.")
@click.option("--keystore", type=click.Path(path_type=Path), required=True, help="Encrypted key that pays for gas.")
@click.option("--database", default="sqlite:///matcher.db", show_default=True, help="Or postgresql+psycopg://...")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True)
@click.option("--places", default=5_000, show_default=True, help="Open quotes at most, and as many orders.")
@click.option("--places-of-one", default=500, show_default=True, help="Of one signer.")
@click.option("--batch", default=20, show_default=True, help="Fills in a transaction at most.")
@click.option("--gas-per-fill", default=GAS_PER_FILL, show_default=True)
@click.option("--confirmations", default=1, show_default=True, help="Blocks until a transaction counts as mined.")
@click.option("--every", default=1.0, show_default=True, help="Seconds between two rounds of settling.")
def main(
    rpc: str,
    deployment: Path | None,
    chain_id: int,
    keystore: Path,
    database: str,
    host: str,
    port: int,
    places: int,
    places_of_one: int,
    batch: int,
    gas_per_fill: int,
    confirmations: int,
    every: float,
) -> None:
    """Take signed quotes and orders, match them by price and time, and settle them on chain.

    It is started again with the same command: it goes on where it was, and settles nothing twice.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    try:
        import uvicorn

        from evershare.matcher.limits import Limits
        from evershare.matcher.server import create_app
        from evershare.matcher.service import Service
        from evershare.matcher.settlement import Settler
        from evershare.matcher.store import Store
        from evershare.matcher.stream import Hub
        from evershare.matcher.web3_chain import Web3Chain
    except ImportError as error:
        raise SystemExit(f"error: {MissingPackage(f'{error.name} is missing: install evershare[matcher]')}") from None
    try:
        record = Deployment.read(deployment) if deployment else Deployment.of_chain(chain_id)
        names = ("SignedOrders", "PerpetualOptions", "PriceOracle")
        addresses = {name: record.address(name) for name in names}
        chain = Web3Chain(rpc, addresses, unlock(keystore), gas_per_fill, confirmations)
        limits = replace(Limits(), places=places, of_one_signer=places_of_one)
        hub = Hub(limits)
        service = Service(Store(database), chain, limits, hub.tell)
        service.recover()
    except EvershareError as error:
        sys.exit(f"error: {error}")
    app = create_app(service, hub, Settler(service, batch), every)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_level="warning",
        limit_concurrency=CONCURRENT_REQUESTS,
        ws_max_size=limits.body_bytes,
    )
