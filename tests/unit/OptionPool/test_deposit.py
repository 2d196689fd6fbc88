"""OptionPool.deposit and mint"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts


@pytest.mark.parametrize("function", ["deposit", "mint"])
def test_refused_while_options_are_open(world, approved, holdings, open_interest, function):
    provider, before = world.people["liquidity_provider"], holdings()
    with reverts("PoolHasOpenInterest", open_interest):
        getattr(world.pool, function)(wad(1), provider, {"from": provider})
    assert holdings() == before
    assert world.pool.maxDeposit(provider) == world.pool.maxMint(provider) == 0


@pytest.mark.parametrize("function", ["deposit", "mint"])
def test_zero(world, approved, function):
    provider = world.people["liquidity_provider"]
    with reverts("ZeroPoolAmount"):
        getattr(world.pool, function)(0, provider, {"from": provider})


def test_without_approval(world, holdings):
    provider, before = world.people["liquidity_provider"], holdings()
    with reverts("ERC20InsufficientAllowance", world.pool, 0, wad(1)):
        world.pool.deposit(wad(1), provider, {"from": provider})
    assert holdings() == before


def test_a_token_with_a_transfer_fee(world, MockFeeToken):
    provider = world.people["liquidity_provider"]
    token = provider.deploy(MockFeeToken, 100)
    world.list_token("FEE", token, drift_bps=100)
    pool = world.create_pool("FEE")
    token.mint(provider, wad(10), {"from": provider})
    token.mint(pool, wad(10), {"from": provider})  # else the token itself stops the pool from passing on
    token.approve(pool, wad(10), {"from": provider})
    with reverts("DepositIncomplete", wad("9.9"), wad(10)):
        pool.deposit(wad(10), provider, {"from": provider})
    assert token.balanceOf(provider) == wad(10)
    assert pool.totalSupply() == 0


def test_shares_are_worth_what_was_paid(world, approved, holdings):
    provider = world.people["liquidity_provider"]
    wallet, vault, _, shares, supply, cash = holdings()
    transaction = world.pool.deposit(wad(100), provider, {"from": provider})
    assert transaction.return_value == wad(100)
    assert holdings() == (wallet - wad(100), vault + wad(100), 0, shares + wad(100), supply + wad(100), cash + wad(100))
    assert transaction.events["Deposit"]["assets"] == wad(100)


def test_shares_for_another(world, approved):
    stranger = world.people["stranger"]
    world.pool.mint(wad(3), stranger, world.as_("liquidity_provider"))
    assert world.pool.balanceOf(stranger) == wad(3)


def test_later_shares_cost_what_the_pool_has_earned(world, approved):
    """Rounding is the pool's: a share bought after a gain costs more, never less."""
    provider, trader = world.people["liquidity_provider"], world.people["trader"]
    world.refresh()
    world.open("trader", "0.5")
    world["PerpetualOptions"].close(trader, world.series_id(), wad("0.5"), 0, world.now + 60, {"from": trader})
    supply, cash = world.pool.totalSupply(), world.pool.cash()
    assert cash > supply
    shares = world.pool.deposit(wad(100), provider, {"from": provider}).return_value
    assert shares == wad(100) * (supply + 1) // (cash + 1)


def test_a_donation_changes_no_share_price(world):
    """A2"""
    tsla, price = world.tokens["TSLA"], world.pool.convertToAssets(wad(1))
    for target in (world.pool, world["CollateralVault"]):
        tsla.transfer(target, wad(50), world.as_("trader"))
    with reverts("CreditToProtocolAccount", world.pool):
        world["CollateralVault"].transfer(
            world.asset_ids["TSLA"], world.people["trader"], world.pool, wad(50), world.as_("trader")
        )
    assert world.pool.convertToAssets(wad(1)) == price
