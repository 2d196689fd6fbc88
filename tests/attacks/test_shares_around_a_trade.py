"""One actor deposits, buys, withdraws and closes at one price: dear what he sells, as his own deposit has left"""

import pytest

from evershare.localnet import wad

FOREVER = 2**40
DEPOSIT, SIZE = 300, "5"


@pytest.fixture
def skewed(VulnerableShares, accounts):
    """1,000 tokens of others; an option worth 10, with a maximum payoff of 140; the price rises by up to 3 times."""
    return accounts[0].deploy(VulnerableShares, wad(1_000), wad(10), wad(140), wad(3))


def test_one_skewed_price_pays(skewed, accounts):
    by = {"from": accounts[1]}
    skewed.deposit(wad(DEPOSIT), by)
    skewed.open(wad(SIZE), by)
    skewed.redeem(skewed.shares(), by)
    skewed.close(wad(SIZE), by)

    gain = skewed.wealth()
    print(f"\ngain: {gain / wad(1):.2f}")
    assert skewed.shares() == skewed.size() == 0
    assert gain > wad(1)
    assert skewed.cash() == wad(1_000) - gain


@pytest.mark.parametrize("is_call", [False, True])
def test_here_it_costs(world, desk, is_call):
    """O4: what traders sell and what shares are worth does not depend on what is locked."""
    pool, options, trader, by = world.pool, world["PerpetualOptions"], world.people["trader"], world.as_("trader")
    token = world.tokens["TSLA"]
    before = token.balanceOf(trader) + desk.balance(trader)

    world.provide_liquidity("trader", pool, "TSLA", 200)
    world.refresh(tsla="227.5001")
    world.open("trader", SIZE, is_call=is_call)
    pool.requestRedeem(pool.balanceOf(trader), trader, trader, by)
    desk.settle_next()
    pool.redeem(pool.maxRedeem(trader), trader, trader, by)
    world.refresh(tsla="227.5002")
    series_id = world.series_id(is_call=is_call)
    options.close(trader, series_id, options.positionOf(trader, series_id)[0], 0, FOREVER, by)

    assert pool.pendingRedeemRequest(0, trader) == pool.balanceOf(trader) == 0
    gain = token.balanceOf(trader) + desk.balance(trader) - before
    print(f"\ngain: {gain / wad(1):.4f}")
    assert gain < 0
