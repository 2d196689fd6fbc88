"""Each measurement on histories whose result is known beforehand."""

from decimal import Decimal

import numpy as np
import pytest

from evershare import model
from evershare.economics import foresight, markets, poking, writing
from evershare.economics.foresight import NAIVE, RULE
from evershare.errors import InvalidInput
from tests.support.prices import FIRST_DAY, round_the_clock, sessions, write_bars

FLAT_DAYS = 60
FLOOR = Decimal("0.2")  # where the estimate ends when nothing moves


def prices(folder, btc=25_000.0, share=250.0, days=FLAT_DAYS):
    """BTC and stocks that stand still, or what is given instead of a price."""
    write_bars(folder, "BTC", round_the_clock(days, btc))
    for symbol in markets.STOCKS:
        write_bars(folder, symbol, sessions(share if isinstance(share, list) else [share] * (days * 5 // 7)))
    return markets.read(folder)


@pytest.fixture(scope="module")
def flat(tmp_path_factory):
    return prices(tmp_path_factory.mktemp("flat"))


def test_refuses_histories_that_are_too_short(tmp_path):
    with pytest.raises(InvalidInput, match=r"^BTC and TSLA have \d+ hours in common, 1056 are needed$"):
        markets.markets(prices(tmp_path, days=40))


def test_refuses_histories_that_do_not_overlap(tmp_path):
    prices(tmp_path)
    write_bars(tmp_path, "BTC", round_the_clock(30, 25_000.0, FIRST_DAY - 100 * 86_400))

    with pytest.raises(InvalidInput, match="have 0 hours in common"):
        markets.markets(markets.read(tmp_path))


@pytest.mark.parametrize("side", ["call", "put"])
@pytest.mark.parametrize("width", ["0.25", "0.5", "1"])
def test_a_still_index_earns_the_funding_of_a_week(flat, side, width):
    market = markets.markets(flat)[1]
    found = [
        earned
        for earned in writing.earnings(market)
        if (earned.side, earned.width, earned.premium) == (side, float(width), 1.2)
    ]
    strike = model.nearest_strike(25_000)
    a_day = model.funding_rate(25_000, strike, side, width, FLOOR, 7)
    expected = float(7 * a_day / model.max_payoff(strike, width))

    assert len(found) == 1
    assert found[0].weekly == pytest.approx(expected, rel=1e-9)
    assert found[0].a_year == pytest.approx(expected * 365 / 7, rel=1e-9)
    assert found[0].worst_week == pytest.approx(expected, rel=1e-9)


def test_a_call_that_reaches_its_cap_costs_the_whole_cover_and_ends(tmp_path):
    jump = 1_000  # an hour
    market = markets.markets(prices(tmp_path, btc=lambda hour: 25_000.0 if hour < jump else 50_000.0))[1]
    calls = next(e for e in writing.earnings(market) if (e.side, e.width, e.premium) == ("call", 0.25, 1.2))
    hours = (calls.opened_at - FIRST_DAY) // 3_600
    lost = (hours < jump) & (hours + 168 >= jump)

    assert lost.sum() == 7
    strike = model.nearest_strike(25_000)
    option = (25_000, strike, "call", "0.25", FLOOR, 7)
    received = [
        model.option_value(*option) + model.funding_rate(*option) * int(jump - hour) / 24 for hour in hours[lost]
    ]
    expected = [float(money / model.max_payoff(strike, "0.25")) - 1 for money in received]
    assert calls.weekly[lost] == pytest.approx(expected, rel=1e-9)


def test_straddles_are_the_mean_of_both_sides(flat):
    for market in markets.markets(flat):
        kinds = {(e.side, e.width, e.premium): e for e in writing.earnings(market)}
        assert len(kinds) == 27
        for width in writing.WIDTHS:
            call, put, both = (kinds[side, width, 1.0].weekly for side in ("call", "put", "straddle"))
            assert both == pytest.approx((call + put) / 2)


def test_a_pools_quotes_add_to_what_it_earns(flat):
    for market in markets.markets(flat):
        assert all((earned.quoted > earned.weekly).all() for earned in writing.earnings(market))


def test_foresight_of_a_stock_that_stands_still_earns_nothing(flat):
    for bars in flat.stocks.values():
        nights = foresight.nights_of(bars)
        for rule in (NAIVE, RULE):
            for result in (foresight.at_the_money(nights, rule, 1.0), foresight.at_best(nights, rule)):
                assert (result[0] < 0).all()


@pytest.fixture(scope="module")
def one_gap(tmp_path_factory):
    """Thirty nights without a move, one of +6 % (a Thursday's), and eleven more without."""
    share = [250.0] * 31 + [265.0] * 12
    return foresight.nights_of(prices(tmp_path_factory.mktemp("gap"), share=share).stocks["TSLA"])


def test_foresight_of_one_gap_earns_what_the_model_says(one_gap):
    profit, cost = foresight.at_the_money(one_gap, NAIVE, 1.0)
    assert list(np.flatnonzero(profit > 0)) == [30]

    half = Decimal("0.001") + Decimal(repr(one_gap.drift)) * (Decimal(1) / 60).sqrt()
    high, low = (Decimal(repr(float(sigma[30]))) for sigma in (one_gap.high, one_gap.low))
    paid = model.ask(250 * (1 + half), 250, "call", 1, high, 7, 0)
    back = model.bid(265 * Decimal("0.999"), 250, "call", 1, low, 7)
    fees = model.fee(250, paid, model.option_value(250, 250, "call", 1, high, 7))
    fees += model.fee(265, back, model.option_value(265, 250, "call", 1, low, 7))
    assert profit[30] == pytest.approx(float((back - paid - fees) / 250), rel=1e-9)
    assert cost[30] == pytest.approx(float((back - paid - fees / 2) / 250), rel=1e-9)


def test_what_counts_to_the_open_leaves_nothing_of_ordinary_nights(tmp_path):
    bars = prices(tmp_path, share=[250.0, 256.0] * 22).stocks["TSLA"]
    nights = foresight.nights_of(bars)
    naive, rule = (foresight.at_best(nights, name)[0] for name in (NAIVE, RULE))

    assert (nights.half[RULE] > 0.024).all()
    assert (naive > 0).all()
    assert (rule < 0).all()


def test_the_best_trade_is_not_worse_than_a_small_part_of_one_at_the_money(one_gap):
    best, _ = foresight.at_best(one_gap, NAIVE)
    for width in writing.WIDTHS:
        profit, _ = foresight.at_the_money(one_gap, NAIVE, width)
        assert best[30] >= 0.09 * profit[30] > 0


def test_poking_saves_nothing_while_the_index_stands_still(flat):
    for market in markets.markets(flat):
        savings = list(poking.savings(market))
        assert len(savings) == 5
        assert all(saving.of_funding == pytest.approx(0, abs=1e-12) for saving in savings)


def test_who_pokes_seldom_saves_a_trader_more(tmp_path):
    market = markets.markets(prices(tmp_path, btc=lambda hour: 25_000.0 * (1 + 0.03 * np.sin(hour / 9))))[1]
    saved = {saving.way: saving.of_funding for saving in poking.savings(market)}

    assert 0 < saved["each 8 h + trader"] < saved["each 24 h + trader"] < saved["trader alone"] < 1
