"""A weekend of credit: somebody with nothing but tokens of a small company, and options on BTC that settle in USDC."""

from __future__ import annotations

from typing import Any

import pytest
from brownie import project

from evershare.localnet import wad
from evershare.model import nearest_strike
from evershare.risk import Tier
from tests.support.credit import DAY, Credit
from tests.support.world import SESSION_TIME

HOUR = 3_600
HOLDING = 5_000  # tokens of the small company
SMALL_CAP_PRICE, SMALL_CAP_DRIFT_BPS = "8.40", 288  # 90 % a year, at 3 standard deviations of an hour
BTC_ON_SUNDAY = "61000"

MIDNIGHT = SESSION_TIME - SESSION_TIME % DAY
FRIDAY_EVENING = MIDNIGHT + DAY + 19 * HOUR + 50 * 60  # ten minutes before the close
SUNDAY = MIDNIGHT + 3 * DAY + 12 * HOUR
MONDAY = MIDNIGHT + 4 * DAY + 14 * HOUR  # half an hour after the bell


class Weekend(Credit):
    """Credit with a small-cap stock, ACME, a pool of a million USDC for options, and the market BTC/USDC.

    The small-cap holder has ACME in the vault and nothing anywhere else. It is Sunday, and prices are fresh.
    """

    def __init__(self, project: Any, accounts: Any, chain: Any) -> None:
        super().__init__(project, accounts, chain)
        self.list_stock("ACME", "Acme, tokenised", "", SMALL_CAP_DRIFT_BPS)
        self.set_tier("ACME", Tier.SPECULATIVE)
        self.attest("ACME", 100_000)
        self.issue("ACME", 20_000)
        self.tokens["ACME"].transfer(self.people["small_cap_holder"], wad(HOLDING), self.as_("authorised_participant"))
        self.deposit("small_cap_holder", "ACME", HOLDING)
        self.usdc_options = self.create_pool("USDC")
        self.provide_liquidity("liquidity_provider", self.usdc_options, "USDC", 900_000)
        self.btc_usdc = self.create_market("BTC", "USDC")
        self.wait_until(FRIDAY_EVENING)
        self.publish_all(BTC_ON_SUNDAY)
        self.wait_until(SUNDAY)
        self.publish_around_the_clock(BTC_ON_SUNDAY)

    def publish_all(self, btc: str, acme: str = SMALL_CAP_PRICE, tsla: str = "207.6") -> Any:
        """Publish every price, and confirm it."""
        return self.publish_confirmed_prices({"BTC": btc, "USDC": "1", "TSLA": tsla, "ACME": acme})

    def publish_around_the_clock(self, btc: str) -> Any:
        """Publish the prices that do not sleep."""
        return self.publish_confirmed_prices({"BTC": btc, "USDC": "1"})

    def put(self, strike: Any = None, *, width_bps: int = 5_000, is_call: bool = False) -> tuple[Any, ...]:
        """``SeriesTerms`` of an option on BTC in USDC: a put at the strike nearest to Sunday's price."""
        raw = wad(nearest_strike(BTC_ON_SUNDAY) if strike is None else strike)
        return (self.usdc_options.address, self.btc_usdc, raw, width_bps, is_call)

    def buy(self, size: str, role: str = "small_cap_holder", **terms: Any) -> Any:
        """A person buys an option on BTC, at whatever it costs. Prices must be fresh."""
        return self["PerpetualOptions"].open(
            self.put(**terms), self.people[role], wad(size), 10**12, self.now + DAY, self.as_(role)
        )

    def let_borrow(self, role: str = "small_cap_holder", *, allowed: bool = True) -> Any:
        """A person lets his account borrow by itself what a payment lacks."""
        return self.vault.setAutoBorrow(self.people[role], allowed, self.as_(role))


@pytest.fixture(scope="module")
def weekend(accounts: Any, chain: Any, module_isolation: None) -> Weekend:
    return Weekend(project.get_loaded_projects()[0], accounts, chain)
