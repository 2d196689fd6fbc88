"""OptionPool.redeem and withdraw"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts


@pytest.mark.parametrize("function", ["redeem", "withdraw"])
def test_refused_while_options_are_open(world, holdings, open_interest, function):
    provider, before = world.people["liquidity_provider"], holdings()
    with reverts("PoolHasOpenInterest", open_interest):
        getattr(world.pool, function)(wad(1), provider, provider, {"from": provider})
    assert holdings() == before
    assert world.pool.maxRedeem(provider) == world.pool.maxWithdraw(provider) == 0


@pytest.mark.parametrize("function", ["redeem", "withdraw"])
def test_zero(world, function):
    provider = world.people["liquidity_provider"]
    with reverts("ZeroPoolAmount"):
        getattr(world.pool, function)(0, provider, provider, {"from": provider})


def test_more_than_the_owner_has(world, holdings):
    provider, before = world.people["liquidity_provider"], holdings()
    with reverts("ERC4626ExceededMaxRedeem", provider, wad(2_001), wad(2_000)):
        world.pool.redeem(wad(2_001), provider, provider, {"from": provider})
    assert holdings() == before


def test_another_owners_shares(world):
    provider, stranger = world.people["liquidity_provider"], world.people["stranger"]
    with reverts("ERC20InsufficientAllowance", stranger, 0, wad(1)):
        world.pool.redeem(wad(1), stranger, provider, {"from": stranger})


@pytest.mark.parametrize("function", ["redeem", "withdraw"])
def test_all_of_it_comes_back(world, holdings, function):
    provider = world.people["liquidity_provider"]
    wallet, vault, *_ = holdings()
    transaction = getattr(world.pool, function)(wad(2_000), provider, provider, {"from": provider})
    assert transaction.return_value == wad(2_000)
    assert holdings() == (wallet + wad(2_000), vault - wad(2_000), 0, 0, 0, 0)
    assert transaction.events["Withdraw"]["shares"] == wad(2_000)


def test_an_idle_pool_needs_no_price(world, holdings):
    """V4: whatever the oracle says, who is owed nothing but his share gets it."""
    provider = world.people["liquidity_provider"]
    world.wait_until(world.now + 400 * 86_400)
    world.pool.redeem(wad(2_000), provider, provider, {"from": provider})
    assert world.pool.totalSupply() == 0


def test_a_loss_is_shared_by_the_shares(world):
    """What the trader won, the shares have lost; the redemption rounds down."""
    provider, trader = world.people["liquidity_provider"], world.people["trader"]
    world.refresh()
    world.open("trader", "1")
    world.refresh(btc="20000")
    world["PerpetualOptions"].close(trader, world.series_id(), wad(1), 0, world.now + 60, {"from": trader})
    cash = world.pool.cash()
    assert cash < wad(2_000)
    received = world.pool.redeem(wad(1_000), provider, provider, {"from": provider}).return_value
    assert received == wad(1_000) * (cash + 1) // (wad(2_000) + 1)
