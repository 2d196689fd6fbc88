"""Corporate actions of TSLA in the world of `tests.support.world`, with their usual times."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from brownie import project
from eth_utils import keccak

from evershare.actions import ActionKind, TokenState
from evershare.localnet import Amount, wad
from evershare.risk import Tier
from tests.support.world import TSLA_PRICE, World

DAY = 86_400
THURSDAY = 1_722_470_400  # 1 August 2024, 00:00 UTC; the world starts at 14:30
FRIDAY_CLOSE = THURSDAY + DAY + 20 * 3_600
SPLIT_AT = THURSDAY + 2 * DAY  # Saturday, 00:00 UTC
MONDAY = datetime.date(2024, 8, 5)
MONDAY_OPEN = THURSDAY + 4 * DAY + 13 * 3_600 + 30 * 60
IN_MONDAYS_SESSION = MONDAY_OPEN + 3_600
DIVIDEND = "2.275"  # USD a share: 1 % of the price


class ActionsWorld(World):
    """The world with USDC, which dividends are paid in, and the shares' price at hand."""

    def __init__(self, project: Any, accounts: Any, chain: Any) -> None:
        super().__init__(project, accounts, chain)
        self.usdc = self.people["deployer"].deploy(project["MockToken"], "USD Coin", "USDC", 6)
        self.actions, self.oracle = self["CorporateActions"], self["PriceOracle"]
        self.tsla, self.tsla_id = self.tokens["TSLA"], self.asset_ids["TSLA"]

    @property
    def state(self) -> TokenState:
        """What may be done with TSLA's token now."""
        return TokenState(self.actions.tokenState(self.tsla))

    def create_stock(self, symbol: str) -> Any:
        """A stock that is neither priced nor in the ledger yet. Returns its token."""
        security = keccak(text=symbol)
        listing = (f"{symbol}, tokenised", symbol, security, self.people["issuer"], 1, 1, wad(10**6), [1], 0)
        listed = self["CustodyRegistry"].listStock(listing, self.as_("governor"))
        self.tokens[symbol] = self.project["StockToken"].at(listed.return_value)
        return self.tokens[symbol]

    def lend_cash(self, loans: Mapping[str, Amount]) -> None:
        """People borrow USDC against the TSLA tokens in their accounts, out of a pool of 100,000."""
        self.list_token("USDC", self.usdc, drift_bps=1)
        self.publish_prices({"USDC": "1"})
        self.set_tier("TSLA", Tier.VOLATILE)
        self.set_tier("USDC", Tier.STABLE)
        pool = self.create_lending_pool("USDC", 100_000)
        self.usdc.mint(self.people["lender"], self.units("USDC", 100_000), self.as_("deployer"))
        self.lend("lender", pool, "USDC", 100_000)
        for role, amount in loans.items():
            units = self.units("USDC", amount)
            self["CollateralVault"].borrow(self.asset_ids["USDC"], self.people[role], units, self.as_(role))

    def health(self, role: str) -> tuple[int, int, int, int]:
        """A person's collateral and debt for new risk, and for liquidation: USD WAD times bps."""
        risk, person = self["RiskEngine"], self.people[role]
        found = (*risk.initialHealthOf(person), *risk.maintenanceHealthOf(person))
        initial_collateral, initial_debt, collateral, debt = map(int, found)
        return initial_collateral, initial_debt, collateral, debt

    def announced_split(self, effective_at: int = SPLIT_AT, **terms: Any) -> int:
        """A 10:1 split that is not confirmed yet."""
        return self.announce("TSLA", ActionKind.SPLIT, effective_at, **{"numerator": 10, "denominator": 1} | terms)

    def dividend(self, amount: str = DIVIDEND) -> int:
        """A cash dividend with Monday as its ex-date, announced and confirmed."""
        return self.announce_dividend("TSLA", MONDAY, amount, self.usdc)

    def cash_out(self, price: str = TSLA_PRICE) -> int:
        """A buy-out at SPLIT_AT, announced and confirmed."""
        action_id = self.announce("TSLA", ActionKind.CASH_OUT, SPLIT_AT, amount=wad(price), payoutToken=self.usdc)
        self.confirm(action_id)
        return action_id

    def delisting(self) -> int:
        """A delisting at SPLIT_AT, announced and confirmed."""
        action_id = self.announce("TSLA", ActionKind.DELISTING, SPLIT_AT)
        self.confirm(action_id)
        return action_id

    def take_effect(self, price: str, at: int = IN_MONDAYS_SESSION) -> Any:
        """The first regular session after the action: a price per share is published."""
        self.wait_until(at)
        return self.publish_prices({"TSLA": price, "BTC": "64000"})

    def raw_price(self) -> int:
        """The confirmed price of a raw token, USD WAD."""
        return int(self.oracle.intervalOf(self.tsla_id)[1])


@pytest.fixture(scope="module")
def actions_world(accounts: Any, chain: Any, module_isolation: None) -> ActionsWorld:
    return ActionsWorld(project.get_loaded_projects()[0], accounts, chain)
