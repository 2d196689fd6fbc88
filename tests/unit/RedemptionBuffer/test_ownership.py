"""RedemptionBuffer: whose it is, and what it pays with."""

from tests.support.oracle import ZERO_ADDRESS
from tests.support.reverts import reverts


def test_a_new_owner_has_to_accept(buffer_world):
    buffer, maker, next_owner = (
        buffer_world.buffer,
        buffer_world.people["market_maker"],
        buffer_world.people["treasury"],
    )
    buffer.transferOwnership(next_owner, {"from": maker})

    assert (buffer.owner(), buffer.pendingOwner()) == (maker, next_owner)
    with reverts("OwnableUnauthorizedAccount", maker):
        buffer.acceptOwnership({"from": maker})
    buffer.acceptOwnership({"from": next_owner})
    assert (buffer.owner(), buffer.pendingOwner()) == (next_owner, ZERO_ADDRESS)


def test_nobody_owns_it_once_its_owner_renounces(buffer_world):
    buffer, maker = buffer_world.buffer, buffer_world.people["market_maker"]
    buffer.renounceOwnership({"from": maker})

    assert buffer.owner() == ZERO_ADDRESS
    with reverts("OwnableUnauthorizedAccount", maker):
        buffer.setLine(buffer_world.tsla_id, 50, 1, {"from": maker})


def test_it_pays_with_its_one_cash(buffer_world):
    buffer = buffer_world.buffer

    assert buffer.cashAssetId() == buffer_world.usdc_id
    assert buffer.CASH_TOKEN() == buffer_world.usdc
