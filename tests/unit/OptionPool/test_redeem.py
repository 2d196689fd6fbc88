"""OptionPool.redeem and withdraw: the claims of a settled redemption"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts


@pytest.fixture
def redeemed(world, desk, pending_redemption, provider):
    """An epoch has settled the provider's redemption; the result is the shares and what was paid for them."""
    settled = desk.settle_next().events["EpochSettled"]
    return settled["filledShares"], settled["paidAssets"]


@pytest.mark.parametrize("function", ["redeem", "withdraw"])
def test_nothing(world, provider, function):
    with reverts("ZeroPoolAmount"):
        getattr(world.pool, function)(0, provider, provider, {"from": provider})


@pytest.mark.parametrize("function", ["redeem", "withdraw"])
def test_before_the_epoch(world, pending_redemption, provider, function):
    with reverts("ClaimExceeded", provider, 1, 0):
        getattr(world.pool, function)(1, provider, provider, {"from": provider})


@pytest.mark.parametrize("function", ["redeem", "withdraw"])
def test_what_belongs_to_another(world, redeemed, provider, stranger, function):
    """Not even with an allowance: the shares are gone, and the claim is the controller's."""
    world.pool.approve(stranger, wad(10**6), {"from": provider})
    with reverts("NotPoolOperator", provider, stranger):
        getattr(world.pool, function)(1, stranger, provider, {"from": stranger})


def test_more_than_was_redeemed(world, redeemed, provider):
    shares, assets = redeemed
    with reverts("ClaimExceeded", provider, shares + 1, shares):
        world.pool.redeem(shares + 1, provider, provider, {"from": provider})
    with reverts("ClaimExceeded", provider, assets + 1, assets):
        world.pool.withdraw(assets + 1, provider, provider, {"from": provider})


@pytest.mark.parametrize("function", ["redeem", "withdraw"])
def test_all_of_it(world, desk, redeemed, provider, stranger, function):
    shares, assets = redeemed
    cash = world.pool.cash()

    amount, result = (shares, assets) if function == "redeem" else (assets, shares)
    claim = getattr(world.pool, function)(amount, stranger, provider, {"from": provider})

    assert claim.return_value == result
    assert dict(claim.events["Withdraw"][0]) == {
        "sender": provider,
        "receiver": stranger,
        "owner": provider,
        "assets": assets,
        "shares": shares,
    }
    assert world.tokens["TSLA"].balanceOf(stranger) == assets
    assert desk.balance(world.pool.claimAccount()) == 0
    assert world.pool.cash() == cash  # it left the pool with the epoch
    assert world.pool.maxRedeem(provider) == world.pool.maxWithdraw(provider) == 0


def test_in_parts(world, redeemed, provider):
    """Each part rounds for the pool, and the last takes what is left."""
    shares, assets = redeemed
    first = world.pool.redeem(shares // 3, provider, provider, {"from": provider}).return_value
    assert first == assets * (shares // 3) // shares
    left_shares, left_assets = shares - shares // 3, assets - first
    burned = world.pool.withdraw(left_assets // 2, provider, provider, {"from": provider}).return_value
    assert burned == -(-left_shares * (left_assets // 2) // left_assets)
    last = world.pool.redeem(left_shares - burned, provider, provider, {"from": provider}).return_value
    assert first + left_assets // 2 + last == assets


def test_by_an_operator(world, redeemed, provider, stranger):
    shares, assets = redeemed
    world.pool.setOperator(stranger, True, {"from": provider})
    world.pool.redeem(shares, stranger, provider, {"from": stranger})
    assert world.tokens["TSLA"].balanceOf(stranger) == assets


def test_it_does_not_wait_for_a_price(world, redeemed, provider):
    """V4: what an epoch has paid is there, whatever happens to the pool afterwards."""
    shares, assets = redeemed
    world.wait_until(world.now + 400 * 86_400)
    assert world.pool.redeem(shares, provider, provider, {"from": provider}).return_value == assets
