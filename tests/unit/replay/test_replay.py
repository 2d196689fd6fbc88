"""Replays of made-up histories whose result is known beforehand."""

import math
from dataclasses import replace

import pytest

from evershare.errors import InvalidInput
from evershare.history import read_stock
from evershare.model.health import VOLATILE
from evershare.replay import results
from evershare.replay.book import INTEREST, OTHER, PRICE
from evershare.replay.clock import asleep, feeds, hours
from evershare.replay.engine import Replay
from evershare.replay.scenario import Keepers, Loans, Options, Scenario, Stock
from tests.support.prices import BELL, DAY, FIRST_DAY, sessions, write_bars

FREE = Loans(long_accounts=1, short_accounts=0, base_rate_bps=0, kink_rate_bps=0, full_rate_bps=0)
ONE_LONG = Scenario(
    stocks=(Stock("TSLA", VOLATILE, 186),),
    coins=(),
    loans=FREE,
    options=Options(buyers=0, pools=()),
    keepers=Keepers(awake_percent=100, outage_hours=0),
)
DAYS = 45
FOREVER = FIRST_DAY + 10 * 365 * DAY


def with_loans(**changes):
    return replace(ONE_LONG, loans=replace(FREE, **changes))


def with_keepers(**changes):
    return replace(ONE_LONG, keepers=replace(ONE_LONG.keepers, **changes))


ONE_SHORT = with_loans(long_accounts=0, short_accounts=1)


def replayed(folder, prices, scenario, start=FIRST_DAY, end=FOREVER):
    """A finished replay of one stock at these prices, one a session."""
    write_bars(folder, "TSLA", sessions(prices))
    return Replay({"TSLA": read_stock(folder, "TSLA")}, scenario, start, end).finish()


def test_refuses_a_time_without_prices(tmp_path):
    with pytest.raises(InvalidInput, match=r"^the prices hold 0 hours of that time, 48 are needed$"):
        replayed(tmp_path, [100.0] * 5, ONE_LONG, end=FIRST_DAY)


def test_loans_are_repaid_and_opened_again_while_nothing_happens(tmp_path):
    scenario = replace(ONE_LONG, loans=Loans(long_accounts=30, short_accounts=6))
    replay = replayed(tmp_path, [100.0] * DAYS, scenario)  # 61 days

    opened = {name: tally.loans_opened for name, tally in replay.lending.tallies.items()}
    # Those whose first loan opened within the first day open a third after sixty.
    assert opened == {"TSLA long": 2 * 30 + 1, "TSLA short": 2 * 6 + 1}
    assert replay.lending.total.liquidations == 0
    assert replay.lending.by_hour == {}


def test_a_gap_makes_exactly_this_bad_debt_against_the_stock(tmp_path):
    replay = replayed(tmp_path, [100.0] * 3 + [40.0] * 3, ONE_LONG)
    borrowed = 100 * 100 * 0.999 * 0.42 / 1.001  # at the edges, ten basis points off for each price
    repaid = 100 * 40 * 1.001 * 0.95  # sold at the high edge, as soon as the discount is 5 %

    tally = replay.lending.total
    assert (tally.loans_opened, tally.liquidations) == (2, 1)
    assert tally.repaid_usd == pytest.approx(repaid, abs=1e-5)
    assert tally.bad_debt_usd == pytest.approx(borrowed - repaid, abs=1e-5)
    assert tally.lender_loss_usd == tally.bad_debt_usd == pytest.approx(387.8083916, abs=1e-5)
    assert tally.without_price.total() == 0
    assert list(replay.lending.by_hour) == [FIRST_DAY + 3 * DAY + BELL]


def test_a_gap_makes_exactly_this_bad_debt_of_the_stock(tmp_path):
    replay = replayed(tmp_path, [100.0] * 3 + [250.0] * 3, ONE_SHORT)
    borrowed = 10_000 * 0.999 * 0.9 / (100 * 1.001 * 1.7)
    repaid = 10_000 * 1.001 * 0.95 / 250

    assert replay.lending.total.liquidations == 1
    assert replay.lending.total.repaid_usd == pytest.approx(repaid * 250)
    assert replay.lending.total.bad_debt_usd == pytest.approx((borrowed - repaid) * 250)


def test_a_smaller_gap_is_sold_until_the_account_is_healthy_and_costs_lenders_nothing(tmp_path):
    replay = replayed(tmp_path, [100.0] * 3 + [70.0] * 3, ONE_LONG)
    owed, sold_for = 100 * 100 * 0.999 * 0.42 / 1.001, 1.001 * 0.95
    sold = (owed * 1.05 - 7_000 * 0.55) / (sold_for * 1.05 - 0.55)

    assert (replay.lending.total.loans_opened, replay.lending.total.liquidations) == (1, 1)
    assert replay.lending.total.repaid_usd == pytest.approx(sold * sold_for, abs=1e-4)
    assert replay.lending.total.bad_debt_usd == 0


