"""OptionsLens.position, positions and pool; quotes are tested with the trades that they foretell."""

from decimal import Decimal

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts

HOUR, DAY = 3_600, 86_400


@pytest.fixture
def lens(world):
    return world["OptionsLens"]


@pytest.fixture
def put(world):
    """The trader holds half a put that was at the money when bought."""
    world.refresh()
    world.open("trader", "0.5")
    return world.series_id()


def test_unknown_series(world, lens):
    trader = world.people["trader"]
    for series_id in (0, 2, 2**32 - 1):
        with reverts("UnknownSeries", series_id):
            lens.position(trader, series_id)


@pytest.mark.parametrize("wrong", [3 << 11, 849])
def test_terms_that_cannot_exist_in_a_book_that_does(world, lens, put, wrong):
    """A fourth width, and a step beyond the grid."""
    series_id = put >> 13 << 13 | wrong
    with reverts("UnknownSeries", series_id):
        lens.position(world.people["trader"], series_id)


def test_no_position(world, lens, put):
    view = lens.position(world.people["stranger"], put)
    assert tuple(view["terms"]) == world.terms()
    assert view["size"] == view["value"] == view["proceeds"] == view["coveredSeconds"] == 0
    assert tuple(lens.positions(world.people["stranger"])) == ()


def test_a_position(world, lens, put):
    options, trader, size = world["PerpetualOptions"], world.people["trader"], wad("0.5")
    world.wait_until(world.now + HOUR)
    world.refresh(btc="62000")
    view = lens.position(trader, put)
    index = world["PriceOracle"].indexOf(1, 2)[1]
    option = (index, world.terms()[2], False, wad("0.5"), wad("0.7"), 7 * DAY)
    assert (tuple(view["terms"]), view["size"]) == (world.terms(), size)
    assert view["value"] == lens.optionValue(*option) // 2
    assert view["owed"] == options.fundingOwed(trader, put)
    # Its balance covers the funding, so a close pays the whole bid.
    assert view["proceeds"] == lens.quoteClose(trader, put, size, 0)["net"]
    for name, unit in zip(("delta", "gamma", "vega"), lens.greeksOf(*option), strict=True):
        assert abs(int(view[name]) - int(unit) // 2) <= 1
    payoff = max(int(world.terms()[2]) - int(index), 0)
    time_value = int(lens.optionValue(*option)) - payoff
    assert int(view["theta"]) == pytest.approx(-time_value // 14, rel=1e-12)
    balance = int(world["CollateralVault"].balanceOf(trader, world.asset_ids["TSLA"])) - int(view["owed"])
    per_day = int(options.seriesOf(put)["fundingRate"]) * DAY // (2 * 10**9)
    assert int(view["coveredSeconds"]) == pytest.approx(balance * DAY // per_day, abs=1)
    assert [tuple(position) for position in lens.positions(trader)] == [tuple(view)]


@pytest.mark.parametrize("is_call", [True, False])
def test_at_the_strike_the_greeks_are_those_just_above_it(lens, is_call):
    """A put that pays nothing yet, or a call that begins to."""
    strike, rest = wad("281"), (is_call, wad("0.5"), wad("0.7"), 7 * DAY)
    for at, above in zip(lens.greeksOf(strike, strike, *rest), lens.greeksOf(strike + 1, strike, *rest), strict=True):
        assert int(at) == pytest.approx(int(above), rel=1e-12)
    assert 0 < abs(int(lens.greeksOf(strike, strike, *rest)[0])) < wad(1)


def test_when_margin_has_run_out(world, lens, put):
    trader, vault, tsla = world.people["trader"], world["CollateralVault"], world.asset_ids["TSLA"]
    vault.withdraw(tsla, trader, trader, vault.balanceOf(trader, tsla), {"from": trader})
    world.wait_until(world.now + HOUR)
    view = lens.position(trader, put)
    assert view["coveredSeconds"] == 0
    quote = lens.quoteClose(trader, put, wad("0.5"), 0)
    assert view["proceeds"] == quote["net"] == quote["gross"] - quote["fee"] - view["owed"]
    half = lens.quoteClose(trader, put, wad("0.25"), 0)
    assert 0 <= 2 * int(half["funding"]) - int(view["owed"]) <= 2


def test_a_pool(world, lens, put):
    options = world["PerpetualOptions"]
    world.open("second_trader", "0.3", is_call=True)
    world.wait_until(world.now + HOUR)
    view = lens.pool(world.pool)
    assert view["cash"] == world.pool.cash()
    assert (view["reserve"], view["callReserve"]) == tuple(options.reserveOf(world.pool))
    assert view["limitBps"] == 9_000
    assert view["cash"] - view["liabilityHigh"] == world.pool.netAssetValue(False)
    assert view["cash"] - view["liabilityLow"] == world.pool.netAssetValue(True)
    assert view["accruedFunding"] == options.accruedFundingOf(world.pool) > 0
    call = world.series_id(is_call=True)
    assert [(series["seriesId"], series["size"]) for series in view["series"]] == [
        (put, wad("0.5")),
        (call, wad("0.3")),
    ]
    assert sum(series["locked"] for series in view["series"]) == view["reserve"]
    first = view["series"][0]
    assert first["value"] == lens.position(world.people["trader"], put)["value"]
    per_day = Decimal(int(options.seriesOf(put)["fundingRate"])) * DAY / 2 / 10**9
    assert int(first["fundingPerDay"]) == pytest.approx(int(per_day), abs=1)


def test_after_a_cash_out_nothing_changes_a_value(world, lens, put):
    world["PerpetualOptions"].cashOut(world.market_id, wad(200), world.as_("governor"))
    view = lens.position(world.people["trader"], put)
    assert view["value"] == view["proceeds"] == (world.terms()[2] - wad(200)) // 2
    assert view["delta"] == view["gamma"] == view["vega"] == 0
