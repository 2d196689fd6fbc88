"""RedemptionBuffer.setLine"""

import pytest

from evershare.localnet import wad
from tests.support.buffer import SPREAD_BPS
from tests.support.reverts import reverts


def test_only_the_owner(buffer_world):
    stranger = buffer_world.people["stranger"]
    with reverts("OwnableUnauthorizedAccount", stranger):
        buffer_world.buffer.setLine(buffer_world.tsla_id, 50, wad(1), {"from": stranger})


@pytest.mark.parametrize("spread", [1, 4, 1001, 2**16 - 1])
def test_spread_outside_its_bounds(buffer_world, spread):
    with reverts("BufferSpreadOutOfRange", spread, 5, 1000):
        buffer_world.buffer.setLine(buffer_world.tsla_id, spread, wad(1), buffer_world.as_("market_maker"))
    assert buffer_world.buffer.lineOf(buffer_world.tsla_id)[0] == SPREAD_BPS


@pytest.mark.parametrize("spread", [5, 1000])
def test_spread_at_its_bounds(buffer_world, spread):
    buffer_world.buffer.setLine(buffer_world.tsla_id, spread, wad(1), buffer_world.as_("market_maker"))
    assert buffer_world.buffer.lineOf(buffer_world.tsla_id)[0] == spread


def test_cash_is_not_inventory(buffer_world):
    with reverts("CashIsNotInventory", buffer_world.usdc_id):
        buffer_world.buffer.setLine(buffer_world.usdc_id, 50, wad(1), buffer_world.as_("market_maker"))


def test_asset_that_has_no_token(buffer_world):
    btc = buffer_world.asset_ids["BTC"]
    with reverts("UnlistedAsset", btc):
        buffer_world.buffer.setLine(btc, 50, wad(1), buffer_world.as_("market_maker"))


def test_a_spread_of_zero_ends_trading_and_leaves_the_inventory(buffer_world):
    buffer, maker = buffer_world.buffer, buffer_world.as_("market_maker")
    buffer.setLine(buffer_world.tsla_id, 0, 0, maker)
    with reverts("NotTraded", buffer_world.tsla_id):
        buffer_world.buy(wad(1))
    buffer.removeInventory(buffer_world.tsla_id, wad(1_000), buffer_world.people["market_maker"], maker)
    assert buffer_world.tsla.balanceOf(buffer) == 0


def test_terms_are_stored(buffer_world):
    transaction = buffer_world.buffer.setLine(buffer_world.tsla_id, 50, wad(7), buffer_world.as_("market_maker"))
    assert tuple(buffer_world.buffer.lineOf(buffer_world.tsla_id)) == (50, wad(7), wad(1_000))
    assert transaction.events["LineSet"]["spreadBps"] == 50
