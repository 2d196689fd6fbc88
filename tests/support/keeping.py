"""Keepers' workers on the tests' chain."""

from __future__ import annotations

from typing import Any

from brownie import web3
from eth_account import Account
from eth_utils import keccak

from evershare.client import FixedPrices, Patience
from evershare.keeper.chain import Chain
from evershare.keeper.desk import Limits
from evershare.keeper.store import Store
from evershare.keeper.worker import Worker
from tests.support.clients import deployment

QUICK = Patience(attempts=3, first_pause=0.01, mined_within=5, poll_every=0.02)
KEEPER = Account.from_key(keccak(text="a keeper's key"))
ALL_ROLES = ("prices", "funding", "epochs", "liquidations", "calendar")
SPENDING = Limits(least_profit=0, ether_usd=2_500)
ETHER = 10**18


def chain_of(world: Any, key: Any, prices: dict[str, str] | None, node: str | None) -> Chain:
    """A keeper's view of the world's chain."""
    service = FixedPrices(prices) if prices else None
    return Chain(node or web3.provider.endpoint_uri, deployment(world.protocol), key, service, QUICK)


def worker(world: Any, url: str, roles: tuple[str, ...] = ALL_ROLES, **options: Any) -> Worker:
    """A worker with a key that has ether."""
    key = options.pop("key", KEEPER)
    chain = chain_of(world, key, options.pop("prices", None), options.pop("node", None))
    if web3.eth.get_balance(key.address) < ETHER:
        world.people["deployer"].transfer(key.address, ETHER)
    name, limits = options.pop("name", "one"), options.pop("limits", SPENDING)
    return Worker(chain, Store(url), name, roles, limits, address=key.address, **options)
