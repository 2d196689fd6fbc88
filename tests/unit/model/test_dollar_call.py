"""evershare.model.dollar_call"""

from decimal import Decimal

import pytest

from evershare.errors import InvalidInput, InvalidType
from evershare.model import dollar_call, nearest_strike, payoff


@pytest.mark.parametrize("wrong", [0, -1])
def test_what_is_not_positive(wrong):
    with pytest.raises(InvalidInput, match="dollar_strike"):
        dollar_call(wrong, 1)
    with pytest.raises(InvalidInput, match="shares"):
        dollar_call(240, wrong)


def test_a_float():
    with pytest.raises(InvalidType, match="dollar_strike"):
        dollar_call(240.0, 1)


@pytest.mark.parametrize("price", ["200", "245", "300", "390"])
def test_its_payoff_is_a_calls(price):
    """In dollars, at the strike that the grid has, up to the cap of the put."""
    call = dollar_call("240", 40)
    assert call.strike == nearest_strike(1 / Decimal(240))
    tokens = payoff(1 / Decimal(price), call.strike, "put", "0.5") * call.size
    expected = max(Decimal(price) - call.dollar_strike, Decimal(0)) * 40
    assert abs(tokens * Decimal(price) - expected) < Decimal("1e-20")