def test_a_loan_that_opens_on_a_weekend_is_smaller(tmp_path):
    saturday = FIRST_DAY + 5 * DAY
    open_market = replayed(tmp_path, [100.0] * 10, ONE_LONG)
    weekend = replayed(tmp_path, [100.0] * 10, ONE_LONG, start=saturday)

    owed_open, owed_weekend = (replay.lending.pools["USDC"].total_debt / 10**6 for replay in (open_market, weekend))
    assert owed_open == pytest.approx(4_195.8 / 1.001)
    friday_to_monday = (65.5) ** 0.5
    assert owed_weekend == pytest.approx(4_200 * (1 - 0.003 - 0.0186 * friday_to_monday) / 1.001, abs=1e-3)


def test_while_everybody_sleeps_nothing_is_sold_and_nothing_is_repaid_at_a_loss(tmp_path):
    replay = replayed(tmp_path, [100.0] * 3 + [40.0] * 40, with_keepers(awake_percent=0))

    assert (replay.lending.total.loans_opened, replay.lending.total.liquidations) == (1, 0)
    assert replay.lending.books[0].loans[0].fell_by == PRICE


def test_a_liquidator_waits_longer_while_the_market_is_closed(tmp_path):
    """Asleep when the price falls, he finds the account at night."""
    prices, scenario = [100.0] * 3 + [70.0] * 3, with_keepers(awake_percent=50)
    write_bars(tmp_path, "TSLA", sessions(prices))
    histories = {"TSLA": read_stock(tmp_path, "TSLA")}
    at = hours(list(histories.values()), FIRST_DAY, FOREVER)
    thursday = slice(67, 84, 8)  # 08:30, 16:30 and 00:30; the first hour is 13:30 on Monday

    def sleeps(seed):
        return asleep(scenario.keepers, seed, at, feeds(histories, scenario, at))[thursday]

    seed = next(seed for seed in range(100) if sleeps(seed) == [True, True, False])
    replay = replayed(tmp_path, prices, replace(scenario, seed=seed))

    # He wakes at 00:00 and marks at 00:30; 10 % are reached within the fourth hour.
    assert list(replay.lending.by_hour) == [FIRST_DAY + 4 * DAY + 3 * 3_600 + 1_800]


def test_interest_alone_liquidates_without_a_new_price_and_says_so(tmp_path):
    costly = dict.fromkeys(("base_rate_bps", "kink_rate_bps", "full_rate_bps"), 40_000)
    replay = replayed(tmp_path, [100.0] * DAYS, with_loans(long_accounts=70, **costly))

    without = replay.lending.total.without_price
    assert without[INTEREST] == without.total() > 20
    assert without[OTHER] == 0
    assert replay.lending.total.liquidations > without.total()  # the others were found when a price was printed


def test_the_insurance_pays_before_lenders_do(tmp_path):
    costly = dict.fromkeys(("base_rate_bps", "kink_rate_bps", "full_rate_bps"), 10_000)
    scenario = with_loans(reserve_factor_bps=5_000, **costly)
    total = replayed(tmp_path, [100.0] * 15 + [40.0] * 3, scenario).lending.total

    owed = 4_195.8 / 1.001
    lent, interest = owed / 0.8, owed * (math.exp(21 / 365) - 1)
    insurance = lent + interest - math.sqrt(lent * (lent + interest))  # half of the interest, and what that earns
    assert 0 < total.lender_loss_usd < total.bad_debt_usd
    assert total.bad_debt_usd - total.lender_loss_usd == pytest.approx(insurance, rel=1e-4)


def test_no_account_that_is_liquidatable_is_overlooked(tmp_path):
    prices = [100.0 * (1 + 0.25 * (-1) ** day * (day % 7) / 7) for day in range(DAYS)]
    write_bars(tmp_path, "TSLA", sessions(prices))
    scenario = replace(with_keepers(awake_percent=0), loans=replace(FREE, long_accounts=20, short_accounts=20))
    replay = Replay({"TSLA": read_stock(tmp_path, "TSLA")}, scenario, FIRST_DAY, FOREVER)

    found = 0
    for hour, _ in enumerate(replay.run()):
        for book in replay.lending.books:
            exact = {place for place, loan in enumerate(book.loans) if loan.held and book.is_liquidatable(loan, hour)}
            assert exact <= set(book.near(hour))
            found += len(exact)
    assert found > 100


def test_the_same_seed_gives_the_same_results_and_another_sleeps_at_other_times(tmp_path):
    prices = [100.0 + 4 * day % 37 for day in range(DAYS)]
    scenario = replace(with_keepers(awake_percent=50), loans=replace(FREE, long_accounts=20, short_accounts=20))
    one, again, other = (
        results.figures(replayed(tmp_path, prices, replace(scenario, seed=seed))) for seed in (1, 1, 2)
    )

    assert one == again != other
