"""O6: at a constant price and volatility, valued at one edge, nothing that anybody does lowers the share price"""

from random import Random

import pytest
from brownie.exceptions import VirtualMachineError

from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.effort import runs, steps
from tests.support.pool import PoolDesk

WALKS, STEPS = runs(3), steps(60, 100)
ACTIONS = ("open", "open", "close", "settle", "request", "claim", "epoch")
FOREVER = 2**40
ROUNDING = 64 * 2  # wei: the value of each series is rounded, before and after


def step(world, random, action):
    """One thing that a trader, a provider or a keeper does, if he can."""
    options, pool = world["PerpetualOptions"], world.pool
    trader, provider = world.people["trader"], world.people["liquidity_provider"]
    held = options.positionsOf(trader)
    series_id = random.choice(held) if held else 0
    if action == "open":
        strike = nearest_strike(f"{281.3 * 1.05 ** random.randint(-6, 6):.6f}")
        world.open("trader", f"{random.uniform(0.1, 1):.3f}", strike=strike, is_call=random.random() < 0.5)
    elif action == "close" and series_id:
        size = int(options.positionOf(trader, series_id)[0]) // random.choice((1, 2))
        options.close(trader, series_id, size, 0, FOREVER, {"from": trader})
    elif action == "settle" and series_id:
        options.settle(trader, series_id, world.as_("keeper"))
    elif action == "request" and random.random() < 0.5:
        pool.requestDeposit(wad(random.randint(1, 20)), provider, provider, {"from": provider})
    elif action == "request":
        pool.requestRedeem(wad(random.randint(1, 20)), provider, provider, {"from": provider})
    elif action == "claim" and pool.maxDeposit(provider):
        pool.deposit(pool.maxDeposit(provider), provider, {"from": provider})
    elif action == "epoch":
        pool.settleEpoch([], [], world.as_("keeper"))


def publish(world, day):
    """The same index every day. The same price would be no news in another session, so both legs move together."""
    up = 1 + day / 10**6
    world.refresh(btc=f"{64_000 * up:.8f}", tsla=f"{227.5 * up:.8f}")


@pytest.mark.parametrize("seed", range(WALKS))
def test_o6_the_share_price_never_falls(world, seed):
    random, desk, pool, seen = Random(seed), PoolDesk(world), world.pool, set()
    world.tokens["TSLA"].approve(pool, wad(500), world.as_("liquidity_provider"))
    day = 0
    publish(world, day)
    before = int(pool.totalAssets()), int(pool.totalSupply())
    for _ in range(STEPS):
        action = random.choice(ACTIONS)
        if action == "epoch":
            desk.next_session()
            day += 1
        publish(world, day)
        try:
            step(world, random, action)
            seen.add(action)
        except VirtualMachineError:
            continue
        publish(world, day)
        after = int(pool.totalAssets()), int(pool.totalSupply())
        assert (after[0] + 1 + ROUNDING) * (before[1] + 1) >= (before[0] + 1) * (after[1] + 1)
        before = after
    assert seen >= set(ACTIONS) - {"claim"}
