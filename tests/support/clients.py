"""Clients of the package on the tests' own chain, with keys that the node does not know."""

from __future__ import annotations

from typing import Any

from brownie import web3
from eth_account import Account
from eth_utils import keccak

from evershare.client import AsyncClient, Client, Deployment, FixedPrices, Patience
from evershare.deployment import Protocol
from evershare.localnet import ROLES, wad
from evershare.risk import Tier
from tests.support.buffer import USDC, BufferWorld
from tests.support.world import BTC_PRICE, TSLA_PRICE

Account.enable_unaudited_hdwallet_features()
MNEMONIC = "test test test test test test test test test test test junk"
PRICES = {"BTC": BTC_PRICE, "TSLA": TSLA_PRICE, "USDC": 1}
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


def person(world: Any, role: str) -> Any:
    """The key of one of the world's people, as Anvil derives it."""
    account = Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{ROLES.index(role)}")
    assert account.address == world.people[role].address
    return account


class Exchange(BufferWorld):
    """The world with USDC, a redemption buffer, and a lending pool against which TSLA counts as collateral."""

    def __init__(self, project: Any, accounts: Any, chain: Any) -> None:
        super().__init__(project, accounts, chain)
        self.issue("TSLA", 1_000)
        self.set_tier("TSLA", Tier.VOLATILE)
        self.set_tier("USDC", Tier.STABLE)
        self.lending = self.create_lending_pool("USDC", 1_000_000)
        self.usdc.mint(self.people["liquidity_provider"], 100_000 * USDC, self.as_("stranger"))
        self.usdc.mint(self.people["issuer"], 100_000 * USDC, self.as_("stranger"))
        self["PrimaryMarket"].setPaymentToken(self.usdc, True, self.as_("governor"))
