"""A redemption buffer with TSLA tokens and USDC, in the world of `tests.support.world`."""

from __future__ import annotations

from typing import Any

import pytest
from brownie import project

from evershare.localnet import wad
from tests.support.world import BTC_PRICE, TSLA_PRICE, World

USDC = 10**6
SPREAD_BPS = 20
MAX_INVENTORY = wad(2_000)
SATURDAY = 1_722_693_600  # 3 August 2024, 14:00 UTC


class BufferWorld(World):
    """The market maker owns a buffer that holds 1,000 TSLA tokens and 500,000 USDC."""

    def __init__(self, project: Any, accounts: Any, chain: Any) -> None:
        super().__init__(project, accounts, chain)
        maker = self.people["market_maker"]
        self.usdc = self.people["deployer"].deploy(project["MockToken"], "USD Coin", "USDC", 6)
        self.tsla = self.tokens["TSLA"]
        self.usdc_id, self.tsla_id = self.list_token("USDC", self.usdc, drift_bps=2), self.asset_ids["TSLA"]
        self.buffer = maker.deploy(
            project["RedemptionBuffer"], maker, self["PriceOracle"], self["CollateralVault"], self.usdc_id
        )
        self.tsla.transfer(maker, wad(1_500), self.as_("authorised_participant"))
        for role in ("market_maker", "trader"):
            self.usdc.mint(self.people[role], 1_000_000 * USDC, self.as_("stranger"))
            for token in (self.usdc, self.tsla):
                token.approve(self.buffer, 2**255, self.as_(role))
        self.buffer.setLine(self.tsla_id, SPREAD_BPS, MAX_INVENTORY, self.as_("market_maker"))
        self.buffer.addInventory(self.tsla_id, wad(1_000), self.as_("market_maker"))
        self.buffer.addInventory(self.usdc_id, 500_000 * USDC, self.as_("market_maker"))
        self.refresh()

    def refresh(self, btc: str = BTC_PRICE, tsla: str = TSLA_PRICE, usdc: str = "1") -> Any:
        """Publish all prices now."""
        prices = {"BTC": btc, "TSLA": tsla, "USDC": usdc}
        return self.publish_prices({symbol: price for symbol, price in prices.items() if symbol in self.asset_ids})

    def buy(self, amount: int, max_cost: int = 2**255, deadline: int | None = None, role: str = "trader") -> Any:
        """A person buys TSLA tokens for himself."""
        until = self.now + 60 if deadline is None else deadline
        return self.buffer.buy(self.tsla_id, amount, max_cost, self.people[role], until, self.as_(role))

    def sell(self, amount: int, min_proceeds: int = 0, deadline: int | None = None, role: str = "trader") -> Any:
        """A person sells TSLA tokens, and keeps the cash."""
        until = self.now + 60 if deadline is None else deadline
        return self.buffer.sell(self.tsla_id, amount, min_proceeds, self.people[role], until, self.as_(role))

    def preview(self, function: str, amount: int, limit: int) -> int:
        """What a swap of the trader's would cost or bring in the next block."""
        trader = self.people["trader"]
        swap = getattr(self.buffer, function)
        arguments = (self.tsla_id, amount, limit, trader, self.now + 60, {"from": trader})
        return int(swap.call(*arguments, block_identifier="pending"))

    def holdings(self) -> tuple[int, ...]:
        """All that a swap could change: what the buffer counts and holds, and what the trader holds."""
        holders = (self.buffer, self.people["trader"])
        held = [token.balanceOf(holder) for token in (self.tsla, self.usdc) for holder in holders]
        return (self.buffer.lineOf(self.tsla_id)[2], self.buffer.cash(), *held)


@pytest.fixture(scope="module")
def buffer_world(accounts: Any, chain: Any, module_isolation: None) -> BufferWorld:
    return BufferWorld(project.get_loaded_projects()[0], accounts, chain)
