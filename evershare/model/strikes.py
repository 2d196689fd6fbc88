"""The grid of strikes: powers of 1.05, rounded half up to five significant digits, in settlement token per base."""

from bisect import bisect_left
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import NamedTuple

from evershare.errors import InvalidInput, InvalidType
from evershare.model.numbers import Number, read_positive

MAX_STEP = 424
_RATIO = Decimal("1.05")
_POWER = Context(prec=60)
_ROUNDED = Context(prec=5, rounding=ROUND_HALF_UP)


def strike_at(step: int) -> Decimal:
    """The strike of a step from -424 to 424 (1.0369e-9 to 9.6441e8).

    Raises InvalidType for anything but an int, InvalidInput beyond the ends of the grid.
    """
    if isinstance(step, bool) or not isinstance(step, int):
        raise InvalidType(f"step: expected int, got {type(step).__name__}")
    if abs(step) > MAX_STEP:
        raise InvalidInput(f"step: must lie between -{MAX_STEP} and {MAX_STEP}, got {step}")
    return _grid()[step + MAX_STEP]


def nearest_strike(price: Number) -> Decimal:
    """The strike at the least distance to `price`: the higher of two at equal distance, the end of the grid beyond it.

    A strike is on the grid when it is its own nearest. Raises InvalidType or InvalidInput unless it is positive.
    """
    target = read_positive("price", price)
    grid = _grid()
    at = bisect_left(grid, target)
    if at == 0:
        return grid[0]
    if at == len(grid):
        return grid[-1]
    below, above = grid[at - 1], grid[at]
    midpoint = _POWER.divide(_POWER.add(below, above), 2)
    return below if target < midpoint else above


class DollarCall(NamedTuple):
    """A call on a stock in the words of its index pair: a put on the dollar, settled in the stock's token."""

    strike: Decimal  # tokens per dollar, on the grid
    size: Decimal  # dollars
    dollar_strike: Decimal  # what the strike is in dollars per token


def dollar_call(dollar_strike: Number, shares: Number) -> DollarCall:
    """The put on USD/stock that pays what a call on `shares` tokens pays, with a strike near `dollar_strike`.

    At a price P it pays `shares * (1 - S / P)` tokens, which are worth `shares * (P - S)` dollars: a pool that writes
    it has sold covered calls. Raises InvalidType or InvalidInput unless both are positive.
    """
    wanted, tokens = read_positive("dollar_strike", dollar_strike), read_positive("shares", shares)
    strike = nearest_strike(_POWER.divide(Decimal(1), wanted))
    return DollarCall(strike, _POWER.divide(tokens, strike), _POWER.divide(Decimal(1), strike))


@cache
def _grid() -> tuple[Decimal, ...]:
    return tuple(_ROUNDED.plus(_POWER.power(_RATIO, step)) for step in range(-MAX_STEP, MAX_STEP + 1))
