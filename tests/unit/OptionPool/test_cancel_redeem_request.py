"""OptionPool.cancelRedeemRequest and advance"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts


@pytest.fixture
def rolled_over(world, desk, busy, provider):
    """The provider asked for all of his shares, of which a few were redeemed; the result is how many wait."""
    desk.request_redeem("liquidity_provider", "2000")
    settled = desk.settle_next().events["EpochSettled"]
    assert 0 < settled["filledShares"] < settled["queuedShares"]
    return settled["queuedShares"] - settled["filledShares"]


def test_by_another(world, pending_redemption, provider, stranger):
    with reverts("NotPoolOperator", provider, stranger):
        world.pool.cancelRedeemRequest(provider, {"from": stranger})


def test_nothing_waits(world, provider):
    with reverts("NothingRequested", provider):
        world.pool.cancelRedeemRequest(provider, {"from": provider})


def test_in_the_epoch_of_its_request(world, pending_redemption, provider):
    with reverts("RequestTooNew", provider, world.pool.queue()[4]):
        world.pool.cancelRedeemRequest(provider, {"from": provider})


def test_in_the_epoch_of_a_second_request(world, desk, rolled_over, newcomer, provider):
    world.pool.setOperator(newcomer, True, {"from": provider})
    world.pool.cancelRedeemRequest(provider, {"from": newcomer})
    desk.request_redeem("liquidity_provider", "1")
    with reverts("RequestTooNew", provider, world.pool.queue()[4]):
        world.pool.cancelRedeemRequest(provider, {"from": provider})


def test_the_rest_that_rolled_over(world, rolled_over, provider):
    claimable = world.pool.maxRedeem(provider), world.pool.maxWithdraw(provider)

    cancelled = world.pool.cancelRedeemRequest(provider, {"from": provider})

    assert cancelled.return_value == rolled_over == world.pool.balanceOf(provider)
    assert dict(cancelled.events["RedeemRequestCancelled"][0]) == {"controller": provider, "shares": rolled_over}
    assert world.pool.pendingRedeemRequest(0, provider) == world.pool.queue()[0] == 0
    assert (world.pool.maxRedeem(provider), world.pool.maxWithdraw(provider)) == claimable
    with reverts("NothingRequested", provider):
        world.pool.cancelRedeemRequest(provider, {"from": provider})


def test_a_long_absence_is_booked_in_parts(world, desk, rolled_over, provider, stranger):
    """Each call books as many epochs as it is told to; the views and the claims see all of them."""
    for _ in range(3):
        desk.settle_next()
        world["PerpetualOptions"].settle(world.people["trader"], world.series_id(), {"from": stranger})
    pending, filled = world.pool.pendingRedeemRequest(0, provider), world.pool.maxRedeem(provider)
    assert pending < rolled_over  # the funding collected pays for some

    world.pool.advance(provider, 2, {"from": stranger})
    assert (world.pool.pendingRedeemRequest(0, provider), world.pool.maxRedeem(provider)) == (pending, filled)
    world.pool.advance(provider, 100, {"from": stranger})
    assert (world.pool.pendingRedeemRequest(0, provider), world.pool.maxRedeem(provider)) == (pending, filled)
    assert pending + filled == wad(2_000)
