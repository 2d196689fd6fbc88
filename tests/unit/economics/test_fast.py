"""The floating-point formulas against the 40-digit model."""

import itertools
import random
from decimal import Decimal

import numpy as np
import pytest

from evershare import model
from evershare.model import fast, volatility
from tests.support.options import vector_rows

OF_STRIKE = 1e-13  # what rounding may cost
ROWS = list(itertools.product(("20000", "48000", "60000", "66000", "90000"), ("call", "put"), ("0.25", "0.5", "1")))


@pytest.mark.parametrize("side", ["call", "put"])
@pytest.mark.parametrize("width", ["0.25", "0.5", "1"])
def test_values_are_the_models(side, width):
    rows = [row for row in vector_rows() if row["side"] == side and Decimal(row["width"]) == Decimal(width)]
    assert len(rows) >= 10
    index, strike, sigma, period, value, paid = (
        np.array([float(row[name]) for row in rows])
        for name in ("index", "strike", "sigma", "period_days", "value", "payoff")
    )
    found = [
        fast.option_value(y, k, side, float(width), s, t)
        for y, k, s, t in zip(index, strike, sigma, period, strict=True)
    ]

    assert (np.abs(np.array(found) - value) <= OF_STRIKE * strike).all()
    assert (np.abs(fast.payoff(index, strike, side, float(width)) - paid) <= OF_STRIKE * strike).all()


@pytest.mark.parametrize(("index", "side", "width"), ROWS)
def test_quotes_are_the_models(index, side, width):
    terms = (float(index), 60_000.0, side, float(width), 0.6, 7.0)
    exact = (index, 60_000, side, width, "0.6", 7)
    value = model.option_value(*exact)
    pairs = [
        (fast.ask(*terms, 0.4), model.ask(*exact, "0.4")),
        (fast.bid(*terms), model.bid(*exact)),
        (fast.funding_rate(*terms), model.funding_rate(*exact)),
        (fast.fee(float(index), 30.0, float(value)), model.fee(index, 30, value)),
    ]

    for found, expected in pairs:
        assert float(found) == pytest.approx(float(expected), rel=1e-12, abs=OF_STRIKE * 60_000)


def test_the_nearest_strike_is_the_models():
    seeded = random.Random(7)
    prices = [10 ** seeded.uniform(-10, 10) for _ in range(500)]
    prices += [float(model.strike_at(step)) for step in (-424, -1, 0, 1, 424)]

    assert list(fast.nearest_strike(np.array(prices))) == [float(model.nearest_strike(repr(p))) for p in prices]


def test_volatility_follows_the_models():
    seeded = random.Random(11)
    steps = [seeded.gauss(0, 0.01) for _ in range(200)] + [0.4, *[0.0] * 500]
    index = 200 * np.exp(np.cumsum([0.0, *steps]))
    quotes = fast.volatility(index, fast.Terms(1.2, 0.45, 2.0, 72.0), 0.6)
    terms = volatility.Terms(Decimal("1.2"), Decimal("0.45"), Decimal(2), 72 * 3_600)
    state = volatility.start(Decimal(float(index[0])), Decimal("0.6"), 0, terms)

    for hour, price in enumerate(index[1:].tolist(), start=1):
        state = volatility.sample(state, Decimal(price), hour * 3_600, terms)
        expected = volatility.quote(state, Decimal(price), terms)
        for found, wanted in zip(quotes, expected, strict=True):
            assert found[hour] == pytest.approx(float(wanted), rel=1e-11)
    assert quotes.sigma0.max() > 1.5
    assert quotes.sigma0.min() == pytest.approx(0.45)
