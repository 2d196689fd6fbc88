"""InterestRateModel: which curves exist, and what they say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evershare.model.credit import RateCurve
from tests.support.reverts import reverts

PERCENT = 10**16
CURVE = RateCurve(PERCENT, 90 * PERCENT, 6 * PERCENT, 100 * PERCENT)


@pytest.fixture(scope="module")
def deploy(accounts, module_isolation, InterestRateModel):
    return lambda *curve: accounts[0].deploy(InterestRateModel, curve)


@pytest.fixture(scope="module")
def rates(deploy):
    return deploy(CURVE.base, CURVE.kink, CURVE.at_kink, CURVE.at_full)


@pytest.mark.parametrize("kink", [50 * PERCENT - 1, 98 * PERCENT + 1])
def test_refuses_a_kink_outside_its_bounds(deploy, kink):
    with reverts("KinkOutOfRange", kink, 50 * PERCENT, 98 * PERCENT):
        deploy(0, kink, 0, 0)


@pytest.mark.parametrize("rates", [(2, 1, 3), (1, 3, 2), (0, 0, 500 * PERCENT + 1)])
def test_refuses_rates_that_fall_or_have_no_end(deploy, rates):
    base, at_kink, at_full = rates
    with reverts("RatesOutOfOrder", base, at_kink, at_full, 500 * PERCENT):
        deploy(base, 90 * PERCENT, at_kink, at_full)


@pytest.mark.parametrize(
    ("cash", "debt", "rate"),
    [
        (0, 0, PERCENT),
        (100, 0, PERCENT),
        (55, 45, 35 * PERCENT // 10),
        (10, 90, 6 * PERCENT),
        (5, 95, 53 * PERCENT),
        (0, 1, 100 * PERCENT),
        (2**128, 2**128, PERCENT + 5 * PERCENT * 5 // 9),
    ],
)
def test_rises_to_the_kink_and_beyond_it(rates, cash, debt, rate):
    assert rates.ratePerYear(cash, debt) == rate


@settings(max_examples=40)
@given(cash=st.integers(0, 2**128), debt=st.integers(0, 2**128))
def test_agrees_with_the_model(rates, cash, debt):
    assert rates.ratePerYear(cash, debt) == CURVE.rate_per_year(cash, debt)


def test_the_curve_can_be_read(rates):
    assert tuple(map(int, rates.curve())) == (CURVE.base, CURVE.kink, CURVE.at_kink, CURVE.at_full)


def test_the_bounds_can_be_read(rates):
    assert (rates.MIN_KINK(), rates.MAX_KINK(), rates.MAX_RATE()) == (50 * PERCENT, 98 * PERCENT, 500 * PERCENT)
