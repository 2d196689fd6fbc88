"""Option pools and buyers: what one trade costs by the reference model, and what holds after many."""

import random
from dataclasses import replace

import numpy as np
import pytest

from evershare.history import read_round_the_clock
from evershare.model import fast, pricing
from evershare.replay.clock import Index
from evershare.replay.engine import Replay
from evershare.replay.options import Margin, Market, OptionPool, Refused, Series, Terms
from evershare.replay.scenario import Keepers, Options, Pool, Scenario
from tests.support.prices import DAY, FIRST_DAY, round_the_clock, write_bars

HOURS = 400
TOKEN = 10**18
CASH = 1_000 * TOKEN
EDGE = 0.001
SIGMA = 0.6


def market(mids, is_tight=True, name="BTC/TSLA"):
    """A market whose volatility never changes."""
    mid = np.broadcast_to(np.asarray(mids, dtype=float), (HOURS,))
    index = Index(mid, mid * (1 - EDGE), mid * (1 + EDGE), np.broadcast_to(is_tight, (HOURS,)))
    sigma = np.full(HOURS, SIGMA)
    return Market(name, index, fast.Quotes(sigma, sigma * 1.1, sigma * 0.9), 0.02, 7)


def at_the_money(side="call", width=0.5, strike=100.0):
    return Terms("BTC/TSLA", side, width, strike)


def bought(pool, where, terms, size=1.0, margin=0):
    account = Margin()
    cost = pool.open(account, where, terms, size, 0)
    account.balance = margin * TOKEN
    return account, cost / TOKEN


def hours_pass(pool, account, first, last):
    for hour in range(first, last + 1):
        pool.move_to(hour)
        pool.settle(account, hour)
        if not account.series:
            return


@pytest.mark.parametrize("side", ["call", "put"])
def test_a_trade_costs_what_the_reference_says(side):
    """Ask with the pool's use, fee, funding of 50 hours and bid, at 40 digits."""
    pool, where, terms = OptionPool("TSLA", TOKEN, CASH), market(100.0), at_the_money(side)
    account, cost = bought(pool, where, terms, 2.0, margin=50)
    hours_pass(pool, account, 1, 50)
    left = account.balance / TOKEN
    payout = pool.close(account, 50) / TOKEN

    dear, cheap = ("100.1", "99.9") if side == "call" else ("99.9", "100.1")
    option = ("100", side, "0.5")
    ask = pricing.ask(dear, *option, "0.66", "7", "0.05")  # 100 of 1,000 are locked afterwards, none before
    rate = pricing.funding_rate("100", *option, "0.6", "7")
    bid = pricing.bid(cheap, *option, "0.54", "7")
    assert cost == pytest.approx(2 * float(ask + pricing.fee(dear, ask, 0)), rel=1e-12)
    assert 50 - left == pytest.approx(2 * float(rate) * 50 / 24, rel=1e-12)
    value = pricing.option_value(cheap, *option, "0.54", "7")
    assert payout == pytest.approx(2 * float(bid - pricing.fee(cheap, bid, value)), rel=1e-12)
    assert pool.series == {}


def test_a_margin_that_runs_out_is_paid_with_size():
    pool, where = OptionPool("TSLA", TOKEN, CASH), market(100.0)
    account, _ = bought(pool, where, at_the_money())
    pool.move_to(24)
    pool.settle(account, 24)

    rate = float(pricing.funding_rate("100", "100", "call", "0.5", "0.6", "7"))
    value = float(pricing.option_value("100", "100", "call", "0.5", "0.6", "7"))
    assert account.size == pytest.approx(1 - rate / value, rel=1e-12)
    assert account.owed == 0
    assert pool.uncollected == 0


def test_while_the_index_is_not_tight_what_is_owed_waits_and_is_taken_off_the_payout():
    pool, where = OptionPool("TSLA", TOKEN, CASH), market(100.0, is_tight=False)
    account, _ = bought(pool, where, at_the_money())
    hours_pass(pool, account, 1, 24)
    rate = float(pricing.funding_rate("100", "100", "call", "0.5", "0.6", "7"))
    assert account.size == 1
    assert account.owed == pytest.approx(rate)

    price, fee = pool.bid(where, at_the_money(), 24)
    assert pool.close(account, 24) / TOKEN == pytest.approx(price - fee - rate)
    assert pool.uncollected == 0


def test_what_an_option_is_not_worth_is_recorded_as_uncollected():
    """The index falls to where a call is worthless before anybody collects."""
    pool, where = OptionPool("TSLA", TOKEN, CASH), market([100.0] + [45.0] * (HOURS - 1))
    account, _ = bought(pool, where, at_the_money())
    pool.move_to(300)
    pool.settle(account, 300)

    owed = 300 / 24 * float(pricing.funding_rate("100", "100", "call", "0.5", "0.6", "7"))
    worth = float(pricing.option_value("45", "100", "call", "0.5", "0.6", "7"))
    assert account.series is None
    assert pool.uncollected / TOKEN == pytest.approx(owed - worth)
    assert pool.collected / TOKEN == pytest.approx(worth)


