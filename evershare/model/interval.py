"""The oracle's interval arithmetic in whole numbers: the same units and rounding as ``IntervalMath``.

Prices are in USD WAD per whole token, ``below`` and ``above`` in 1e-9, base in bps, drift in bps per sqrt(hour),
ages in seconds.
"""

from math import isqrt
from typing import NamedTuple

from evershare.model.numbers import ceil_div

WAD = 10**18
NANO = 10**9
BPS = 10**4
MAX_HALF = 9 * 10**17
SECONDS_PER_HOUR = 3_600


class Interval(NamedTuple):
    """What a price may be: 0 < lo <= mid <= hi, WAD."""

    lo: int
    mid: int
    hi: int


ONE = Interval(WAD, WAD, WAD)


def half_width_up(base: int, drift: int, age: int) -> int:
    """WAD of min(base + drift * sqrt(hours), 90 %), rounded up."""
    return min(base * WAD // BPS + drift_up(drift, age), MAX_HALF)


def drift_up(drift: int, age: int) -> int:
    """WAD of drift * sqrt(hours), rounded up."""
    return ceil_div(drift * (isqrt(age * WAD * WAD // SECONDS_PER_HOUR) + 1), BPS) if age else 0


def around(mid: int, below: int, above: int, half: int) -> Interval:
    """The interval around an observation: lo rounded down (but at least 1 wei), hi rounded up."""
    scale = NANO * WAD
    lo = mid * (NANO - below) * (WAD - half) // scale
    return Interval(max(lo, 1), mid, ceil_div(mid * (NANO + above) * (WAD + half), scale))


def index(base: Interval, quote: Interval) -> Interval:
    """The interval of ``base`` in ``quote``; lo rounded down, hi rounded up, none below 1 wei."""
    lo = base.lo * WAD // quote.hi
    mid = base.mid * WAD // quote.mid
    return Interval(max(lo, 1), max(mid, 1), ceil_div(base.hi * WAD, quote.lo))
