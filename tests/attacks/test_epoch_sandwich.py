"""O4: trading around an epoch gains nothing for who comes or goes with it"""

import pytest
from brownie import chain

from evershare.localnet import wad

FOREVER = 2**40
TRADES = {
    "a put opened before and closed after": ([("open", False)], [("close", False)]),
    "a call opened before and closed after": ([("open", True)], [("close", True)]),
    "a put closed before and opened again after": ([("close", False)], [("open", False)]),
    "a call closed before and opened again after": ([("close", True)], [("open", True)]),
}


def trade(world, attacker, action, is_call):
    world.refresh()
    options = world["PerpetualOptions"]
    if action == "open":
        world.open("trader", "1", is_call=is_call)
    else:
        series_id = world.series_id(is_call=is_call)
        size = options.positionOf(attacker, series_id)[0]
        options.close(attacker, series_id, size, 0, FOREVER, {"from": attacker})


def wealth_after(world, desk, before, after, held):
    """The attacker has shares that leave and tokens that come with one epoch, and ends without any option or share."""
    chain.revert()
    desk._publications = 0
    attacker, token, pool = world.people["trader"], world.tokens["TSLA"], world.pool
    world.provide_liquidity("trader", pool, "TSLA", 150)
    world.refresh()
    world.open("second_trader", "1")
    for is_call in held:
        world.open("trader", "1", is_call=is_call)
    desk.request_redeem("trader", 150)
    desk.request_deposit("trader", 50)
    desk.next_session()
    world.refresh(tsla="227.51")

    for action, is_call in before:
        trade(world, attacker, action, is_call)
    pool.settleEpoch([], [], {"from": attacker})
    for action, is_call in after:
        trade(world, attacker, action, is_call)

    for series_id in world["PerpetualOptions"].positionsOf(attacker):
        size = world["PerpetualOptions"].positionOf(attacker, series_id)[0]
        world["PerpetualOptions"].close(attacker, series_id, size, 0, FOREVER, {"from": attacker})
    pool.redeem(pool.maxRedeem(attacker), attacker, attacker, {"from": attacker})
    pool.deposit(pool.maxDeposit(attacker), attacker, {"from": attacker})
    shares = pool.balanceOf(attacker)
    return token.balanceOf(attacker) + desk.balance(attacker) + pool.convertToAssets(shares)


@pytest.mark.parametrize("name", TRADES)
def test_a_sandwich_costs_more_than_it_brings(world, desk, name):
    before, after = TRADES[name]
    held = [is_call for action, is_call in before if action == "close"]
    plain = wealth_after(world, desk, [], [], held)
    sandwich = wealth_after(world, desk, before, after, held)
    assert sandwich < plain - wad("0.01")
