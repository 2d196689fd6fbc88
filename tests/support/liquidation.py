"""A ledger that lends, with priced tokens, their lending pools, and liquidation: everything in whole tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from decimal import Decimal
from typing import Any

import pytest
from brownie import project
from brownie.exceptions import VirtualMachineError

from evershare.deployment import PERMISSIONS
from evershare.model.credit import RateCurve
from evershare.model.health import MEGA_CAP, STABLE, VOLATILE, Factors
from tests.support.ledger import Ledger
from tests.support.oracle import FRIDAY, HOUR, NEW_YORK, OPEN, OracleDesk, _bytes32, usd
from tests.support.reverts import decoded

FREE = RateCurve(base=0, kink=9 * 10**17, at_kink=0, at_full=0)  # so that a test's figures do not move by the second
CRYPTO = Factors(7_000, 8_000, 13_000, 11_500)
SESSION = FRIDAY + OPEN + 2 * HOUR  # Friday, two hours after the bell
MINUTE = 60
NO_LIMIT = 2**256 - 1
CAP = 10**9  # whole tokens
Amount = Decimal | str | int | float


class LiquidationWorld(Ledger):
    """The ledger with its risk engine and liquidation, and tokens that are priced and lent. The options are a mock."""

    def __init__(self, project: Any, accounts: Any, chain: Any, curve: RateCurve = FREE) -> None:
        self.chain = chain
        super().__init__(project, accounts)
        self.people |= dict(zip(("keeper", "liquidator", "insurance"), accounts[len(self.people) :], strict=False))
        governor, insurance = self.people["governor"], self.people["insurance"].address
        self.options = governor.deploy(project["MockOptionMargin"], self.vault)
        self.liquidation = governor.deploy(
            project["Liquidation"], self.vault, self.engine, self.oracle, self.options, insurance
        )
        self.model = governor.deploy(project["InterestRateModel"], astuple(curve))
        pool_code = governor.deploy(project["LendingPool"], self.vault, self.manager, insurance)
        self.factory = governor.deploy(project["LendingPoolFactory"], self.manager, self.vault, pool_code)
        self.permit("LendingPoolFactory", self.factory)
        self.permit("RiskEngine", self.engine)
        self.engine.setLedger(self.vault, self.as_("governor"))
        self.engine.setOptions(self.options, self.as_("governor"))
        for module in (self.liquidation, self.options, self.factory):
            self.vault.addModule(module, self.as_("governor"))

        self.tokens: dict[str, Any] = {}
        self.pools: dict[str, Any] = {}
        self.factors: dict[str, Factors] = {}
        self.go_to(SESSION)

    def create_engine(self) -> Any:
        """The real one, with the prices of a desk."""
        governor = self.people["governor"]
        self.desk = OracleDesk(self.project, {**self.people, "keeper": self.people["stranger"]})
        self.oracle = self.desk.oracle
        registry = governor.deploy(self.project["CustodyRegistry"], self.manager)
        self.engine = governor.deploy(self.project["RiskEngine"], self.manager, self.oracle, registry)
        return self.engine

    # Setting up

    def permit(self, name: str, contract: Any) -> None:
        """Give the roles of a deployment what they may do with a contract."""
        for role, functions in PERMISSIONS[name].items():
            selectors = [getattr(contract, function).signature for function in functions]
            self.manager.setTargetFunctionRole(contract, selectors, role, self.as_("governor"))

    def list(
        self,
        symbol: str,
        price: Amount,
        factors: Factors,
        *,
        decimals: int = 18,
        is_stock: bool = False,
        kind: str = "MockToken",
        arguments: tuple[Any, ...] | None = None,
        is_lent: bool = True,
    ) -> Any:
        """A priced token that everybody who holds tokens has a million of; if it is lent, with a pool without loans."""
        calendar = NEW_YORK if is_stock else 0
        key = "0x" + symbol.encode().hex().ljust(64, "0")
        asset_id = self.desk.list_asset(self.desk.source(key=key), symbol=_bytes32(symbol), calendarId=calendar)
        plain = (symbol, symbol, decimals) if kind == "MockToken" else ()
        token = self.create_token(kind, *(plain if arguments is None else arguments))
        self.tokens[symbol], self.asset_ids[token], self.factors[symbol] = token, asset_id, factors
        for role in ("trader", "second_trader", "liquidity_provider", "liquidator", "insurance"):
            token.mint(self.people[role], self.units(symbol, 10**6), self.as_("governor"))
            token.approve(self.vault, NO_LIMIT, self.as_(role))
        self.vault.listAsset(asset_id, token, self.as_("governor"))
        self.engine.setFactors(asset_id, astuple(factors), self.as_("governor"))
        if is_lent:
            self.create_lending_pool(symbol)
        self.price(symbol, price)
        return token

    def create_lending_pool(self, symbol: str) -> None:
        """The pool that lends a token, which the liquidity provider may supply."""
        asset_id, cap = self.id(symbol), self.units(symbol, CAP)
        created = self.factory.createPool(asset_id, self.model, 1_000, cap, self.as_("governor"))
        pool = self.pools[symbol] = self.project["LendingPool"].at(created.return_value)
        self.vault.setLendingPool(asset_id, pool, self.as_("governor"))
        self.tokens[symbol].approve(pool, NO_LIMIT, self.as_("liquidity_provider"))

    @property
    def now(self) -> int:
        """The time of the latest block, Unix seconds."""
        return int(self.chain[-1].timestamp)

    def go_to(self, timestamp: int) -> None:
        """Mine a block at a time."""
        self.chain.mine(timestamp=timestamp)

    def pass_time(self, seconds: int) -> None:
        """Let the next block be this much later."""
        self.chain.mine(timestamp=self.now + seconds - 1)

    def price(self, symbol: str, price: Amount) -> None:
        """Publish a price of the present moment, again if it is a jump that has to be confirmed."""
        asset_id = self.id(symbol)
        seen = self.desk.observe(asset_id, usd(str(price)), self.now + 1)
        if "JumpPending" in seen.events:
            self.desk.observe(asset_id, usd(str(price)), self.now + 121)

    def id(self, symbol: str) -> int:
        """The asset's id."""
        return self.asset_ids[self.tokens[symbol]]

    def units(self, symbol: str, amount: Amount) -> int:
        """Whole tokens in token units."""
        return int(Decimal(str(amount)) * 10 ** self.tokens[symbol].decimals())

    def account(self, role: str) -> str:
        """A person's main account."""
        return str(self.people[role])

    # What people do

    def fund(self, role: str, symbol: str, amount: Amount) -> Any:
        """A person pays into the own main account."""
        return self.deposit(role, self.tokens[symbol], self.units(symbol, amount))

    def supply(self, symbol: str, amount: Amount) -> Any:
        """The liquidity provider lends to a pool."""
        provider = self.people["liquidity_provider"]
        return self.pools[symbol].deposit(self.units(symbol, amount), provider, {"from": provider})

    def borrow(self, role: str, symbol: str, amount: Amount) -> Any:
        """A person's main account borrows."""
        return self.vault.borrow(self.id(symbol), self.people[role], self.units(symbol, amount), self.as_(role))

    def take_loan(self, role: str, symbol: str, amount: Amount) -> Any:
        """A person's main account borrows, and what it borrows leaves for the wallet, in one batch."""
        person, units, vault = self.people[role], self.units(symbol, amount), self.vault
        calls = [
            (vault, vault.borrow.encode_input(self.id(symbol), person, units)),
            (vault, vault.withdraw.encode_input(self.id(symbol), person, person, units)),
        ]
        return vault.batch(calls, self.as_(role))

    def mark(self, role: str = "trader", by: str = "keeper") -> Any:
        """Somebody marks a person's account."""
        return self.liquidation.mark(self.people[role], self.as_(by))

    def liquidate(
        self, *orders: tuple[Any, ...], role: str = "trader", closings: Any = (), by: str = "liquidator"
    ) -> Any:
        """The liquidator liquidates a person's account with his own."""
        return self.liquidation.liquidate(self.people[role], self.people[by], closings, orders, self.as_(by))

    def order(
        self, collateral: str, debt: str = "USDC", max_paid: Amount | None = None, max_price: Amount | None = None
    ) -> tuple[int, int, int, int]:
        """An order without limits, unless they are given: in whole tokens, and in USD."""
        paid = NO_LIMIT if max_paid is None else self.units(debt, max_paid)
        return (self.id(collateral), self.id(debt), paid, NO_LIMIT if max_price is None else usd(str(max_price)))

    # What is there

    def holds(self, role: str, symbol: str) -> int:
        """What a person's main account holds, token units."""
        return self.balance(role, self.tokens[symbol])

    def owes(self, role: str, symbol: str) -> int:
        """What a person's main account owes, token units."""
        return int(self.pools[symbol].debtOf(self.people[role]))

    def health(self, role: str = "trader") -> tuple[int, int]:
        """Weighted collateral and debt at maintenance, USD WAD times bps."""
        collateral, debt = self.engine.maintenanceHealthOf(self.people[role])
        return int(collateral), int(debt)


@contextmanager
def refuses_health(account: str) -> Iterator[None]:
    """Expect the refusal of an account's health check, with figures of whatever size."""
    with pytest.raises(VirtualMachineError) as refusal:
        yield
    name, checked, collateral, debt = decoded(refusal.value)
    assert (name, checked) == ("HealthTooLow", account.lower())
    assert collateral < debt


@pytest.fixture(scope="module")
def credit(accounts: Any, chain: Any, module_isolation: None) -> LiquidationWorld:
    world = LiquidationWorld(project.get_loaded_projects()[0], accounts, chain)
    world.list("USDC", "1", STABLE, decimals=6)
    world.list("BTC", "60000", CRYPTO, decimals=8)
    world.list("TSLA", "200", VOLATILE, is_stock=True)
    world.list("NVDA", "100", VOLATILE, is_stock=True)
    world.list("AAPL", "220", MEGA_CAP, is_stock=True)
    return world
