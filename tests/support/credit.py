"""The whole protocol with credit: USDC and TSLA can be borrowed, and people have TSLA to borrow against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from brownie import project, web3
from brownie.exceptions import VirtualMachineError

from evershare.localnet import wad
from evershare.model.health import Factors, Part
from evershare.model.interval import Interval
from evershare.risk import Tier
from tests.support.reverts import decoded, reverts
from tests.support.world import World

USDC = 10**6  # units
DAY = 86_400


class Credit(World):
    """A world with lending pools of USDC (a million supplied) and TSLA (200 supplied).

    The trader and the second trader hold 300 TSLA each in the vault, at 227.50 USD. ``module`` is one of the ledger.
    """

    def __init__(self, project: Any, accounts: Any, chain: Any) -> None:
        super().__init__(project, accounts, chain)
        self.vault, self.risk_engine = self["CollateralVault"], self["RiskEngine"]
        self.usdc = self.people["deployer"].deploy(project["MockToken"], "USD Coin", "USDC", 6)
        self.list_token("USDC", self.usdc, drift_bps=1)
        self.publish()
        self.set_tier("TSLA", Tier.VOLATILE)
        self.set_tier("USDC", Tier.STABLE)
        self.usdc_pool = self.create_lending_pool("USDC", 900_000)
        self.tsla_pool = self.create_lending_pool("TSLA", 200)
        for role in ("liquidity_provider", "trader", "second_trader"):
            self.usdc.mint(self.people[role], 2_000_000 * USDC)
            for target in (self.vault, self.usdc_pool):
                self.usdc.approve(target, 2**256 - 1, self.as_(role))
            for target in (self.vault, self.tsla_pool):
                self.tokens["TSLA"].approve(target, 2**256 - 1, self.as_(role))
        provider = self.people["liquidity_provider"]
        self.usdc_pool.deposit(1_000_000 * USDC, provider, self.as_("liquidity_provider"))
        self.tsla_pool.deposit(wad(200), provider, self.as_("liquidity_provider"))
        self.people["module"] = accounts[len(self.people) + 1]
        web3.provider.make_request("anvil_setCode", [self.people["module"].address, "0x00"])
        self.vault.addModule(self.people["module"], self.as_("governor"))

    def publish(self, tsla: str = "227.5", btc: str = "64000") -> Any:
        """Publish all prices now, and confirm them."""
        return self.publish_confirmed_prices({"BTC": btc, "TSLA": tsla, "USDC": "1"})

    def borrow(self, role: str, amount: int, symbol: str = "USDC", account: Any = None) -> Any:
        """A person's account, by default the main one, borrows token units."""
        return self.vault.borrow(self.asset_ids[symbol], account or self.people[role], amount, self.as_(role))

    def repay(self, role: str, amount: int, symbol: str = "USDC", account: Any = None) -> Any:
        """A person repays token units of an account, by default the own main one, out of his own main account."""
        person = self.people[role]
        return self.vault.repay(self.asset_ids[symbol], account or person, person, amount, self.as_(role))

    def withdraw(self, role: str, amount: int, symbol: str = "USDC") -> Any:
        """A person pays token units out of his main account to his wallet."""
        person = self.people[role]
        return self.vault.withdraw(self.asset_ids[symbol], person, person, amount, self.as_(role))

    def balance(self, role: str, symbol: str = "USDC") -> int:
        """What a person's main account holds, in token units."""
        return int(self.vault.balanceOf(self.people[role], self.asset_ids[symbol]))

    def debt(self, role: str, symbol: str = "USDC") -> int:
        """What a person's main account owes, in token units."""
        pool = self.usdc_pool if symbol == "USDC" else self.tsla_pool
        return int(pool.debtOf(self.people[role]))

    def health(self, role: str) -> tuple[int, int]:
        """What a person's main account weighs for liquidation: collateral and debt, USD WAD times bps."""
        collateral, debt = self.risk_engine.maintenanceHealthOf(self.people[role])
        return int(collateral), int(debt)

    def parts(self, role: str) -> tuple[list[Part], list[Part]]:
        """What a person's main account holds and owes, for the model."""
        held, owed = self.vault.creditOf(self.people[role])
        return [self.part(word) for word in held], [self.part(word) for word in owed]

    def part(self, word: int) -> Part:
        """An `AssetAmount` of the chain, with its price and factors, for the model."""
        asset_id, amount = int(word) & 0xFFFF, int(word) >> 16
        price = Interval(*self["PriceOracle"].intervalOf(asset_id))
        factors = Factors(*self.risk_engine.factorsOf(asset_id))
        return Part(amount, 10 ** int(self.vault.assetOf(asset_id)[1]), price, factors)

    def list_borrowable(self, symbol: str) -> None:
        """List a token at a dollar that can be borrowed, and supply 100 units of it."""
        token = self.people["deployer"].deploy(self.project["MockToken"], symbol, symbol, 18)
        self.list_token(symbol, token, drift_bps=1)
        self.publish_confirmed_prices({symbol: "1"})
        self.set_tier(symbol, Tier.STABLE)
        pool = self.create_lending_pool(symbol, 100)
        token.mint(self.people["liquidity_provider"], 100)
        token.approve(pool, 100, self.as_("liquidity_provider"))
        pool.deposit(100, self.people["liquidity_provider"], self.as_("liquidity_provider"))

    def list_unpriced(self, symbol: str) -> int:
        """List a token of which no price was ever observed, and return its id. The trader has 1,000 of it."""
        token = self.people["deployer"].deploy(self.project["MockToken"], symbol, symbol, 18)
        token.mint(self.people["trader"], wad(1_000))
        return self.list_token(symbol, token, drift_bps=100)

    def borrow_and_withdraw(self, role: str, amount: int) -> list[tuple[Any, str]]:
        """The calls of a batch that borrows USDC and pays it out."""
        asset_id, person = self.asset_ids["USDC"], self.people[role]
        return [
            (self.vault, self.vault.borrow.encode_input(asset_id, person, amount)),
            (self.vault, self.vault.withdraw.encode_input(asset_id, person, person, amount)),
        ]

    @contextmanager
    def refuses(self, error: str, *arguments: Any) -> Iterator[None]:
        """Expect an exact revert."""
        with reverts(error, *arguments):
            yield

    @contextmanager
    def refuses_health(self, role: str) -> Iterator[None]:
        """Expect the refusal of a health check of a person's main account, with figures of whatever size."""
        with pytest.raises(VirtualMachineError) as refusal:
            yield
        name, account, collateral, debt = decoded(refusal.value)
        assert (name, account) == ("HealthTooLow", self.people[role].address.lower())
        assert collateral < debt


def asset_amount(asset_id: int, amount: int) -> int:
    """An `AssetAmount` as the contracts take it."""
    return amount << 16 | asset_id


@pytest.fixture(scope="module")
def credit(accounts: Any, chain: Any, module_isolation: None) -> Credit:
    return Credit(project.get_loaded_projects()[0], accounts, chain)
