"""A throwaway chain on which a deployment is played before it costs anything."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import Web3
from web3.types import RPCEndpoint

from evershare import anvil

ETHER = 10**24  # more than any deployment takes


@contextlib.contextmanager
def throwaway_chain(chain_id: int) -> Iterator[tuple[Web3, LocalAccount]]:
    """An Anvil node under another chain's id, and a funded key. InvalidInput where Anvil is not installed."""
    with anvil.running(chain_id, anvil.free_port()) as url:
        web3 = Web3(Web3.HTTPProvider(url))
        account: LocalAccount = Account.create()
        web3.provider.make_request(RPCEndpoint("anvil_setBalance"), [account.address, hex(ETHER)])
        yield web3, account
