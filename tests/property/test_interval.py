"""P1: 0 < lo <= mid <= hi, widening in time; and the Python twin answers what the contract does."""

from fractions import Fraction
from typing import Any

from brownie.test import given
from hypothesis import strategies as st

from evershare.model import interval as model

MIDS = st.one_of(st.integers(1, 1_000), st.integers(1, 2**96 - 1))
BELOWS = st.integers(0, model.NANO - 1)
ABOVES = st.integers(0, 2**32 - 1)
HALVES = st.integers(0, model.MAX_HALF)
BASES = st.integers(0, 3_000)
DRIFTS = st.integers(0, 2_000)
AGES = st.one_of(st.integers(0, 100), st.integers(0, 2**40 - 1))
WAD_SQUARED = model.WAD**2


@given(base=BASES, drift=DRIFTS, age=AGES)
def test_half_width(maths: Any, base: int, drift: int, age: int) -> None:
    half = int(maths.halfWidthUp(base, drift, age))

    assert half == model.half_width_up(base, drift, age)
    # Against the formula itself: (half - base)^2 = drift^2 * hours, from above and within 2 wei.
    if half < model.MAX_HALF:
        exact = Fraction(drift, model.BPS) ** 2 * Fraction(age, model.SECONDS_PER_HOUR) * WAD_SQUARED
        widening = half - base * model.WAD // model.BPS
        assert widening**2 >= exact
        assert widening < 2 or (widening - 2) ** 2 <= exact


@given(mid=MIDS, below=BELOWS, above=ABOVES, half=HALVES)
def test_around(maths: Any, mid: int, below: int, above: int, half: int) -> None:
    """P1: ordered and positive, and never narrower than the formula."""
    lo, middle, hi = map(int, maths.around(mid, below, above, half))

    assert (lo, middle, hi) == model.around(mid, below, above, half)
    assert 0 < lo <= middle == mid <= hi
    low, high = Fraction(model.WAD - half, model.WAD), Fraction(model.WAD + half, model.WAD)
    assert lo == 1 or lo <= mid * Fraction(model.NANO - below, model.NANO) * low < lo + 1
    assert hi - 1 < mid * Fraction(model.NANO + above, model.NANO) * high <= hi


@given(mid=MIDS, below=BELOWS, above=ABOVES, base=BASES, drift=DRIFTS, ages=st.tuples(AGES, AGES).map(sorted))
def test_widens_in_time(maths: Any, mid: int, below: int, above: int, base: int, drift: int, ages: list[int]) -> None:
    """P1: what is older is nowhere narrower."""
    young, old = (tuple(map(int, maths.around(mid, below, above, maths.halfWidthUp(base, drift, age)))) for age in ages)
    assert old[0] <= young[0]
    assert old[1] == young[1]
    assert old[2] >= young[2]


@st.composite
def intervals(draw: st.DrawFn) -> model.Interval:
    """Any interval that a price word can give."""
    return model.around(draw(MIDS), draw(BELOWS), draw(ABOVES), draw(HALVES))


@given(base=intervals(), quote=intervals())
def test_index(maths: Any, base: model.Interval, quote: model.Interval) -> None:
    """P1 for an index, at opposite edges of its legs."""
    lo, mid, hi = map(int, maths.index(base, quote))

    assert (lo, mid, hi) == model.index(base, quote)
    assert 0 < lo <= mid <= hi
    assert lo == 1 or lo <= Fraction(base.lo * model.WAD, quote.hi)
    assert hi >= Fraction(base.hi * model.WAD, quote.lo)
