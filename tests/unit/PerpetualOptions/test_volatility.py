"""PerpetualOptions.sampleVolatility, and which volatility prices what"""

from decimal import Decimal

import pytest

from evershare.localnet import wad
from evershare.model import ask, bid, nearest_strike, option_value, volatility
from tests.support.reverts import reverts
from tests.support.world import MEASURED

HALF_HOUR = 1_800
WAD = Decimal(10) ** 18
TERMS = volatility.Terms(Decimal("1.2"), Decimal("0.2"), Decimal("2.5"), 72 * 3_600)


@pytest.fixture
def market_id(world):
    """A market whose volatility is measured; the world's own keeps 70 %."""
    world.refresh()
    return world.create_market("BTC", "TSLA", **MEASURED)


@pytest.fixture
def position(world, options, trader, market_id):
    """The series of half a put in that market."""
    world.refresh()
    terms = (world.pool, market_id, *world.terms()[2:])
    opened = options.open(terms, trader, wad("0.5"), wad(100), world.now + 60, {"from": trader})
    return opened.return_value[0]


def state_of(options, market_id):
    index, variance, sigma, sampled_at = options.volatilityOf(market_id)
    return volatility.State(Decimal(index) / WAD, Decimal(variance) / WAD, Decimal(sigma) / WAD, int(sampled_at))


def sample(world, market_id):
    return world["PerpetualOptions"].sampleVolatility(market_id, world.as_("stranger"))


def test_unknown_market(world):
    with reverts("UnknownMarket", 9):
        sample(world, 9)


def test_not_before_half_an_hour_has_passed(world, options, market_id):
    before = tuple(options.volatilityOf(market_id))
    world.wait_until(before[3] + HALF_HOUR - 2)
    transaction = sample(world, market_id)
    assert world.now == before[3] + HALF_HOUR - 1
    assert "VolatilitySampled" not in transaction.events
    assert tuple(options.volatilityOf(market_id)) == before


def test_a_sample_is_the_models(world, options, market_id):
    """Anybody may ask for it; the event tells what was stored."""
    state = state_of(options, market_id)
    world.wait_until(state.sampled_at + 5_000)
    world.refresh(btc="66000")
    told = sample(world, market_id).events["VolatilitySampled"]
    index = Decimal(world["PriceOracle"].indexOf(1, 2)[1]) / WAD
    expected = volatility.sample(state, index, world.now, TERMS)
    after = state_of(options, market_id)
    assert (after.index, after.sampled_at) == (expected.index, expected.sampled_at)
    assert abs(after.variance - expected.variance) < Decimal("1e-15")
    assert abs(after.sigma - expected.sigma) < Decimal("2e-9")
    stored = tuple(options.volatilityOf(market_id))
    assert (told["index"], told["variance"], told["sigma"]) == stored[:3]


@pytest.mark.parametrize("action", ["open", "close", "settle"])
def test_every_action_samples_first_if_it_is_due(world, options, trader, market_id, position, action):
    before = options.volatilityOf(market_id)
    world.wait_until(before[3] + HALF_HOUR)
    world.refresh(btc="63000")
    if action == "open":
        terms = (world.pool, market_id, *world.terms()[2:])
        options.open(terms, trader, wad("0.1"), wad(100), world.now + 60, {"from": trader})
    elif action == "close":
        options.close(trader, position, wad("0.5"), 0, world.now + 60, {"from": trader})
    else:
        options.settle(trader, position, world.as_("keeper"))
    assert options.volatilityOf(market_id)[3] == world.now


def test_a_pending_jump_is_not_sampled(world, options, market_id):
    """One wick moves no mid, so it moves no volatility either."""
    state = state_of(options, market_id)
    world.wait_until(state.sampled_at + HALF_HOUR)
    published = world.publish_prices({"BTC": "80000", "TSLA": "227.5"})
    assert "JumpPending" in published.events
    sample(world, market_id)
    assert state_of(options, market_id).index == state.index
    assert state_of(options, market_id).variance < state.variance


def test_buyers_pay_for_a_move_at_once_and_sellers_are_not_paid_for_it(world, options, lens, market_id, position):
    """s+ counts the return since the last sample, for asks alone; sigma0 and bids wait for samples."""
    state = state_of(options, market_id)
    world.refresh(btc="70000")
    context = options.contextOf(position)
    index = Decimal(world["PriceOracle"].indexOf(1, 2)[1]) / WAD
    quoted = volatility.quote(state, index, TERMS)
    for name, expected in zip(("sigma0", "sigmaHigh", "sigmaLow"), quoted, strict=True):
        assert abs(Decimal(context[name]) / WAD - expected) < Decimal("1e-8")
    assert context["sigmaHigh"] > context["sigma0"] == wad("0.7")

    lo, _, hi = (Decimal(x) / WAD for x in world["PriceOracle"].indexOf(1, 2))
    strike = nearest_strike(index)
    utilisation = strike / 4 / 2_000
    terms = (world.pool, market_id, wad(strike), 5_000, False)
    opening = lens.quoteOpen(terms, wad("0.5"), 0)
    reserve = Decimal(options.reserveOf(world.pool)[0]) / WAD
    cash = Decimal(world.pool.cash()) / WAD
    utilisation = (2 * reserve + strike / 4) / 2 / cash
    expected = ask(lo, strike, "put", "0.5", quoted.high, 7, utilisation)
    assert int(opening["price"]) == pytest.approx(int(expected * WAD), rel=1e-8)
    closing = lens.quoteClose(world.people["trader"], position, wad("0.5"), 0)
    held = Decimal(world.terms()[2]) / WAD
    assert int(closing["price"]) == pytest.approx(int(bid(hi, held, "put", "0.5", quoted.low, 7) * WAD), rel=1e-7)


def test_choosing_when_it_is_sampled_gains_nothing_at_a_constant_index(world, options, trader, market_id, position):
    """O4: whoever samples as often as possible pays the same funding as one who waits, but for what sigma0 follows: the
    calm that both see makes it fall alike."""
    start, balances = world.now, []
    for times in ((4 * HALF_HOUR,), (HALF_HOUR, 2 * HALF_HOUR, 3 * HALF_HOUR, 4 * HALF_HOUR)):
        world.chain.snapshot()
        for elapsed in times:
            world.wait_until(start + elapsed)
            sample(world, market_id)
        balances.append(state_of(options, market_id))
        world.chain.revert()
    once, often = balances
    assert abs(once.variance - often.variance) < Decimal("1e-4")
    assert once.sigma <= often.sigma * (1 + Decimal("1e-8"))


def test_a_premium_is_what_the_floor_at_least_says(world, options, lens, market_id):
    """After weeks of calm options are still sold at the floor."""
    for _ in range(3):
        world.wait_until(world.now + 30 * 86_400)
        sample(world, market_id)
    assert options.volatilityOf(market_id)[2] == wad("0.2")
    index = options.volatilityOf(market_id)[0]
    strike = wad(nearest_strike(Decimal(index) / WAD))
    value = lens.optionValue(index, strike, False, wad("0.5"), wad("0.2"), 7 * 86_400)
    model = option_value(Decimal(index) / WAD, Decimal(strike) / WAD, "put", "0.5", "0.2", 7)
    assert int(value) == pytest.approx(int(model * WAD), rel=1e-12)
