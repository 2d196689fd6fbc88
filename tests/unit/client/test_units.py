"""Amounts that are malformed, and those that are not."""

from decimal import Decimal

import pytest

from evershare.client.units import from_units, to_bps, to_units
from evershare.errors import InvalidInput, InvalidType


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("", "amount: '' is not a number"),
        ("5,5", "amount: '5,5' is not a number"),
        ("all", "amount: 'all' is not a number"),
        ("NaN", "amount: must be finite, got NaN"),
        ("0", "amount: must be above zero, got 0"),
        ("-1", "amount: must be above zero, got -1"),
        ("0.0000001", "amount: 0.0000001 has more than 6 decimals"),
        ("1e80", "amount: 1e80 is more than a token can have"),
    ],
)
def test_refuses(amount, message):
    with pytest.raises(InvalidInput) as caught:
        to_units("amount", amount, 6)
    assert str(caught.value) == message


@pytest.mark.parametrize("amount", [0.1, True, None, b"1"])
def test_refuses_types_that_are_not_exact(amount):
    with pytest.raises(InvalidType):
        to_units("amount", amount, 6)


@pytest.mark.parametrize("fraction", ["-0.1", "1.01", "0.00005"])
def test_refuses_fractions_that_are_none(fraction):
    with pytest.raises(
        InvalidInput, match=f"width: must lie between 0 and 1 with at most four decimals, got {fraction}"
    ):
        to_bps("width", fraction)


@pytest.mark.parametrize(
    ("amount", "decimals", "units"),
    [
        ("1", 6, 10**6),
        (7, 0, 7),
        (Decimal("0.000001"), 6, 1),
        ("123456789.123456789123456789", 18, 123456789123456789123456789),
    ],
)
def test_is_exact_both_ways(amount, decimals, units):
    assert to_units("amount", amount, decimals) == units
    assert from_units(units, decimals) == Decimal(amount)


def test_widths_are_basis_points():
    assert to_bps("width", "0.25") == 2_500
