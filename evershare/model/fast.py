"""The formulas of `pricing` and `volatility` for whole arrays, in floating point: for measuring, never for settling.

Arguments are numpy arrays or numbers of one shape, in the units of `pricing`. They are not checked: what is not
positive gives nonsense. Results differ from the 40-digit model by rounding only (tests/unit/economics).
"""

from math import floor
from typing import NamedTuple

import numpy as np
from numpy import typing as npt

from evershare.model import pricing, strikes
from evershare.model.pricing import DAYS_A_YEAR, Side
from evershare.model.volatility import MAX_HOURLY_FACTOR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Values = Floats | float

# sigma0 is kept with nine decimals, rounded down, by more than floating point may lose; and the contract's 1.2 to the
# power of an hour is a wei short, so that a rise to a whole last decimal ends one before it.
_STORED, _NOISE, _SHORT = 1e9, 1e-5, 1 - 1e-13

HOURS_A_YEAR = DAYS_A_YEAR * 24
IMPACT, LEAST_ASK, SPREAD = float(pricing.IMPACT), float(pricing.LEAST_ASK), float(pricing.SPREAD)
FEE, MOST_FEE, RENT = float(pricing.FEE_BPS) / 10_000, float(pricing.MOST_FEE), float(pricing.RENT)


def payoff(index: Values, strike: Values, side: Side, width: float) -> Floats:
    """What one option pays when it is exercised at `index`."""
    inside = np.subtract(index, strike) if side == "call" else np.subtract(strike, index)
    return np.minimum(np.maximum(inside, 0.0), np.multiply(strike, width))


def time_value(index: Values, strike: Values, side: Side, width: float, sigma: Values, period_days: float) -> Floats:
    """The part of the value above the payoff."""
    u = np.sqrt(1 + 8 / (np.square(sigma) * (period_days / DAYS_A_YEAR)))
    cap = np.multiply(strike, 1 + width if side == "call" else 1 - width)
    held = np.minimum(index, cap) if side == "call" else np.maximum(index, cap)
    near = _everlasting(held, strike, u)
    if side == "put" and width == 1:
        return near
    outer = (1 + u) / 2 if side == "call" else (1 - u) / 2
    return np.maximum(near - _everlasting(cap, strike, u) * np.exp(outer * np.log(held / cap)), 0.0)


def option_value(index: Values, strike: Values, side: Side, width: float, sigma: Values, period_days: float) -> Floats:
    """The value of one option."""
    return payoff(index, strike, side, width) + time_value(index, strike, side, width, sigma, period_days)


def ask(
    index: Values, strike: Values, side: Side, width: float, sigma_hi: Values, period_days: float, utilisation: Values
) -> Floats:
    """The price at which a pool sells one option; `index` is the dearer edge."""
    most = np.multiply(strike, width)
    raised = np.multiply(sigma_hi, 1 + IMPACT * np.square(utilisation))
    value = option_value(index, strike, side, width, raised, period_days)
    return np.minimum(np.maximum(value, LEAST_ASK * most), most)


def bid(
    index: Values,
    strike: Values,
    side: Side,
    width: float,
    sigma_lo: Values,
    period_days: float,
    spread: float = SPREAD,
) -> Floats:
    """The price at which a pool takes one option back; `index` is the cheaper edge."""
    value = option_value(index, strike, side, width, sigma_lo, period_days)
    return np.maximum(payoff(index, strike, side, width), value * (1 - spread))


def fee(index: Values, price: Values, value: Values) -> Floats:
    """The fee on one option."""
    return np.minimum(np.multiply(index, FEE), MOST_FEE * np.maximum(price, value))


def funding_rate(index: Values, strike: Values, side: Side, width: float, sigma: Values, period_days: float) -> Floats:
    """What one option pays to its pool a day."""
    by_value = time_value(index, strike, side, width, sigma, period_days) / period_days
    return np.maximum(by_value, RENT / DAYS_A_YEAR * np.multiply(strike, width))


def nearest_strike(price: Values) -> Floats:
    """The strike of the grid at the least distance to each price."""
    grid = np.array([float(strikes.strike_at(step)) for step in range(-strikes.MAX_STEP, strikes.MAX_STEP + 1)])
    return grid[np.searchsorted((grid[:-1] + grid[1:]) / 2, price, side="right")]


class Terms(NamedTuple):
    """A market's terms of volatility, as in `volatility.Terms`; the half-life is in hours."""

    premium: float
    floor: float = 0.2
    cap: float = 2.5
    half_life: float = 72.0


class Quotes(NamedTuple):
    """sigma0, and what traders buy and sell at, at each hour just after that hour's sample."""

    sigma0: Floats
    high: Floats
    low: Floats


def volatility(index: Floats, terms: Terms, sigma: float) -> Quotes:
    """The quotes along an index that is sampled each hour, from a market that starts at `sigma`."""
    decay = 2 ** (-1 / terms.half_life)
    weighed = np.square(np.diff(np.log(index), prepend=np.log(index[0]))) * (np.log(2) * HOURS_A_YEAR / terms.half_life)
    variance = (sigma / terms.premium) ** 2
    factor = float(MAX_HOURLY_FACTOR)
    sigma0, target = np.empty(len(index)), np.empty(len(index))
    sigma0[0] = target[0] = sigma
    for hour, news in enumerate(weighed[1:].tolist(), start=1):
        variance = variance * decay + news
        target[hour] = min(max(terms.premium * variance**0.5, terms.floor), terms.cap)
        followed = min(max(target[hour], sigma / factor), sigma * factor * _SHORT)
        sigma = floor(followed * _STORED + _NOISE) / _STORED
        sigma0[hour] = sigma
    return Quotes(sigma0, np.maximum(sigma0, target), np.minimum(sigma0, target))


def _everlasting(index: Values, strike: Values, u: Values) -> Floats:
    exponent = np.where(np.greater_equal(index, strike), (1 - u) / 2, (1 + u) / 2)
    return np.asarray(np.divide(strike, u) * np.exp(exponent * np.log(np.divide(index, strike))))
