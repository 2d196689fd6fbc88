"""Deploy the whole protocol: ``brownie run deploy --network <id>``. The record goes to deployments/<chainId>.json.

On ``development`` that is a local chain of its own, with a Pyth contract to publish prices on. A public network is
described by variables ``EVERSHARE_<NAME>``, see ``evershare.deployment.PublicSettings``.
"""

import os
import sys

from brownie import accounts, chain, network, project, web3

from evershare import devchain
from evershare.deployment import LOCAL_CHAIN_IDS, Officers, Protocol, PublicSettings, deploy, write_record
from evershare.errors import EvershareError, InvalidInput
from evershare.localnet import LocalNet


def main() -> None:
    """Deploy and write the record, or end with one line that says what is wrong and what helps."""
    try:
        protocol = _deploy_locally() if network.show_active() == "development" else _deploy_publicly()
    except EvershareError as error:
        sys.exit(f"error: {error}")

    path = write_record(protocol, chain.id)
    print(f"{len(protocol.contracts)} contracts on chain {chain.id}, recorded in {path.relative_to(devchain.ROOT)}")


def _deploy_locally() -> Protocol:
    return LocalNet(devchain.launch(), accounts, chain).protocol


def _deploy_publicly() -> Protocol:
    settings = PublicSettings.read(os.environ, chain.id)
    if not web3.eth.get_code(settings.governor) and chain.id not in LOCAL_CHAIN_IDS:
        raise InvalidInput(f"EVERSHARE_GOVERNOR {settings.governor} is no contract: name a deployed timelock")

    officers = Officers(settings.governor, settings.risk, settings.guardian, settings.insurance, settings.treasury)
    deployer = accounts.load(settings.deployer)
    containers = project.get_loaded_projects()[0]
    return deploy(containers, deployer, officers, settings.pyth, settings.sequencer_uptime_feed)
