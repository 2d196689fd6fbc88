"""While an event of a leg is in progress nobody opens, and everybody closes"""

import pytest

from tests.support.reverts import reverts

CLOSE = 1_722_628_800  # of New York on Friday 2 August 2024: 20:00 UTC
EARNINGS = CLOSE + 300
MONDAY = 1_722_864_600 + 120  # 5 August 2024, two minutes after the opening bell


@pytest.fixture(params=["BTC", "TSLA"])
def leg(request, world, put):
    """The event of this leg was scheduled, and begins in a moment; both prices are as new as they can be."""
    asset_id = world.asset_ids[request.param]
    world["PriceOracle"].scheduleEvent(asset_id, EARNINGS, world.as_("risk"))
    world.wait_until(CLOSE - 20)
    world.refresh(tsla="227.6")
    world.wait_until(EARNINGS - 10)
    world.publish_prices({"BTC": "64000"})
    return asset_id


def test_opens_are_refused_from_its_second_on(world, leg):
    world.open("second_trader", "0.5")
    world.wait_until(EARNINGS - 1)
    with reverts("EventInProgress", leg, EARNINGS):
        world.open("second_trader", "0.5")


def test_closes_pay(world, options, put, trader, half, leg):
    world.wait_until(EARNINGS)
    quote = world.quote_close(put)
    closed = options.close(trader, put, half, 0, world.now + 60, {"from": trader})
    assert closed.return_value == quote["net"] > 0
    assert options.positionOf(trader, put)[0] == 0


def test_the_first_price_of_a_regular_session_ends_it(world, leg):
    world.wait_until(EARNINGS)
    world.wait_until(MONDAY)
    world.refresh(tsla="229")
    world.open("second_trader", "0.5")
