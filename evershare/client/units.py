"""Amounts as people write them, and as contracts count them."""

from __future__ import annotations

from decimal import Decimal, localcontext

from evershare.errors import InvalidInput
from evershare.model.numbers import Number, read_number

WAD_DECIMALS = 18
BPS = 10_000
MAX_UINT256 = 2**256 - 1
SLIPPAGE = Decimal("0.01")
"""How much worse than quoted a trade may be, unless a limit is given."""
MAX = "max"
"""Instead of an amount: all that there is."""


def to_units(name: str, amount: Number, decimals: int) -> int:
    """An amount in whole tokens as the number of smallest units.

    InvalidType for a float, InvalidInput unless it is above zero and has no more decimals than the token.
    """
    value = read_number(name, amount)
    if value <= 0:
        raise InvalidInput(f"{name}: must be above zero, got {amount}")
    with localcontext() as context:
        context.prec = 120
        units = value.scaleb(decimals)
        if units != units.to_integral_value():
            raise InvalidInput(f"{name}: {amount} has more than {decimals} decimals")
        if units > MAX_UINT256:
            raise InvalidInput(f"{name}: {amount} is more than a token can have")
        return int(units)


def from_units(units: int, decimals: int = WAD_DECIMALS) -> Decimal:
    """A number of smallest units in whole tokens, exactly."""
    with localcontext() as context:
        context.prec = 120
        return Decimal(units).scaleb(-decimals).normalize() + 0


def to_wad(name: str, amount: Number) -> int:
    """A size, a price or a strike as contracts count it, with 18 decimals."""
    return to_units(name, amount, WAD_DECIMALS)


def to_bps(name: str, fraction: Number) -> int:
    """A fraction from 0 to 1, such as 0.25, in basis points. InvalidInput beyond, or between two of them."""
    value = read_number(name, fraction)
    bps = value * BPS
    if not 0 <= value <= 1 or bps != bps.to_integral_value():
        raise InvalidInput(f"{name}: must lie between 0 and 1 with at most four decimals, got {fraction}")
    return int(bps)


def from_bps(bps: int) -> Decimal:
    """Basis points as a fraction."""
    return from_units(bps, 4)
