"""The whole protocol in a regular session of Thursday 1 August 2024: a market, a pool, and people with tokens."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from brownie import project

from evershare.calendar import NEW_YORK_SUMMER
from evershare.localnet import LocalNet, wad
from evershare.model import nearest_strike

SESSION_TIME = 1_722_522_600  # 14:30 UTC, an hour after the bell
BTC_PRICE, TSLA_PRICE = "64000", "227.5"
DAY = 86_400
WEEK = 7 * DAY
WEEKDAYS = 5
MONDAY = 4 * DAY  # Unix time began on a Thursday
MIDDAY = 16 * 3_600  # UTC; New York is in its session


MEASURED = {"floorBps": 2_000, "capBps": 25_000}
"""A market's volatility that follows the index."""


class World(LocalNet):
    """A local net with BTC and TSLA priced, a TSLA pool of 2,000 tokens, and the market BTC/TSLA."""

    def __init__(self, project: Any, accounts: Any, chain: Any, **deployment: str) -> None:
        super().__init__(project, accounts, chain, **deployment)
        self.publish_calendar(datetime.date(2024, 7, 25), 60, NEW_YORK_SUMMER)
        self.list_price("BTC", drift_bps=256)
        self.list_stock("TSLA", "Tesla, tokenised", "US88160R1014", drift_bps=192)
        self.wait_until(SESSION_TIME)
        self.refresh()

        self.attest("TSLA", 10_000)
        self.issue("TSLA", 5_000)
        for role, amount in (("liquidity_provider", 2_500), ("trader", 500), ("second_trader", 500)):
            self.tokens["TSLA"].transfer(self.people[role], wad(amount), self.as_("authorised_participant"))
        self.pool = self.create_pool("TSLA")
        self.provide_liquidity("liquidity_provider", self.pool, "TSLA", 2_000)
        self.deposit("trader", "TSLA", 300)
        self.deposit("second_trader", "TSLA", 300)
        self.market_id = self.create_market("BTC", "TSLA")

    def market(self, base: str, settlement: str, **changes: int) -> tuple[int, ...]:
        """``Market`` with a volatility that stays at 70 %, so that prices can be told without its history."""
        return super().market(base, settlement, **{"floorBps": 7_000, "capBps": 7_000, **changes})

    def refresh(self, btc: str = BTC_PRICE, tsla: str = TSLA_PRICE) -> Any:
        """Publish both prices now; a jump takes two minutes to be confirmed."""
        return self.publish_confirmed_prices({"BTC": btc, "TSLA": tsla})

    def wait_for_session(self, at_least: int = 0) -> None:
        """Go to the middle of the session of a later day that is at least so many seconds away."""
        midday = (self.now // DAY + 1) * DAY + MIDDAY
        midday += 0 if midday - self.now >= at_least else DAY
        while (midday - MONDAY) // DAY % 7 >= WEEKDAYS:
            midday += DAY
        self.wait_until(midday)

    def terms(self, strike: Any = None, is_call: bool = False, width_bps: int = 5_000) -> tuple[Any, ...]:
        """``SeriesTerms`` of the pool; the strike (TSLA per BTC) defaults to the one nearest the first index."""
        raw = wad(nearest_strike("281.3")) if strike is None else wad(strike)
        return (self.pool.address, self.market_id, raw, width_bps, is_call)

    def series_id(self, **terms: Any) -> int:
        """The id of the series with such terms."""
        return int(self["PerpetualOptions"].seriesIdOf(self.terms(**terms)))

    def quote_open(self, size: str = "0.5", **terms: Any) -> Any:
        """What opening costs in the next block."""
        return self["OptionsLens"].quoteOpen(self.terms(**terms), wad(size), 0, block_identifier="pending")

    def quote_close(self, series_id: int, size: str = "0.5", role: str = "trader") -> Any:
        """What closing pays in the next block."""
        return self["OptionsLens"].quoteClose(self.people[role], series_id, wad(size), 0, block_identifier="pending")

    def open(self, role: str = "trader", size: str = "0.5", **terms: Any) -> Any:
        """A person opens without a limit on the premium. Returns the transaction; prices must be fresh."""
        return self["PerpetualOptions"].open(
            self.terms(**terms), self.people[role], wad(size), wad(10**6), self.now + WEEK, self.as_(role)
        )


@pytest.fixture(scope="module")
def world(accounts: Any, chain: Any, module_isolation: None) -> World:
    return World(project.get_loaded_projects()[0], accounts, chain)
