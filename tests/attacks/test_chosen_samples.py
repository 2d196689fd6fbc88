"""A trader chooses when the volatility is sampled, on an index that ticks up and comes back"""

import itertools

import pytest

from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.world import MEASURED

FOREVER = 2**40
INDEX, STRIKE = "281.3187", nearest_strike("281.3")
PERIOD = 7 * 86_400
TICKS_BPS = (10_030, 9_980, 10_000)  # of the index, half an hour apart; the last is where it was
HALF_HOUR = 1_801
CHOICES = list(itertools.product((False, True), repeat=len(TICKS_BPS)))


@pytest.fixture
def sampled(VulnerableSampling, accounts):
    return accounts[0].deploy(VulnerableSampling, wad(INDEX), wad("0.7"))


def test_samples_at_will_pay(sampled, accounts, chain):
    """Two samples, a second on either side of a tick, make a small return a large rate."""
    option = (wad(STRIKE), False, wad("0.5"), PERIOD)
    by, bought = {"from": accounts[1]}, sampled.price(*option)
    for tick in TICKS_BPS:
        chain.mine(timestamp=chain[-1].timestamp + HALF_HOUR)
        sampled.sample(sampled.index(), by)  # nothing has happened since the last
        sampled.sample(wad(INDEX) * tick // 10_000, by)
    assert sampled.index() == wad(INDEX)

    gain = sampled.price(*option) - bought
    print(
        f"\ngain: {gain / wad(1):.2f} an option bought for {bought / wad(1):.2f}, sigma {sampled.sigma() / wad(1):.1f}"
    )
    assert gain > bought


def test_here_no_choice_pays(world, desk, chain):
    """O4: samples are half an hour apart, weigh the same whatever time they took, and each trade is at the worse of two
    volatilities. Every choice of samples loses, by nearly the same."""
    trader, options = world.people["trader"], world["PerpetualOptions"]
    market_id, gains = world.market_id, []
    for chosen in CHOICES:
        chain.revert()
        world.market_id, start = world.create_market("BTC", "TSLA", **MEASURED), world.now
        world.refresh(tsla="227.5001")
        before = desk.balance(trader)
        world.open("trader", "1", strike=STRIKE)
        for number, (tick, sample) in enumerate(zip(TICKS_BPS, chosen, strict=True), 1):
            world.wait_until(start + number * HALF_HOUR)
            world.refresh(btc=f"{6.4 * tick:.2f}", tsla=f"{227.5001 + number / 10**4:.4f}")
            if sample:
                options.sampleVolatility(world.market_id, world.as_("trader"))
        options.close(trader, world.series_id(strike=STRIKE), wad(1), 0, FOREVER, world.as_("trader"))
        gains.append(desk.balance(trader) - before)

    world.market_id = market_id
    print(f"\n{len(gains)} choices, gains from {min(gains) / wad(1):.4f} to {max(gains) / wad(1):.4f}")
    assert max(gains) < 0
    assert max(gains) - min(gains) < -max(gains) // 10
