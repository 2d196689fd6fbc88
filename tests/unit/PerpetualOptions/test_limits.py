"""PerpetualOptions.setMarketLimit, resetMarketLimit and setPoolLimit"""

import pytest

from evershare.localnet import MARKET_LIMIT, wad
from tests.support.reverts import reverts

DAY = 86_400


def set_limit(world, limit, role="risk", market_id=1):
    return world["PerpetualOptions"].setMarketLimit(market_id, limit, world.as_(role))


def test_only_risk(world, options):
    stranger = world.people["stranger"]
    with reverts("AccessManagedUnauthorized", stranger):
        set_limit(world, 1, role="stranger")
    with reverts("AccessManagedUnauthorized", stranger):
        options.setPoolLimit(world.pool, 1, {"from": stranger})


def test_unknown_market_and_pool(world, options, trader):
    with reverts("UnknownMarket", 9):
        set_limit(world, 1, market_id=9)
    with reverts("UnknownPool", trader):
        options.setPoolLimit(trader, 1, world.as_("risk"))


def test_a_limit_is_raised_by_a_fifth_a_day(world, options):
    with reverts("LimitRaisedTooFast", MARKET_LIMIT * 6 // 5 + 1, MARKET_LIMIT * 6 // 5, world.now + 1):
        set_limit(world, MARKET_LIMIT * 6 // 5 + 1)
    set_limit(world, MARKET_LIMIT * 6 // 5)
    raised_at = world.now
    set_limit(world, MARKET_LIMIT * 6 // 5)  # as it is, which is no rise
    with reverts("LimitRaisedTooFast", MARKET_LIMIT * 13 // 10, MARKET_LIMIT * 36 // 25, raised_at + DAY):
        set_limit(world, MARKET_LIMIT * 13 // 10)
    world.wait_until(raised_at + DAY)
    set_limit(world, MARKET_LIMIT * 13 // 10)
    assert tuple(options.openInterestOf(1)) == (0, MARKET_LIMIT * 13 // 10)


def test_only_the_governor_sets_any_limit(world, options):
    """A limit of nothing, which a fifth more leaves at nothing, is no end."""
    governor = world.as_("governor")
    with reverts("AccessManagedUnauthorized", world.people["risk"]):
        options.resetMarketLimit(1, MARKET_LIMIT, world.as_("risk"))
    with reverts("UnknownMarket", 9):
        options.resetMarketLimit(9, MARKET_LIMIT, governor)
    with reverts("SafeCastOverflowedUintDowncast", 104, 2**104):
        options.resetMarketLimit(1, 2**104, governor)
    set_limit(world, 0)
    with reverts("LimitRaisedTooFast", 1, 0, world.now + 1):
        set_limit(world, 1)

    transaction = options.resetMarketLimit(1, 2 * MARKET_LIMIT, governor)

    assert dict(transaction.events["MarketLimitSet"]) == {"marketId": 1, "limit": 2 * MARKET_LIMIT}
    assert tuple(options.openInterestOf(1)) == (0, 2 * MARKET_LIMIT)


def test_open_interest_stays_within_the_limit(world, options, put):
    """What one market's options lock in all pools; a limit is lowered at once, also below what is locked."""
    locked = options.reserveOf(world.pool)[0]
    transaction = set_limit(world, locked - 1)
    assert transaction.events["MarketLimitSet"]["limit"] == locked - 1
    world.refresh()
    with reverts("OpenInterestExceeded", locked * 2, locked - 1):
        world.open("second_trader", "0.5")
    assert tuple(options.openInterestOf(1)) == (locked, locked - 1)


def test_open_interest_may_reach_the_limit(world, options, put):
    locked = options.reserveOf(world.pool)[0]
    set_limit(world, 2 * locked)
    world.refresh()

    world.open("second_trader", "0.5")

    assert tuple(options.openInterestOf(1)) == (2 * locked, 2 * locked)


@pytest.mark.parametrize("limit", [9_001, 65_535])
def test_a_pool_locks_at_most_ninety_percent(world, options, limit):
    with reverts("PoolLimitTooHigh", limit, 9_000):
        options.setPoolLimit(world.pool, limit, world.as_("risk"))


def test_a_lower_limit_of_a_pool(world, options, put):
    assert options.poolLimitOf(world.pool) == 9_000
    locked, cash = options.reserveOf(world.pool)[0], world.pool.cash()
    transaction = options.setPoolLimit(world.pool, 350, world.as_("risk"))
    assert transaction.events["PoolLimitSet"]["limitBps"] == 350
    world.refresh()
    with reverts("ReserveExceeded", locked * 2, cash * 350 // 10_000):
        world.open("second_trader", "0.5")
    assert locked < wad(80)


def test_a_pools_limit_is_raised_by_a_fifth_a_day(world, options):
    by = world.as_("risk")
    options.setPoolLimit(world.pool, 5_001, by)  # lowered at once
    with reverts("LimitRaisedTooFast", 6_002, 6_001, DAY):
        options.setPoolLimit(world.pool, 6_002, by)
    options.setPoolLimit(world.pool, 6_001, by)
    raised_at = world.now
    options.setPoolLimit(world.pool, 6_001, by)  # as it is, which is no rise
    with reverts("LimitRaisedTooFast", 6_002, 7_201, raised_at + DAY):
        options.setPoolLimit(world.pool, 6_002, by)
    world.wait_until(raised_at + DAY)
    options.setPoolLimit(world.pool, 7_201, by)
    assert options.poolLimitOf(world.pool) == 7_201


def test_a_pools_limit_of_nothing_is_raised_to_a_hundredth(world, options):
    by = world.as_("risk")
    options.setPoolLimit(world.pool, 0, by)
    with reverts("LimitRaisedTooFast", 101, 100, DAY):
        options.setPoolLimit(world.pool, 101, by)
    options.setPoolLimit(world.pool, 100, by)
    assert options.poolLimitOf(world.pool) == 100
