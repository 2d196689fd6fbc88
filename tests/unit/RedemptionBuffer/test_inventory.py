"""RedemptionBuffer.addInventory and removeInventory"""

import pytest

from evershare.localnet import wad
from tests.support.buffer import USDC
from tests.support.reverts import reverts


def test_only_the_owner(buffer_world):
    stranger = buffer_world.people["stranger"]
    with reverts("OwnableUnauthorizedAccount", stranger):
        buffer_world.buffer.addInventory(buffer_world.tsla_id, 1, {"from": stranger})
    with reverts("OwnableUnauthorizedAccount", stranger):
        buffer_world.buffer.removeInventory(buffer_world.tsla_id, 1, stranger, {"from": stranger})


def test_zero(buffer_world):
    maker = buffer_world.people["market_maker"]
    with reverts("ZeroSwapAmount"):
        buffer_world.buffer.addInventory(buffer_world.tsla_id, 0, {"from": maker})
    with reverts("ZeroSwapAmount"):
        buffer_world.buffer.removeInventory(buffer_world.tsla_id, 0, maker, {"from": maker})


def test_more_than_there_is(buffer_world):
    maker = buffer_world.people["market_maker"]
    with reverts("BufferShort", buffer_world.tsla_id, wad(1_000), wad(1_000) + 1):
        buffer_world.buffer.removeInventory(buffer_world.tsla_id, wad(1_000) + 1, maker, {"from": maker})


def test_donated_tokens_are_not_inventory(buffer_world):
    maker = buffer_world.people["market_maker"]
    buffer_world.tsla.transfer(buffer_world.buffer, wad(5), {"from": maker})
    with reverts("BufferShort", buffer_world.tsla_id, wad(1_000), wad(1_005)):
        buffer_world.buffer.removeInventory(buffer_world.tsla_id, wad(1_005), maker, {"from": maker})


def test_a_token_with_a_transfer_fee_is_refused(buffer_world, MockFeeToken):
    maker = buffer_world.people["market_maker"]
    token = maker.deploy(MockFeeToken, 100)
    token.mint(maker, wad(100), {"from": maker})
    token.approve(buffer_world.buffer, wad(100), {"from": maker})
    asset_id = buffer_world.list_token("FEE", token, drift_bps=100)
    arrives = wad(10) - wad(10) // 100
    with reverts("TransferIncomplete", asset_id, arrives, wad(10)):
        buffer_world.buffer.addInventory(asset_id, wad(10), {"from": maker})
    assert token.balanceOf(maker) == wad(100)


@pytest.mark.parametrize(("symbol", "amount"), [("tsla", wad(100)), ("usdc", 100 * USDC)])
def test_what_goes_in_comes_out(buffer_world, symbol, amount):
    maker, token = buffer_world.people["market_maker"], getattr(buffer_world, symbol)
    asset_id = getattr(buffer_world, f"{symbol}_id")
    before = token.balanceOf(maker)
    buffer_world.buffer.addInventory(asset_id, amount, {"from": maker})
    assert token.balanceOf(maker) == before - amount
    transaction = buffer_world.buffer.removeInventory(asset_id, amount, maker, {"from": maker})
    assert token.balanceOf(maker) == before
    assert transaction.events["InventoryRemoved"]["amount"] == amount
