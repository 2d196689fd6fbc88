"""Reading and dividing numbers exactly, and the precision that the model works in."""

from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, InvalidOperation, localcontext
from functools import wraps
from typing import ParamSpec

from evershare.errors import InvalidInput, InvalidType

Number = Decimal | str | int

DIGITS = 40
# Twenty digits to lose in differences near the cap, and exponents so wide that no far tail underflows.
_WORKING = Context(prec=DIGITS + 20, Emin=MIN_EMIN, Emax=MAX_EMAX)
_RESULT = Context(prec=DIGITS, Emin=MIN_EMIN, Emax=MAX_EMAX)

_P = ParamSpec("_P")


def exactly(formula: Callable[_P, Decimal]) -> Callable[_P, Decimal]:
    """Run a formula with guard digits and round its result to 40, whatever the caller's decimal context is."""

    @wraps(formula)
    def rounded(*args: _P.args, **kwargs: _P.kwargs) -> Decimal:
        with localcontext(_WORKING):
            result = formula(*args, **kwargs)
        return _RESULT.plus(result)

    return rounded


def read_number(name: str, number: Number) -> Decimal:
    """A finite number.

    Raises InvalidType for a float, a bool or another type, InvalidInput for text that is no number, NaN or infinity.
    """
    if isinstance(number, float):
        raise InvalidType(f"{name}: a float is not exact; pass Decimal, str or int (such as '{number}')")
    if isinstance(number, bool) or not isinstance(number, Decimal | str | int):
        raise InvalidType(f"{name}: expected Decimal, str or int, got {type(number).__name__}")
    try:
        value = Decimal(number)
    except InvalidOperation:
        raise InvalidInput(f"{name}: {number!r} is not a number") from None
    if not value.is_finite():
        raise InvalidInput(f"{name}: must be finite, got {number}")
    return value


def read_positive(name: str, number: Number) -> Decimal:
    """A finite number above zero; raises like `read_number`."""
    value = read_number(name, number)
    if value <= 0:
        raise InvalidInput(f"{name}: must be above zero, got {number}")
    return value


def read_fraction(name: str, number: Number) -> Decimal:
    """A number from 0 to 1; raises like `read_number`."""
    value = read_number(name, number)
    if not 0 <= value <= 1:
        raise InvalidInput(f"{name}: must lie between 0 and 1, got {number}")
    return value


def ceil_div(numerator: int, denominator: int) -> int:
    """The quotient rounded up."""
    return -(-numerator // denominator)
