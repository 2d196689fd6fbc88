"""PerpetualOptions.createMarket and setVolatility"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts


def name(text):
    return text.encode().ljust(32, b"\0")


def test_only_risk(world, options):
    stranger = world.people["stranger"]
    with reverts("AccessManagedUnauthorized", stranger):
        options.createMarket(world.market("BTC", "TSLA"), {"from": stranger})
    with reverts("AccessManagedUnauthorized", stranger):
        options.setVolatility(1, wad("0.5"), {"from": stranger})


def test_base_and_settlement_are_the_same(world, options):
    tsla = world.asset_ids["TSLA"]
    with reverts("SameLegs", tsla):
        options.createMarket(world.market("TSLA", "TSLA"), world.as_("risk"))


@pytest.mark.parametrize("period", [0, 86_399, 2 * 86_400, 31 * 86_400])
def test_period(world, options, period):
    with reverts("UnsupportedPeriod", period):
        options.createMarket(world.market("BTC", "TSLA", period=period), world.as_("risk"))


@pytest.mark.parametrize(
    ("parameter", "given", "least", "most"),
    [
        ("sigma", wad("0.05") - 1, wad("0.05"), wad("2.5")),
        ("sigma", wad("2.5") + 1, wad("0.05"), wad("2.5")),
        ("minPremium", 0, 1, 2**64 - 1),
        ("spreadBps", 1_001, 0, 1_000),
        ("feeBps", 101, 0, 100),
        ("rentBps", 5_001, 0, 5_000),
        ("utilisationSlopeBps", 30_001, 0, 30_000),
    ],
)
def test_parameter_outside_its_bounds(world, options, parameter, given, least, most):
    with reverts("MarketParameterOutOfBounds", name(parameter), given, least, most):
        options.createMarket(world.market("BTC", "TSLA", **{parameter: given}), world.as_("risk"))
    assert options.marketCount() == 1


def test_settlement_without_a_token(world, options):
    with reverts("UnlistedAsset", world.asset_ids["BTC"]):
        options.createMarket(world.market("TSLA", "BTC"), world.as_("risk"))


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_market_keeps_its_parameters(world, options, days):
    market = world.market("BTC", "TSLA", period=days * 86_400)
    transaction = options.createMarket(market, world.as_("risk"))
    assert transaction.return_value == 2
    assert tuple(options.marketOf(2)) == market
    assert transaction.events["MarketCreated"]["marketId"] == 2


def test_unknown_market(options):
    with reverts("UnknownMarket", 9):
        options.marketOf(9)


def test_volatility_of_an_unknown_market(world, options):
    with reverts("UnknownMarket", 9):
        options.setVolatility(9, wad("0.5"), world.as_("risk"))


@pytest.mark.parametrize("sigma", [0, wad("0.05") - 1, wad("2.5") + 1])
def test_volatility_outside_its_bounds(world, options, sigma):
    with reverts("MarketParameterOutOfBounds", name("sigma"), sigma, wad("0.05"), wad("2.5")):
        options.setVolatility(1, sigma, world.as_("risk"))
    assert options.marketOf(1)[3] == wad("0.7")


def test_volatility_is_set(world, options):
    transaction = options.setVolatility(1, wad("0.9"), world.as_("risk"))
    assert options.marketOf(1)[3] == wad("0.9")
    assert transaction.events["VolatilitySet"]["sigma"] == wad("0.9")
