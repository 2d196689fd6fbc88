"""A market's estimate of volatility, in exact decimal arithmetic: what the ``Volatility`` library is tested against.

Volatilities are yearly (``0.6``), an index is in plain units, times and half-lives are in seconds.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, localcontext
from typing import NamedTuple

SAMPLE_SECONDS = 1_800
MAX_HOURLY_FACTOR = Decimal("1.2")

_STORED = Decimal("1e-9")  # sigma0 is kept with so many decimals, rounded down
_SHORT = Decimal("1e-18")  # of what it may rise by, as the contract's power ends a wei below
_DIGITS = 40
_YEAR = 365 * 86_400


@dataclass(frozen=True)
class Terms:
    """How a market prices volatility: ``premium`` on what is measured, within ``floor`` and ``cap``."""

    premium: Decimal
    floor: Decimal
    cap: Decimal
    half_life: int


@dataclass(frozen=True)
class State:
    """The index of the last sample, the measured variance a year, sigma0, and when the sample was taken."""

    index: Decimal
    variance: Decimal
    sigma: Decimal
    sampled_at: int


class Quote(NamedTuple):
    """sigma0 for funding, ``high`` for what traders buy, ``low`` for what they sell."""

    sigma0: Decimal
    high: Decimal
    low: Decimal


def start(index: Decimal, sigma: Decimal, time: int, terms: Terms) -> State:
    """A market's first state: its variance is what ``sigma`` means."""
    with localcontext(prec=_DIGITS):
        return State(index, (sigma / terms.premium) ** 2, sigma, time)


def sample(state: State, index: Decimal, time: int, terms: Terms) -> State:
    """The state after one more sample; unchanged if the last is younger than 30 minutes."""
    elapsed = time - state.sampled_at
    if elapsed < SAMPLE_SECONDS:
        return state
    with localcontext(prec=_DIGITS):
        variance = state.variance * Decimal(2) ** (-Decimal(elapsed) / terms.half_life) + _weighed(state, index, terms)
        factor = MAX_HOURLY_FACTOR ** (Decimal(elapsed) / 3_600)
        followed = min(max(_target(variance, terms), state.sigma / factor), state.sigma * (factor - _SHORT))
        sigma = followed.quantize(_STORED, ROUND_DOWN)
    return State(index, variance, sigma, time)


def quote(state: State, index: Decimal, terms: Terms) -> Quote:
    """The volatilities to price with while the index is ``index``."""
    with localcontext(prec=_DIGITS):
        target = _target(state.variance, terms)
        alert = _target(state.variance + _weighed(state, index, terms), terms)
    return Quote(state.sigma, max(state.sigma, target, alert), min(state.sigma, target))


def _weighed(state: State, index: Decimal, terms: Terms) -> Decimal:
    """The squared log return since the last sample, as it counts for the variance."""
    return (index / state.index).ln() ** 2 * Decimal(2).ln() * _YEAR / terms.half_life


def _target(variance: Decimal, terms: Terms) -> Decimal:
    return min(max(terms.premium * variance.sqrt(), terms.floor), terms.cap)
