"""Two signed prices are valid at once: buying at one and selling at the other loses, in one transaction or in two.

Without the rule that a price takes in what it was a moment ago, it would pay: the model of prices says how much.
"""

from decimal import Decimal
from itertools import product

import pytest

from evershare.localnet import PYTH_UPDATE_FEE, feed_id, wad
from evershare.model import interval, nearest_strike, pricing
from evershare.oracle import pyth_update
from tests.support.reverts import reverts
from tests.support.world import BTC_PRICE, TSLA_PRICE

STRIKES = [nearest_strike(price) for price in ("155", "281.3", "510")]
STRIKE = STRIKES[1]
SECONDS_APART = 14  # the older one is good for 15 seconds
FOREVER = 2**40
BTC_DRIFT, TSLA_DRIFT = 256, 192  # bps per square root of an hour


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


def refresh(world, btc, published_at, tsla=TSLA_PRICE):
    """A step that brings one of the prices into the oracle."""
    oracle = world["PriceOracle"]
    updates = [
        pyth_update(feed_id("BTC"), f"{float(btc):.6f}", published_at),
        pyth_update(feed_id("TSLA"), f"{float(tsla):.6f}", published_at),
    ]
    assets = [world.asset_ids["BTC"], world.asset_ids["TSLA"]]
    return (oracle, 2 * PYTH_UPDATE_FEE, oracle.refresh.encode_input(assets, updates))


def steps_of(world, attacker, *, is_call, strike=STRIKE):
    """Buy what the second price makes dearer, at the first, and sell it at the second."""
    options, terms = world["PerpetualOptions"], world.terms(is_call=is_call, strike=strike)
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
    opening, closing = steps_of(world, attacker, is_call=second > first)
    before = desk.balance(attacker)

    attack = attacker.run(
        [refresh(world, first, start), opening, refresh(world, second, world.now), closing],
        {**world.as_("trader"), "value": 4 * PYTH_UPDATE_FEE},
    )

    assert attack.events["Opened"]["size"] == attack.events["Closed"]["size"]
    assert desk.balance(attacker) < before


MOVES_BPS = [50, 80, 99]


def gain_without_the_rule(leg_bps, is_call, strike, apart):
    """What the model says of a volatility of 70 %: the bid at the second price less the ask at the first, with
    fees, as a part of the ask. Both prices' intervals as they were without a memory of the first."""
    side, sign = ("call", 1) if is_call else ("put", -1)

    def index(btc, tsla, age):
        legs = ((btc, BTC_DRIFT), (tsla, TSLA_DRIFT))
        parts = [
            interval.around(wad(f"{mid:.6f}"), 0, 0, interval.half_width_up(10, drift, age)) for mid, drift in legs
        ]
        return interval.index(*parts)

    btc, tsla, move = float(BTC_PRICE), float(TSLA_PRICE), leg_bps / 10_000
    first, second = index(btc, tsla, apart), index(btc * (1 + sign * move), tsla * (1 - sign * move), 0)
    dear, cheap = (Decimal(edge) / 10**18 for edge in ((first.hi, second.lo) if is_call else (first.lo, second.hi)))
    ask = pricing.ask(dear, strike, side, "0.5", "0.7", 7, "0.02")
    bid = pricing.bid(cheap, strike, side, "0.5", "0.7", 7)
    value = pricing.option_value(cheap, strike, side, "0.5", "0.7", 7)
    return (bid - pricing.fee(cheap, bid, value) - ask - pricing.fee(dear, ask, ask)) / ask


def test_without_the_rule_it_would_pay():
    gains = [gain_without_the_rule(*case, 14) for case in product(MOVES_BPS, (True, False), STRIKES)]
    assert max(gains) > Decimal("0.1")


@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize("strike", STRIKES)
@pytest.mark.parametrize("leg_bps", MOVES_BPS)
@pytest.mark.parametrize("in_two", [False, True])
def test_legs_that_move_apart_do_not_pay_for_the_older(world, desk, attacker, leg_bps, is_call, strike, in_two):
    """In one transaction, and with the second part a block later."""
    world.refresh()
    world.open("second_trader", "0.5", is_call=is_call, strike=strike)
    world.wait_until(world.now + 60)
    start, sign = world.now, 1 if is_call else -1
    btc, tsla, move = float(BTC_PRICE), float(TSLA_PRICE), leg_bps / 10_000
    world.wait_until(start + SECONDS_APART)
    opening, closing = steps_of(world, attacker, is_call=is_call, strike=strike)
    steps = [
        [refresh(world, btc, start), opening],
        [refresh(world, btc * (1 + sign * move), world.now, tsla * (1 - sign * move)), closing],
    ]
    before = desk.balance(attacker)

    for part in steps if in_two else [[*steps[0], *steps[1]]]:
        attacker.run(part, {**world.as_("trader"), "value": 4 * PYTH_UPDATE_FEE})

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
