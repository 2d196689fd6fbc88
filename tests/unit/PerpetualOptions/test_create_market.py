"""PerpetualOptions.createMarket and setMarket"""

import pytest

from evershare.localnet import FIRST_SIGMA, MARKET_LIMIT, wad
from tests.support.reverts import reverts

OUTSIDE = [
    ("minPremium", 0, 1, 2**64 - 1),
    ("spreadBps", 1_001, 0, 1_000),
    ("feeBps", 101, 0, 100),
    ("rentBps", 5_001, 0, 5_000),
    ("utilisationSlopeBps", 30_001, 0, 30_000),
    ("premiumBps", 9_999, 10_000, 20_000),
    ("premiumBps", 20_001, 10_000, 20_000),
    ("floorBps", 499, 500, 25_000),
    ("capBps", 25_001, 7_000, 25_000),
    ("capBps", 6_999, 7_000, 25_000),
    ("halfLifeHours", 23, 24, 720),
    ("halfLifeHours", 721, 24, 720),
]


def name(text):
    return text.encode().ljust(32, b"\0")


def create(world, sigma=FIRST_SIGMA, limit=MARKET_LIMIT, role="risk", **changes):
    base, settlement = changes.pop("legs", ("BTC", "TSLA"))
    market = world.market(base, settlement, **changes)
    return world["PerpetualOptions"].createMarket(market, sigma, limit, world.as_(role))


def change(world, market_id=1, role="risk", **changes):
    return world["PerpetualOptions"].setMarket(market_id, world.market("BTC", "TSLA", **changes), world.as_(role))


def test_only_risk(world):
    stranger = world.people["stranger"]
    with reverts("AccessManagedUnauthorized", stranger):
        create(world, role="stranger")
    with reverts("AccessManagedUnauthorized", stranger):
        change(world, role="stranger")


def test_base_and_settlement_are_the_same(world):
    with reverts("SameLegs", world.asset_ids["TSLA"]):
        create(world, legs=("TSLA", "TSLA"))


@pytest.mark.parametrize("period", [0, 86_399, 2 * 86_400, 31 * 86_400])
def test_period(world, period):
    with reverts("UnsupportedPeriod", period):
        create(world, period=period)


@pytest.mark.parametrize(("parameter", "given", "least", "most"), OUTSIDE)
def test_parameter_outside_its_bounds(world, options, parameter, given, least, most):
    with reverts("MarketParameterOutOfBounds", name(parameter), given, least, most):
        create(world, **{parameter: given})
    with reverts("MarketParameterOutOfBounds", name(parameter), given, least, most):
        change(world, **{parameter: given})
    assert options.marketCount() == 1


@pytest.mark.parametrize("sigma", [wad("0.2") - 1, wad("2.5") + 1])
def test_first_volatility_outside_floor_and_cap(world, sigma):
    with reverts("MarketParameterOutOfBounds", name("sigma"), sigma, wad("0.2"), wad("2.5")):
        create(world, sigma=sigma, floorBps=2_000, capBps=25_000)


def test_limit_beyond_what_is_counted(world):
    with reverts("SafeCastOverflowedUintDowncast", 104, 2**104):
        create(world, limit=2**104)


def test_settlement_without_a_token(world):
    with reverts("UnlistedAsset", world.asset_ids["BTC"]):
        create(world, legs=("TSLA", "BTC"))


def test_a_leg_that_was_never_observed(world):
    base = world.list_price("NEW", drift_bps=256)
    with reverts("PriceNeverObserved", base):
        create(world, baseId=base)


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_market_keeps_its_parameters(world, options, days):
    market = world.market("BTC", "TSLA", period=days * 86_400, floorBps=2_000, capBps=25_000)
    index = world["PriceOracle"].indexOf(1, 2)[1]
    transaction = create(world, sigma=wad("0.6"), limit=wad(7), period=days * 86_400, floorBps=2_000, capBps=25_000)
    assert transaction.return_value == 2
    assert tuple(options.marketOf(2)) == market
    assert tuple(options.openInterestOf(2)) == (0, wad(7))
    # The variance is what 60 % mean at a premium of 1.2.
    assert tuple(options.volatilityOf(2)) == (index, wad("0.25"), wad("0.6"), world.now)
    created = transaction.events["MarketCreated"]
    assert (created["marketId"], tuple(created["market"]), created["sigma"]) == (2, market, wad("0.6"))
    assert transaction.events["MarketLimitSet"]["limit"] == wad(7)


def test_a_status_cannot_be_given(world, options):
    create(world, status=2)
    change(world, status=1)
    assert options.marketOf(2)["status"] == options.marketOf(1)["status"] == 0


def test_unknown_market(world, options):
    with reverts("UnknownMarket", 9):
        options.marketOf(9)
    with reverts("UnknownMarket", 9):
        change(world, market_id=9)


@pytest.mark.parametrize("changed", [{"baseId": 0}, {"settlementId": 1}, {"period": 86_400}])
def test_a_market_keeps_its_legs_and_its_period(world, changed):
    with reverts("MarketIdentityChanged", 1):
        change(world, **changed)


def test_parameters_change_at_once_and_sigma_does_not(world, options):
    before = tuple(options.volatilityOf(1))
    transaction = change(world, spreadBps=300, floorBps=9_000, capBps=12_000)
    assert tuple(options.marketOf(1)) == world.market("BTC", "TSLA", spreadBps=300, floorBps=9_000, capBps=12_000)
    assert tuple(options.volatilityOf(1)) == before
    assert transaction.events["MarketChanged"]["marketId"] == 1
