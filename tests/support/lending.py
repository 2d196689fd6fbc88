"""A lending pool on the ledger alone: borrowing without collateral, as if the ledger had allowed it."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

import pytest
from brownie import project

from evershare.deployment import CORPORATE_ACTIONS, GOVERNOR, PERMISSIONS
from evershare.model.credit import RateCurve
from tests.support.ledger import Ledger

CURVE = RateCurve(base=10**16, kink=9 * 10**17, at_kink=6 * 10**16, at_full=10**18)
RESERVE_FACTOR_BPS = 1_000
DEBT_CAP = 900_000
LENT = 500_000  # token units that the liquidity provider supplies, when a test asks for `supplied`
DAY, YEAR = 86_400, 365 * 86_400


class Lending(Ledger):
    """A ledger with the pool of one plain token, and an insurance."""

    def __init__(self, project: Any, accounts: Any, chain: Any) -> None:
        super().__init__(project, accounts)
        self.chain = chain
        self.people |= {"insurance": accounts[len(self.people)], "corporate_actions": accounts[len(self.people) + 1]}
        governor = self.people["governor"]
        self.model = governor.deploy(project["InterestRateModel"], astuple(CURVE))
        implementation = governor.deploy(
            project["LendingPool"], self.vault, self.manager, self.people["insurance"].address
        )
        self.factory = governor.deploy(project["LendingPoolFactory"], self.manager, self.vault, implementation)
        for role, functions in PERMISSIONS["LendingPoolFactory"].items():
            selectors = [getattr(self.factory, name).signature for name in functions]
            self.manager.setTargetFunctionRole(self.factory, selectors, role, self.as_("governor"))
        self.manager.grantRole(GOVERNOR, governor, 0, self.as_("governor"))
        self.manager.grantRole(CORPORATE_ACTIONS, self.people["corporate_actions"], 0, self.as_("governor"))
        self.vault.addModule(self.factory, self.as_("governor"))
        self.people["ledger"] = accounts.at(self.vault.address, force=True)

        self.token = self.list_plain()
        self.pool = self.create_pool(self.token)

    @property
    def now(self) -> int:
        """The time of the latest block, Unix seconds."""
        return int(self.chain[-1].timestamp)

    def pass_time(self, seconds: int) -> None:
        """Let the next block be this much later."""
        self.chain.sleep(seconds - 1)
        self.chain.mine()

    def create_pool(self, token: Any) -> Any:
        """The pool of a token; holders let it take their tokens."""
        created = self.factory.createPool(
            self.asset_ids[token], self.model, RESERVE_FACTOR_BPS, DEBT_CAP, self.as_("governor")
        )
        pool = self.project["LendingPool"].at(created.return_value)
        for role in ("liquidity_provider", "second_trader"):
            token.approve(pool, 2**256 - 1, self.as_(role))
        return pool

    def supply(self, role: str, assets: int) -> Any:
        """A person lends to the pool."""
        return self.pool.deposit(assets, self.people[role], self.as_(role))

    def borrow(self, role: str, amount: int, pool: Any = None) -> Any:
        """A person's main account borrows: the ledger books it and moves the balance."""
        pool = pool or self.pool
        lent = pool.lend(self.people[role], amount, self.as_("ledger"))
        self.vault.move(pool.assetId(), pool, self.people[role], amount, self.as_("module"))
        return lent

    def repay(self, role: str, amount: int, pool: Any = None, pay: bool = True) -> Any:
        """A person's main account repays up to an amount from its balance, or is only told what it would pay."""
        pool = pool or self.pool
        repaid = pool.repay(self.people[role], amount, self.as_("ledger"))
        if pay:
            self.vault.move(pool.assetId(), self.people[role], pool, repaid.return_value, self.as_("module"))
        return repaid


@pytest.fixture(scope="module")
def lending(accounts: Any, chain: Any, module_isolation: None) -> Lending:
    return Lending(project.get_loaded_projects()[0], accounts, chain)


@pytest.fixture(scope="module")
def ledger(lending: Lending) -> Lending:
    """The same, to whatever asks for a ledger."""
    return lending


@pytest.fixture
def supplied(lending: Lending) -> int:
    """The liquidity provider has lent to the pool."""
    lending.supply("liquidity_provider", LENT)
    return LENT


class Stock:
    """The pool of a token of which records pass: 500,000 supplied, and 100,000 borrowed by each of two traders."""

    def __init__(self, lending: Lending) -> None:
        self.lending = lending
        self.token = lending.list_plain()
        self.pool = lending.create_pool(self.token)
        self.pool.setInterest(lending.model, 0, lending.as_("governor"))
        self.pool.deposit(LENT, lending.people["liquidity_provider"], lending.as_("liquidity_provider"))
        for role in ("trader", "second_trader"):
            lending.borrow(role, 100_000, self.pool)

    def pass_records(self, count: int) -> None:
        """Let record times pass in the ledger until there were so many."""
        asset_id = self.lending.asset_ids[self.token]
        while self.lending.vault.recordEpoch(asset_id) < count:
            record_at = self.lending.now + 2
            self.lending.vault.scheduleRecord(asset_id, record_at, self.lending.as_("corporate_actions"))
            self.lending.chain.mine(timestamp=record_at)

    def charge(self, factor: int) -> Any:
        """The corporate actions charge a dividend, D / (P - D) in WAD."""
        return self.pool.chargeDividend(factor, self.lending.as_("corporate_actions"))


@pytest.fixture
def stock(lending: Lending) -> Stock:
    return Stock(lending)
