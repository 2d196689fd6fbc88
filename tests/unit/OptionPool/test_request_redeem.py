"""OptionPool.requestRedeem"""

from evershare.localnet import wad
from tests.support.reverts import reverts


def test_nothing(world, provider):
    with reverts("ZeroPoolAmount"):
        world.pool.requestRedeem(0, provider, provider, {"from": provider})


def test_nobody_adds_to_the_requests_of_another(world, provider, stranger):
    with reverts("NotPoolOperator", stranger, provider):
        world.pool.requestRedeem(wad(1), stranger, provider, {"from": provider})


def test_another_owners_shares(world, provider, stranger):
    with reverts("ERC20InsufficientAllowance", stranger, 0, wad(1)):
        world.pool.requestRedeem(wad(1), stranger, provider, {"from": stranger})


def test_more_than_the_owner_has(world, provider):
    with reverts("ERC20InsufficientBalance", provider, wad(2_000), wad(2_001)):
        world.pool.requestRedeem(wad(2_001), provider, provider, {"from": provider})


def test_the_shares_wait_with_the_pool(world, open_interest, provider):
    request = world.pool.requestRedeem(wad(500), provider, provider, {"from": provider})

    assert request.return_value == 0
    assert dict(request.events["RedeemRequest"][0]) == {
        "controller": provider,
        "owner": provider,
        "requestId": 0,
        "sender": provider,
        "shares": wad(500),
    }
    assert (world.pool.balanceOf(provider), world.pool.balanceOf(world.pool)) == (wad(1_500), wad(500))
    assert world.pool.pendingRedeemRequest(0, provider) == wad(500)
    assert world.pool.claimableRedeemRequest(0, provider) == world.pool.maxRedeem(provider) == 0
    assert world.pool.maxWithdraw(provider) == 0
    assert world.pool.totalSupply() == wad(2_000)  # they share gains and losses until they are redeemed


def test_an_allowance_is_used_up(world, open_interest, provider, stranger):
    world.pool.approve(stranger, wad(10), {"from": provider})
    world.pool.requestRedeem(wad(4), stranger, provider, {"from": stranger})
    assert world.pool.allowance(provider, stranger) == wad(6)
    assert world.pool.pendingRedeemRequest(0, stranger) == wad(4)


def test_an_operator_needs_no_allowance(world, open_interest, provider, stranger):
    world.pool.setOperator(stranger, True, {"from": provider})
    world.pool.requestRedeem(wad(4), provider, provider, {"from": stranger})
    assert world.pool.pendingRedeemRequest(0, provider) == wad(4)


def test_requests_add_up(world, pending_redemption, provider):
    world.pool.requestRedeem(wad(100), provider, provider, {"from": provider})
    assert world.pool.pendingRedeemRequest(0, provider) == wad(600)
    assert world.pool.queue()[0] == wad(600)


def test_an_idle_pool_redeems_at_once(world, desk, provider):
    """V4: whatever the oracle says, who is owed nothing but his share gets it."""
    world.wait_until(world.now + 400 * 86_400)

    request = world.pool.requestRedeem(wad(2_000), provider, provider, {"from": provider})

    settled = request.events["EpochSettled"]
    assert (settled["queuedShares"], settled["filledShares"], settled["paidAssets"]) == (wad(2_000),) * 3
    assert world.pool.pendingRedeemRequest(0, provider) == 0
    assert world.pool.maxRedeem(provider) == world.pool.maxWithdraw(provider) == wad(2_000)
    assert (world.pool.cash(), world.pool.totalSupply()) == (0, 0)
    assert desk.balance(world.pool.claimAccount()) == wad(2_000)


def test_a_loss_is_shared_by_the_shares(world, provider):
    """What the trader won, the shares have lost; the redemption rounds down."""
    trader = world.people["trader"]
    world.refresh()
    world.open("trader", "1")
    world.refresh(btc="20000")
    world["PerpetualOptions"].close(trader, world.series_id(), wad(1), 0, world.now + 60, {"from": trader})
    cash = world.pool.cash()
    assert cash < wad(2_000)
    world.pool.requestRedeem(wad(1_000), provider, provider, {"from": provider})
    assert world.pool.maxWithdraw(provider) == wad(1_000) * (cash + 1) // (wad(2_000) + 1)
