"""The largest account that there is, 16 assets and 16 positions, which has lost everything, and its liquidation."""

from __future__ import annotations

from typing import Any

from evershare.localnet import wad
from evershare.model.strikes import nearest_strike
from tests.support.credit import USDC
from tests.support.weekend import BTC_ON_SUNDAY, HOLDING, MONDAY, Weekend

COLLATERALS, POSITIONS = 15, 16  # the sixteenth asset is what the positions settle in
HELD = 200  # of each token
STRIKES = [nearest_strike(price) for price in (50_000, 55_000, 60_000, 65_000)]
HOLDER, LIQUIDATOR = "small_cap_holder", "market_maker"
EVERYTHING = 2**256 - 1


def ruin(weekend: Weekend, symbols: list[str]) -> None:
    """The holder buys 16 options and takes 80,000 USDC out, on credit. His tokens fall from 100 to 8 USD; he is marked.

    They are in his wallet, 200 of each.
    """
    holder, acme = weekend.people[HOLDER], weekend.asset_ids["ACME"]
    weekend.vault.withdraw(acme, holder, holder, wad(HOLDING), weekend.as_(HOLDER))
    weekend.wait_until(MONDAY)
    weekend.publish_all(BTC_ON_SUNDAY)
    for symbol in symbols:
        weekend.publish_prices({symbol: "100"})
        weekend.deposit(HOLDER, symbol, HELD)
    weekend.usdc.mint(weekend.people[LIQUIDATOR], 100_000 * USDC, weekend.as_("stranger"))
    weekend.deposit(LIQUIDATOR, "USDC", 100_000)
    weekend.let_borrow()
    series = [(strike, width, is_call) for strike in STRIKES for width in (2_500, 5_000) for is_call in (False, True)]
    for strike, width, is_call in series:
        weekend.publish_around_the_clock(BTC_ON_SUNDAY)
        weekend.buy("0.45", strike=strike, width_bps=width, is_call=is_call)
    weekend.withdraw(HOLDER, 80_000 * USDC)
    for _ in range(2):
        for symbol in symbols:
            weekend.publish_prices({symbol: "8"})
        weekend.wait_until(weekend.now + 120)
    weekend["Liquidation"].mark(holder, weekend.as_("keeper"))
    weekend.wait_until(weekend.now + 600)


def liquidate(weekend: Weekend, symbols: list[str]) -> Any:
    """Everything is closed and sold, and what is left of the debt is written off. Returns the transaction."""
    holder, liquidator = weekend.people[HOLDER], weekend.people[LIQUIDATOR]
    positions = weekend["PerpetualOptions"].positionsOf(holder)
    assert (len(weekend.vault.assetsOf(holder)), len(positions)) == (COLLATERALS + 1, POSITIONS)
    closings = [(series_id, EVERYTHING) for series_id in positions]
    orders = [(weekend.asset_ids[symbol], weekend.asset_ids["USDC"], EVERYTHING, EVERYTHING) for symbol in symbols]

    done = weekend["Liquidation"].liquidate(holder, liquidator, closings, orders, weekend.as_(LIQUIDATOR))

    assert len(done.events["CollateralSold"]) == COLLATERALS
    assert weekend.debt(HOLDER) == 0
    return done
