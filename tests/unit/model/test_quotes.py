"""The model's ask, bid, fee and funding_rate, and its strike grid's bad input."""

from decimal import Decimal

import pytest

from evershare import model
from evershare.errors import InvalidInput, InvalidType

TERMS = ("60000", "60000", "call", "0.25")
MARKET = (*TERMS, "0.6", 7)
FAR = ("30000", "60000", "call", "0.25", "0.3", 1)  # worth nothing that a pool could live on
BEYOND = ("90000", "60000", "call", "0.25", "0.6", 7)


@pytest.mark.parametrize("utilisation", ["-0.01", "1.01", "NaN"])
def test_ask_refuses_a_utilisation_that_is_no_fraction(utilisation):
    with pytest.raises(InvalidInput, match=r"^utilisation: "):
        model.ask(*MARKET, utilisation)


def test_ask_refuses_a_float_of_sigma_by_its_name():
    with pytest.raises(InvalidType, match=r"^sigma_hi: "):
        model.ask(*TERMS, 0.6, 7, 0)


def test_ask_of_an_empty_pool_is_the_value():
    assert model.ask(*MARKET, 0) == model.option_value(*MARKET)


def test_ask_raises_sigma_with_the_square_of_utilisation():
    assert model.ask(*MARKET, "0.5") == model.option_value(*TERMS, Decimal("1.05"), 7)


def test_ask_is_never_below_half_a_per_cent_of_the_maximum():
    assert model.option_value(*FAR) < 1
    assert model.ask(*FAR, 0) == Decimal("75")


def test_ask_is_never_above_the_maximum():
    assert model.ask(*BEYOND, 1) == 15_000
    assert model.ask(*MARKET, 1, impact=10_000) <= 15_000


@pytest.mark.parametrize("spread", ["-0.01", "1.01"])
def test_bid_refuses_a_spread_that_is_no_fraction(spread):
    with pytest.raises(InvalidInput, match=r"^spread: "):
        model.bid(*MARKET, spread=spread)


def test_bid_takes_the_spread_off_the_value():
    expected = model.option_value(*MARKET) * Decimal("0.98")
    assert model.bid(*MARKET) == pytest.approx(expected, rel=Decimal("1e-27"), abs=0)


def test_bid_is_never_below_the_payoff():
    assert model.bid(*BEYOND) == 15_000


@pytest.mark.parametrize(
    ("index", "price", "value"), [("0", 1, 1), ("-1", 1, 1), (1, "-1", 1), (1, 1, "-1"), (1, "NaN", 1)]
)
def test_fee_refuses_negative_amounts(index, price, value):
    with pytest.raises(InvalidInput):
        model.fee(index, price, value)


def test_fee_is_three_basis_points_of_the_index():
    assert model.fee(60_000, 1_800, 1_760) == 18


@pytest.mark.parametrize(("price", "value"), [(40, 16), (16, 40)])
def test_fee_is_at_most_an_eighth_of_the_dearer_of_price_and_value(price, value):
    assert model.fee(60_000, price, value) == 5


def test_funding_pays_the_time_value_once_per_period():
    assert model.funding_rate(*MARKET) == pytest.approx(
        Decimal("251.569011812116884803560703311"), rel=Decimal("1e-26"), abs=0
    )


@pytest.mark.parametrize("market", [FAR, BEYOND])
def test_funding_is_at_least_the_rent_of_what_the_pool_locks(market):
    assert model.funding_rate(*market) == pytest.approx(Decimal(750) / 365, rel=Decimal("1e-27"), abs=0)


@pytest.mark.parametrize("step", [model.MAX_STEP + 1, -model.MAX_STEP - 1])
def test_strike_at_refuses_steps_beyond_the_ends(step):
    with pytest.raises(InvalidInput, match=r"^step: "):
        model.strike_at(step)


@pytest.mark.parametrize("step", [1.0, "1", True, None])
def test_strike_at_refuses_other_types(step):
    with pytest.raises(InvalidType, match=r"^step: "):
        model.strike_at(step)


@pytest.mark.parametrize("price", [0, "-1", "NaN", "x"])
def test_nearest_strike_refuses_what_is_no_positive_number(price):
    with pytest.raises(InvalidInput, match=r"^price: "):
        model.nearest_strike(price)
