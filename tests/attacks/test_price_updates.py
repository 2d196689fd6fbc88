"""Two signed prices are valid at once: buying at one and selling at the other loses, for the moves of BTC tried here.

SECURITY.md names the moves for which it does not.
"""

import pytest

from evershare.localnet import PYTH_UPDATE_FEE, feed_id, wad
from evershare.oracle import pyth_update
from tests.support.reverts import reverts
from tests.support.world import BTC_PRICE, TSLA_PRICE

SECONDS_APART = 14  # the older one is good for 15 seconds
FOREVER = 2**40


@pytest.fixture
def attacker(world, AttackerMock):
    """A contract with 300 tokens in its account."""
    owner, vault, token = world.people["trader"], world["CollateralVault"], world.tokens["TSLA"]
    contract = owner.deploy(AttackerMock)
    token.transfer(contract, wad(150), {"from": owner})
    contract.run(
        [
            (token, 0, token.approve.encode_input(vault, wad(150))),
            (vault, 0, vault.deposit.encode_input(world.asset_ids["TSLA"], contract, wad(150))),
        ],
        {"from": owner},
    )
    return contract


def refresh(world, btc, published_at):
    """A step that brings one of the prices into the oracle."""
    oracle = world["PriceOracle"]
    updates = [
        pyth_update(feed_id("BTC"), f"{btc:.6f}", published_at),
        pyth_update(feed_id("TSLA"), TSLA_PRICE, published_at),
    ]
    assets = [world.asset_ids["BTC"], world.asset_ids["TSLA"]]
    return (oracle, 2 * PYTH_UPDATE_FEE, oracle.refresh.encode_input(assets, updates))


def steps_of(world, attacker, first, second):
    """Buy what the second price makes dearer, at the first, and sell it at the second."""
    options, is_call = world["PerpetualOptions"], second > first
    terms = world.terms(is_call=is_call)
    opened = options.open["tuple,address,uint256,uint256,uint256"].encode_input(
        terms, attacker, wad("0.5"), wad(10**6), FOREVER
    )
    closed = options.close["address,uint32,uint256,uint256,uint256"].encode_input(
        attacker, options.seriesIdOf(terms), wad("0.5"), 0, FOREVER
    )
    return (options, 0, opened), (options, 0, closed)


@pytest.mark.parametrize("move_bps", [-99, -50, -10, 10, 50, 99])
def test_the_newer_price_does_not_pay_for_the_older(world, desk, attacker, move_bps):
    """The interval of the older price has widened by more than markets move in its age; a move of more than 1 % is a
    jump, which is not believed at once."""
    world.refresh()
    for is_call in (False, True):
        world.open("second_trader", "0.5", is_call=is_call)
    world.wait_until(world.now + 60)
    start, first = world.now, float(BTC_PRICE)
    second = first * (1 + move_bps / 10_000)
    world.wait_until(start + SECONDS_APART)
    opening, closing = steps_of(world, attacker, first, second)
    before = desk.balance(attacker)

    attack = attacker.run(
        [refresh(world, first, start), opening, refresh(world, second, world.now), closing],
        {**world.as_("trader"), "value": 4 * PYTH_UPDATE_FEE},
    )

    assert attack.events["Opened"]["size"] == attack.events["Closed"]["size"]
    assert desk.balance(attacker) < before


def test_an_older_price_never_comes_back(world, desk, attacker):
    """P2: after the newer price the older is no news, so nobody trades at both in the order that suits him."""
    world.refresh()
    for is_call in (False, True):
        world.open("second_trader", "0.5", is_call=is_call)
    world.wait_until(world.now + 60)
    start, older = world.now, float(BTC_PRICE)
    newer = older * 1.005
    world.wait_until(start + SECONDS_APART)
    oracle, btc = world["PriceOracle"], world.asset_ids["BTC"]

    attacker.run(
        [refresh(world, newer, world.now), refresh(world, older, start)],
        {**world.as_("trader"), "value": 4 * PYTH_UPDATE_FEE},
    )

    assert oracle.intervalOf(btc)[1] == wad(f"{newer:.6f}")


def test_an_epoch_takes_no_older_price_either(world, desk, attacker):
    world.refresh()
    world.open("second_trader", "0.5")
    desk.request_redeem("liquidity_provider", 10)
    desk.next_session()
    start = world.now
    world.publish_prices({"BTC": "64100", "TSLA": "227.6"})
    world.wait_until(start + 60)
    pool = world.pool
    old = [pyth_update(feed_id(symbol), price, start - 1) for symbol, price in (("BTC", "64000"), ("TSLA", "227.5"))]
    settle = pool.settleEpoch.encode_input([world.asset_ids["BTC"], world.asset_ids["TSLA"]], old)
    with reverts("EpochNotPriced", pool.queue()[7] + 5 * 86_400):
        attacker.run([(pool, 2, settle)], {**world.as_("trader"), "value": 2})
