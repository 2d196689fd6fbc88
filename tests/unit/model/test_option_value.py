"""The model's option_value and time_value: bad input first, then the published values."""

from decimal import Decimal, getcontext, localcontext

import pytest

from evershare import model
from evershare.errors import EvershareError, InvalidInput, InvalidType
from tests.support.options import vector_rows

GOOD = {"index": "60000", "strike": 60_000, "side": "call", "width": "0.25", "sigma": Decimal("0.6"), "period_days": 7}
NUMBERS = ("index", "strike", "width", "sigma", "period_days")
NOT_POSITIVE = (0, "0", -1, Decimal("-0.5"), "NaN", "sNaN", "Infinity", "-Infinity", "", "six", "1,5")
INPUTS = ("index", "strike", "side", "width", "sigma", "period_days")


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("number", NOT_POSITIVE)
def test_refuses_what_is_no_positive_number(name, number):
    with pytest.raises(InvalidInput, match=f"^{name}: ") as refused:
        model.option_value(**(GOOD | {name: number}))

    assert isinstance(refused.value, EvershareError)
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("number", [0.6, float("nan"), True, None, b"1", [1], (0, (1,), 0)])
def test_refuses_floats_and_other_types(name, number):
    with pytest.raises(InvalidType, match=f"^{name}: ") as refused:
        model.option_value(**(GOOD | {name: number}))

    assert isinstance(refused.value, EvershareError)
    assert isinstance(refused.value, TypeError)


def test_says_how_to_pass_a_float():
    with pytest.raises(InvalidType, match="sigma: a float is not exact; pass Decimal, str or int"):
        model.option_value(**(GOOD | {"sigma": 0.6}))


@pytest.mark.parametrize("side", ["Call", "c", "", None, True, 1, ["call"]])
def test_refuses_an_unknown_side(side):
    with pytest.raises(InvalidInput, match="side: must be 'call' or 'put'"):
        model.option_value(**(GOOD | {"side": side}))


def test_refuses_a_width_above_one():
    with pytest.raises(InvalidInput, match="width: must be at most 1"):
        model.option_value(**(GOOD | {"width": "1.01"}))


def test_takes_decimal_text_and_int_alike():
    as_decimals = {name: Decimal(number) if name != "side" else number for name, number in GOOD.items()}

    assert model.option_value(**GOOD) == model.option_value(**as_decimals)


def test_does_not_depend_on_the_callers_context_nor_change_it():
    expected = model.option_value(**GOOD)
    with localcontext(prec=5):
        assert model.option_value(**GOOD) == expected
        assert getcontext().prec == 5
    assert len(expected.as_tuple().digits) == 40


@pytest.mark.parametrize("row", vector_rows(), ids=lambda row: f"{row['side']}-{row['width'][:4]}-{row['index'][:8]}")
def test_the_value_is_the_published_one(row):
    arguments = [row[name] for name in INPUTS]
    published = {name: Decimal(row[name]) for name in ("value", "payoff", "max_payoff", "funding_per_day")}

    assert model.option_value(*arguments) == pytest.approx(published["value"], rel=Decimal("1e-27"), abs=0)
    assert model.payoff(*arguments[:4]) == pytest.approx(published["payoff"], rel=Decimal("1e-27"), abs=0)
    assert model.max_payoff(row["strike"], row["width"]) == published["max_payoff"]
    per_day = model.time_value(*arguments) / Decimal(row["period_days"])
    assert per_day == pytest.approx(published["funding_per_day"], rel=Decimal("1e-26"), abs=0)
