"""The largest liquidation that there is: an account with 16 assets and 16 positions that has lost everything."""

import pytest

from evershare.localnet import wad
from evershare.model.strikes import nearest_strike
from evershare.risk import Tier
from tests.support.credit import USDC
from tests.support.weekend import MONDAY, weekend

__all__ = ["weekend"]

COLLATERALS, POSITIONS = 15, 16  # the sixteenth asset is what the positions settle in
STRIKES = [nearest_strike(price) for price in (50_000, 55_000, 60_000, 65_000)]
HOLDER, LIQUIDATOR = "small_cap_holder", "market_maker"


@pytest.fixture(scope="module")
def ruined(weekend):
    """The holder bought 16 options and took 80,000 USDC out, on credit. His tokens have fallen from 100 to 8 USD."""
    symbols = [f"C{i}" for i in range(COLLATERALS)]
    for symbol in symbols:
        token = weekend.people["deployer"].deploy(weekend.project["MockToken"], symbol, symbol, 18)
        weekend.list_token(symbol, token, drift_bps=192)
        weekend.set_tier(symbol, Tier.VOLATILE)
        token.mint(weekend.people[HOLDER], wad(200), weekend.as_("stranger"))
        weekend.publish_confirmed_prices({symbol: "100"})
        weekend.deposit(HOLDER, symbol, 200)
    weekend.withdraw(HOLDER, wad(5_000), "ACME")
    weekend.usdc.mint(weekend.people[LIQUIDATOR], 100_000 * USDC, weekend.as_("stranger"))
    weekend.deposit(LIQUIDATOR, "USDC", 100_000)
    weekend.let_borrow(HOLDER)
    for strike in STRIKES:
        for width in (2_500, 5_000):
            for is_call in (False, True):
                weekend.publish_around_the_clock("61000")
                terms = (weekend.usdc_options.address, weekend.btc_usdc, wad(strike), width, is_call)
                size = wad("0.45")
                weekend["PerpetualOptions"].open(
                    terms, weekend.people[HOLDER], size, 10**12, weekend.now + 600, weekend.as_(HOLDER)
                )
    weekend.withdraw(HOLDER, 80_000 * USDC)
    weekend.wait_until(MONDAY)
    weekend.publish_all("61000")
    for _ in range(3):
        for symbol in symbols:
            weekend.publish_prices({symbol: "8"})
        weekend.wait_until(weekend.now + 120)
    weekend["Liquidation"].mark(weekend.people[HOLDER], weekend.as_("keeper"))
    weekend.wait_until(weekend.now + 600)
    return symbols


def test_full_liquidation(weekend, ruined, gas_snapshot):
    """Everything is closed and sold, and what is left of the debt is written off."""
    holder, liquidator = weekend.people[HOLDER], weekend.people[LIQUIDATOR]
    positions = weekend["PerpetualOptions"].positionsOf(holder)
    assert (len(weekend.vault.assetsOf(holder)), len(positions)) == (16, POSITIONS)
    closings = [(series_id, 2**255) for series_id in positions]
    orders = [(weekend.asset_ids[s], weekend.asset_ids["USDC"], 2**256 - 1, 2**256 - 1) for s in ruined]

    done = weekend["Liquidation"].liquidate(holder, liquidator, closings, orders, weekend.as_(LIQUIDATOR))

    assert len(done.events["CollateralSold"]) == COLLATERALS
    assert weekend.debt(HOLDER) == 0
    gas_snapshot("full liquidation, 16 assets and 16 positions", done.gas_used)
