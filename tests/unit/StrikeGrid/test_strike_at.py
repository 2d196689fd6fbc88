"""StrikeGrid.strikeAt, and its twin in the model, against exact fractions."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

import pytest
from brownie import PricingHarness, accounts

from evershare import model
from tests.support.options import WAD, wad
from tests.support.reverts import reverts

STEPS = range(-model.MAX_STEP, model.MAX_STEP + 1)


@pytest.fixture(scope="module")
def grid(module_isolation):
    return accounts[0].deploy(PricingHarness)


@pytest.mark.parametrize("step", [model.MAX_STEP + 1, -model.MAX_STEP - 1, 2**255 - 1, -(2**255)])
def test_reverts_beyond_the_ends(grid, step):
    with reverts("StepOffGrid", model.MAX_STEP):
        grid.strikesAt([step])


def test_every_strike_is_exact(grid):
    exact = [five_digits(Fraction(21, 20) ** step) for step in STEPS]

    assert [Fraction(model.strike_at(step)) for step in STEPS] == exact
    assert [Fraction(strike, WAD) for strike in grid.strikesAt(list(STEPS))] == exact


def test_strikes_rise_by_about_five_per_cent():
    strikes = [model.strike_at(step) for step in STEPS]

    ratios = [above / below for below, above in pairwise(strikes)]
    assert Decimal("1.0499") < min(ratios) < max(ratios) < Decimal("1.0501")
    assert wad(strikes[0]) == 1_036_900_000
    assert strikes[-1] == 964_410_000


def five_digits(number: Fraction) -> Fraction:
    """Rounded half up to five significant digits, in exact arithmetic."""
    unit = Fraction(1)
    while number / unit >= 100_000:
        unit *= 10
    while number / unit < 10_000:
        unit /= 10
    return floor(number / unit + Fraction(1, 2)) * unit
