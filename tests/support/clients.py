"""Clients of the package on the tests' own chain, with keys that the node does not know."""

from __future__ import annotations

from typing import Any

from brownie import web3
from eth_account import Account
from eth_utils import keccak

from evershare.client import AsyncClient, Client, Deployment, FixedPrices, Patience
from evershare.deployment import Protocol
from evershare.localnet import wad
from tests.support.world import BTC_PRICE, TSLA_PRICE

PRICES = {"BTC": BTC_PRICE, "TSLA": TSLA_PRICE}
QUICK = Patience(attempts=3, first_pause=0.01, mined_within=5, poll_every=0.02)
ETHER = 10**18


def deployment(protocol: Protocol) -> Deployment:
    """The deployed contracts as a record has them."""
    addresses = {name: contract.address for name, contract in protocol.contracts.items()}
    return Deployment(web3.chain_id, addresses, source="the tests")


def signer(world: Any, name: str, **tokens: str) -> Any:
    """A new key with ether and tokens."""
    account = Account.from_key(keccak(text=name))
    world.people["deployer"].transfer(account.address, ETHER)
    for symbol, amount in tokens.items():
        world.tokens[symbol].transfer(account.address, wad(amount), world.as_("authorised_participant"))
    return account


def client(world: Any, account: Any = None, prices: Any = None, kind: type = Client) -> Client | AsyncClient:
    """A client of a world; trades bring the world's first prices."""
    return kind(
        web3.provider.endpoint_uri,
        deployment(world.protocol),
        account,
        prices or FixedPrices(PRICES),
        QUICK,
        request_seconds=10,
    )