@pytest.mark.parametrize(
    ("token", "side", "size"),
    [("TSLA", "call", 12.01), ("USDC", "call", 18.01), ("TSLA", "put", 18.01), ("TSLA", "put", 0.0999)],
    ids=["calls in stock", "calls in dollars", "puts", "too small a series"],
)
def test_a_pool_refuses_what_it_may_not_write(token, side, size):
    """Calls may lock 60 % of a stock pool, everything 90 %, and a new series must lock 0.5 %."""
    nearly = size * 0.999 if size > 1 else 0.1001
    pool = OptionPool(token, TOKEN, CASH)
    with pytest.raises(Refused):
        bought(pool, market(100.0), at_the_money(side), size)
    assert pool.series == {}
    bought(pool, market(100.0), at_the_money(side), nearly)


def test_a_winner_who_is_not_paid_in_full_is_counted():
    """No pool can come to this by itself; here its cash is taken away."""
    pool, where = OptionPool("TSLA", TOKEN, CASH), market([100.0] + [160.0] * (HOURS - 1))
    account, _ = bought(pool, where, at_the_money())
    pool.move_to(1)
    pool.cash = 10

    assert pool.close(account, 1) == 10
    assert pool.unpaid == 1


def test_a_series_knows_its_values_however_far_ahead():
    mids = 100 * np.exp(np.random.default_rng(1).normal(0, 0.01, HOURS).cumsum())
    where = market(mids)
    series = Series(at_the_money("put"), where)
    for hour in (0, 1, 191, 192, 193, 399):
        series.move_to(hour)
        exact = pricing.option_value(repr(float(mids[hour])), "100", "put", "0.5", "0.6", "7")
        assert series.value == pytest.approx(float(exact), rel=1e-12)


@pytest.fixture(scope="module")
def wild(tmp_path_factory):
    """A replay of a price that jumps by up to a half, with keepers who are mostly down."""
    folder = tmp_path_factory.mktemp("prices")
    seeded = random.Random(7)
    prices = [100.0]
    for _ in range(60 * 24):
        jump = seeded.choice((0.67, 1.5)) if seeded.random() < 0.02 else 1 + seeded.uniform(-0.02, 0.02)
        prices.append(min(max(prices[-1] * jump, 5.0), 2_000.0))
    write_bars(folder, "BTC", round_the_clock(60, lambda hour: prices[hour]))
    scenario = Scenario(
        stocks=(),
        options=Options(buyers=60, margin_percent=(0, 40), pools=(Pool("USDC", 900_000, ("BTC",)),)),
        keepers=Keepers(awake_percent=30),
    )
    histories = {"BTC": read_round_the_clock(folder, "BTC")}
    return Replay(histories, scenario, FIRST_DAY, FIRST_DAY + 59 * DAY)


def test_cover_sizes_and_money_add_up_in_each_hour(wild):
    """O1, O2 and A1 through jumps, empty margins and keepers that are down; and every winner is paid."""
    (pool,), (cash,) = wild.trading.pools.values(), wild.trading.first_cash.values()
    buyers, shrunk = wild.trading.buyers, 0
    for _ in wild.run():
        sizes = {id(series): 0.0 for series in pool.series.values()}
        for buyer in buyers:
            if buyer.margin.series:
                sizes[id(buyer.margin.series)] += buyer.margin.size
        assert pool.reserve() <= pool.cash * (1 + 1e-12)
        assert list(sizes.values()) == pytest.approx([series.size for series in pool.series.values()], rel=1e-9)
        shrunk += sum(buyer.margin.balance == 0 for buyer in buyers if buyer.margin.series)
    figures = wild.trading.figures["USDC"]

    assert figures.opened > 400
    assert shrunk > 1_000
    assert pool.unpaid == 0
    assert figures.uncollected_usd > 0
    received = pool.cash + pool.fees + pool.rewards - cash
    assert received / pool.unit == pytest.approx(
        figures.premiums_usd + figures.funding_usd - figures.payouts_usd, rel=1e-9
    )


def test_the_same_seed_gives_the_same_trades_and_another_gives_others(tmp_path):
    write_bars(tmp_path, "BTC", round_the_clock(12, lambda hour: 100.0 + hour % 5))
    histories = {"BTC": read_round_the_clock(tmp_path, "BTC")}
    base = Scenario(
        stocks=(),
        options=Options(buyers=10, pools=(Pool("USDC", 900_000, ("BTC",)),)),
    )
    one, again, other = (
        Replay(histories, replace(base, seed=seed), FIRST_DAY, FIRST_DAY + 11 * DAY).finish().trading.figures
        for seed in (1, 1, 2)
    )

    assert one == again != other
