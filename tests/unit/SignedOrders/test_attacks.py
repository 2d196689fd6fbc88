"""What somebody gains who is on both sides (O4), and what a pool's signer can and cannot do to its buyers."""

from dataclasses import replace

import pytest

from evershare.localnet import wad
from tests.support.orders import STRIKE, key, refuses
from tests.support.reverts import reverts

WEEK = 7 * 86_400


@pytest.fixture(autouse=True)
def fresh_prices(world):
    world.refresh()


@pytest.mark.parametrize(("bought", "sold"), [(wad(1), STRIKE // 2), (STRIKE // 2, 1), (wad(1), 1)])
def test_trading_with_ones_own_pool_costs_the_fees(world, options, desk, bought, sold):
    """O4: at any two prices. The maker is his own buyer; the public pool and its market's limit see nothing of it."""
    maker, asset = world.people["market_maker"], world.asset_ids["TSLA"]
    world.tokens["TSLA"].transfer(maker, wad(100), world.as_("authorised_participant"))
    world.deposit("market_maker", "TSLA", 100)
    public = world.pool.netAssetValue(False), desk.balance(world.pool)
    own = desk.balance(maker) + desk.balance(desk.pool)

    desk.take(desk.quote(price=bought), "0.5", role="market_maker")
    desk.take(desk.quote(is_open=False, price=sold, group=2), "0.5", role="market_maker")

    lost = own - desk.balance(maker) - desk.balance(desk.pool)
    assert lost == desk.balance(options) > 0
    assert (world.pool.netAssetValue(False), desk.balance(world.pool)) == public
    assert options.openInterestOf(world.market_id)["locked"] == 0
    assert world["CollateralVault"].totalBalance(asset) == sum(
        map(desk.balance, (maker, desk.pool, options, world.pool, desk.trader, world.people["second_trader"]))
    )


def test_a_quote_moves_no_volatility(world, options, desk):
    """Its price is in no index: the sample that is due is that of the oracle."""
    world.wait_until(world.now + 3_600)
    world.refresh()
    taken = desk.take(desk.quote(price=STRIKE // 2), "0.1")
    sampled = taken.events["VolatilitySampled"]
    assert sampled["index"] == world["PriceOracle"].indexOf(world.asset_ids["BTC"], world.asset_ids["TSLA"])["mid"]
    assert sampled["sigma"] == wad("0.7")


def test_the_pools_owner_cannot_take_out_what_he_has_sold(world, options, desk):
    """Nor does a new signer, or none, keep a holder from the bid."""
    desk.take(desk.quote())
    reserve, free = options.reserveOf(desk.pool)["reserve"], desk.pool.freeCash()
    with reverts("CoverInUse", free + 1, free):
        desk.pool.withdraw(free + 1, world.people["market_maker"], world.as_("market_maker"))

    desk.pool.withdraw(free, world.people["market_maker"], world.as_("market_maker"))
    desk.pool.setSigner(world.people["stranger"], world.as_("market_maker"))

    assert desk.balance(desk.pool) == reserve
    options.close(desk.trader, desk.series_id(), wad("0.2"), 0, world.now + 60, {"from": desk.trader})
    assert desk.held() == 0


def test_a_stolen_key_is_stopped_by_another_signer(world, desk):
    """At once, for everything that it has signed or will sign."""
    stolen = desk.quote(price=wad(1))
    desk.take(stolen, "0.1")
    desk.pool.setSigner(key("fresh key").address, world.as_("market_maker"))
    for quote in (stolen, replace(stolen, group=99)):
        with reverts("NotPoolSigner", desk.pool, quote.signer, key("fresh key").address):
            desk.take(quote, "0.1")


def test_a_stale_quote_dies_by_the_age_of_the_prices(world, desk):
    """Nobody has refreshed for an hour: the confirmed index is in the band, but its interval tells."""
    quote = desk.quote(max_interval_bps=100, valid_until=world.now + WEEK)
    desk.take(quote, "0.1")
    world.wait_until(world.now + 3_600)
    with refuses("IntervalAboveOffered"):
        desk.take(quote, "0.1")
