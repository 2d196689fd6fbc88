"""A market of which a leg is bought out or delisted, from the announcement to the last payout"""

import pytest

from evershare.localnet import wad
from tests.support.actions import SPLIT_AT, actions_world
from tests.support.reverts import reverts

__all__ = ["actions_world"]


@pytest.fixture
def world(actions_world):
    return actions_world


@pytest.fixture(params=["bought out", "delisted"])
def last_price(request, world, put):
    """The stock that the market is settled in, in which two people have bought puts, has come to its end; USD WAD."""
    world.open("second_trader", "0.1")
    bought_out = request.param == "bought out"
    action_id = world.cash_out("229") if bought_out else world.delisting()
    world.wait_until(SPLIT_AT)
    assert world.verify_action("TSLA").events["ActionVerified"]["actionId"] == action_id
    world.publish_confirmed_prices({"BTC": "60000"})
    return wad("229" if bought_out else "227.5")


@pytest.fixture
def cash_out(world, options):
    return lambda index: options.cashOut(world.market_id, index, world.as_("governor"))


def test_nothing_is_opened_any_more_and_positions_still_close(world, options, put, trader, half, last_price):
    with reverts("AssetFrozen", world.tsla_id):
        world.open("second_trader", "0.5")
    quote = world.quote_close(put)
    closed = options.close(trader, put, half, 0, world.now + 60, {"from": trader})
    assert closed.return_value == quote["net"] > 0


def test_every_position_is_paid_its_payoff(world, options, put, trader, last_price, cash_out):
    """At the index of the last price, once and for all, whoever asks and whatever bitcoin does afterwards."""
    second, vault, strike = world.people["second_trader"], world["CollateralVault"], world.terms()[2]
    index = world["PriceOracle"].indexMidOf(world.asset_ids["BTC"], world.tsla_id)
    assert index == wad(60_000) * 10**18 // last_price

    final = cash_out(index).events["MarketFinal"]
    assert (final["index"], final["sigma"]) == (index, 0)
    world.publish_confirmed_prices({"BTC": "90000"})

    for owner, size in ((trader, wad("0.5")), (second, wad("0.1"))):
        owed, balance = options.fundingOwed(owner, put), vault.balanceOf(owner, world.tsla_id)
        paid = options.closeFinal(owner, put, world.as_("stranger")).return_value
        assert paid == (strike - index) * size // 10**18 > 0
        assert vault.balanceOf(owner, world.tsla_id) == balance + paid - owed
    assert tuple(options.reserveOf(world.pool)) == (0, 0)
    assert options.openInterestOf(world.market_id)[0] == 0
    with reverts("MarketIsFinal", world.market_id):
        cash_out(index)
