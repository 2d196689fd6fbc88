"""LendingPool.accrue, and interest in general"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evershare.model.credit import exp_wad
from tests.support.lending import DAY, LENT, YEAR


def test_nothing_is_due_without_a_debt(lending, supplied):
    lending.pass_time(YEAR)
    accrual = lending.pool.accrue(lending.as_("stranger"))
    assert "InterestAccrued" not in accrual.events
    assert "ReserveMinted" not in accrual.events
    assert lending.pool.debtIndex() == 10**27


def test_a_year_at_one_rate_is_its_exponential(lending, supplied):
    lending.borrow("trader", 450_000)
    lending.pass_time(YEAR)
    assert lending.pool.debtOf(lending.people["trader"]) == int(450_000 * Decimal("0.06").exp()) + 1
    assert lending.pool.totalDebt() == int(450_000 * Decimal("0.06").exp())


def test_the_views_say_what_the_accrual_books(lending, supplied):
    lending.borrow("trader", 450_000)
    lending.pass_time(30 * DAY)
    lending.chain.mine()
    seen = [lending.pool.totalDebt(), lending.pool.totalAssets(), lending.pool.reserve()]

    booked = lending.pool.accrue(lending.as_("stranger"))

    interest = booked.events["InterestAccrued"]
    assert interest["interest"] in (seen[0] - 450_000, seen[0] - 450_000 + 1)
    assert interest["reserved"] == interest["interest"] // 10
    assert interest["index"] == lending.pool.debtIndex()
    assert lending.pool.totalDebt() == 450_000 + interest["interest"]
    assert booked.events["ReserveMinted"]["assets"] == interest["reserved"]
    assert booked.events["ReserveMinted"]["shares"] == lending.pool.balanceOf(lending.people["insurance"])
    assert lending.pool.reserve() == 0
    assert lending.pool.totalAssets() == LENT + interest["interest"]


def test_minting_the_reserve_is_no_gain_or_loss_of_the_lenders(lending, supplied):
    """Never minted from nothing: the price of a share stays."""
    lending.borrow("trader", 450_000)
    lending.pass_time(YEAR)
    lending.pool.lend(lending.people["trader"], 1, lending.as_("ledger"))  # books the interest in the same second
    before = lending.pool.convertToAssets(10**18)

    lending.pool.accrue(lending.as_("stranger"))

    assert before <= lending.pool.convertToAssets(10**18) <= before * 1_000_001 // 1_000_000


@pytest.mark.parametrize("pokes", [2, 10])
def test_poking_changes_almost_nothing(lending, supplied, pokes):
    """The rate follows the debt's growth at each poke, and that is all."""
    lending.borrow("trader", 450_000)
    rate = lending.pool.borrowRate()
    for _ in range(pokes):
        lending.pass_time(DAY)
        lending.pool.accrue(lending.as_("stranger"))
    debt = lending.pool.totalDebt()
    untouched = 450_000 * (1 + Decimal(rate) * pokes * DAY / YEAR / 10**18)
    assert int(untouched) - 1 <= debt <= untouched * Decimal("1.001")


@given(x=st.integers(0, 20 * 10**18))
def test_the_models_exponential_is_exact(x):
    """Solady's approximation, in integers, against forty digits."""
    exact = (Decimal(x) / 10**18).exp() * 10**18
    assert abs(exp_wad(x) - exact) <= max(1, exact / 10**17)


def test_no_time_is_no_interest():
    assert exp_wad(0) == 10**18
