"""Deploy the whole protocol on a local chain of its own: ``brownie run deploy``. The record goes to deployments/.

The chain has a Pyth contract to publish prices on, and people in every role. Public networks: ``evershare deploy``.
"""

import sys

from brownie import accounts, chain, network

from evershare import devchain
from evershare.deployment import write_record
from evershare.errors import EvershareError, InvalidInput
from evershare.localnet import LocalNet


def main() -> None:
    """Deploy and write the record, or end with one line that says what is wrong and what helps."""
    try:
        if network.show_active() != "development":
            raise InvalidInput("this script is for the network `development`: use `evershare deploy` for public ones")
        protocol = LocalNet(devchain.launch(), accounts, chain).protocol
    except EvershareError as error:
        sys.exit(f"error: {error}")

    path = write_record(protocol, chain.id)
    print(f"{len(protocol.contracts)} contracts on chain {chain.id}, recorded in {path.relative_to(devchain.ROOT)}")
