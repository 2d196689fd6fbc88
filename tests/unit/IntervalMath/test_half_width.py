"""``IntervalMath``: how far an interval reaches, and a band, as the model says it to the unit; and what times does."""

from typing import Any

import pytest

from evershare.model.interval import drift_up, half_width_up
from tests.support.oracle import DAY, HOUR

DRIFTS = (0, 1, 192, 1_023, 4 * 2_047)  # bps per sqrt(hour)
AGES = (0, 1, HOUR - 1, HOUR, 7 * DAY, 2**40 - 1)


@pytest.mark.parametrize("drift", DRIFTS)
@pytest.mark.parametrize("age", AGES)
def test_a_band_grows_with_the_root_of_the_age(maths: Any, drift: int, age: int) -> None:
    assert maths.driftUp(drift, age) == drift_up(drift, age)


@pytest.mark.parametrize("base", [0, 10, 1_023])
@pytest.mark.parametrize("drift", DRIFTS[:-1])
@pytest.mark.parametrize("age", AGES)
def test_an_interval_does_so_from_its_base_to_90_percent(maths: Any, base: int, drift: int, age: int) -> None:
    assert maths.halfWidthUp(base, drift, age) == half_width_up(base, drift, age) <= 9 * 10**17


@pytest.mark.parametrize(
    ("ends", "factor", "scaled"),
    [
        ((10, 11, 12), 15 * 10**17, (15, 16, 18)),
        ((11, 11, 11), 15 * 10**17, (16, 16, 17)),  # the lower end down, the upper one up
        ((1, 3, 5), 10**17, (1, 0, 1)),
    ],
)
def test_times_a_factor(maths: Any, ends: tuple[int, int, int], factor: int, scaled: tuple[int, int, int]) -> None:
    assert tuple(maths.times(ends, factor)) == scaled
