"""What a pool earns by writing at-the-money options that are held for a week, per cover and year."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evershare.economics.markets import FIRST_SIGMA, WARM_UP, Market
from evershare.history import DAY, HOUR
from evershare.model import fast
from evershare.model.fast import Floats, Ints, Quotes, Terms
from evershare.model.pricing import DAYS_A_YEAR, Side

WIDTHS = (0.25, 0.5, 1.0)
PREMIUMS = (1.0, 1.2, 1.4)
SIDES: tuple[Side, Side] = ("call", "put")
PERIOD_DAYS = 7.0
HELD = 7 * DAY // HOUR  # hours
OPENING_HOUR = 16 * HOUR  # UTC: New York is open at it all year
EDGE = 0.001  # a leg's base, at both ends of a trade: 10 bps, signed prices
POOL_SHARE = 0.5  # of fees


@dataclass(frozen=True)
class Cohorts:
    """Options opened at one hour of many days and held for a week: a row for each, with an hour a column."""

    opened_at: Ints
    strike: Floats  # a column
    index: Floats
    sigma0: Floats
    high: Floats
    low: Floats


@dataclass(frozen=True)
class Earnings:
    """What writing one kind of option earned, in fractions of its cover, one figure for each week that was held."""

    market: str
    side: str
    width: float
    premium: float
    opened_at: Ints
    weekly: Floats
    quoted: Floats  # the same at the pool's real prices

    @property
    def a_year(self) -> float:
        """The mean of the weeks, times the weeks of a year."""
        return float(self.weekly.mean()) * DAYS_A_YEAR / 7

    @property
    def quoted_a_year(self) -> float:
        """The same with edges, spread and the pool's half of fees."""
        return float(self.quoted.mean()) * DAYS_A_YEAR / 7

    @property
    def worst_week(self) -> float:
        """The least of the weeks."""
        return float(self.weekly.min())


def earnings(market: Market) -> Iterator[Earnings]:
    """Calls, puts and straddles at each width and premium."""
    for premium in PREMIUMS:
        terms = Terms(premium)
        cohorts = cohorts_of(market, fast.volatility(market.index, terms, FIRST_SIGMA))
        for width in WIDTHS:
            sides = [_write(cohorts, side, width, legs=1 + (market.base != "USD")) for side in SIDES]
            both = tuple((call + put) / 2 for call, put in zip(*sides, strict=True))
            for name, (bare, quoted) in zip((*SIDES, "straddle"), (*sides, both), strict=True):
                yield Earnings(market.name, name, width, premium, cohorts.opened_at, bare, quoted)


def cohorts_of(market: Market, quotes: Quotes) -> Cohorts:
    """One option a day on which the market is open at 16:00 UTC, at the strike nearest to the index."""
    hours = np.arange(len(market.at))
    starts = (hours >= WARM_UP) & (hours + HELD < len(hours)) & (market.at % DAY == OPENING_HOUR) & market.is_trading
    held = np.flatnonzero(starts)[:, None] + np.arange(HELD + 1)
    index = market.index[held]
    series = (series[held] for series in quotes)
    return Cohorts(market.at[held[:, 0]], fast.nearest_strike(index[:, :1]), index, *series)


def _write(cohorts: Cohorts, side: Side, width: float, legs: int) -> tuple[Floats, Floats]:
    """A week's result for the pool as a fraction of the cover: at value, and at its real prices."""
    index, strike, most = cohorts.index, cohorts.strike, cohorts.strike[:, 0] * width
    value = fast.option_value(index, strike, side, width, cohorts.sigma0, PERIOD_DAYS)
    ended = _ended(fast.payoff(index, strike, side, width) >= strike * width)
    rates = fast.funding_rate(index, strike, side, width, cohorts.sigma0, PERIOD_DAYS) / 24
    funding = np.where(np.arange(HELD) < ended[:, None], rates[:, :-1], 0.0).sum(axis=1)
    rows = np.arange(len(index))
    bare = value[:, 0] + funding - value[rows, ended]

    dearer = (1 + EDGE * legs) if side == "call" else (1 - EDGE * legs)
    first, last, at = index[:, 0], index[rows, ended], strike[:, 0]
    paid = fast.ask(first * dearer, at, side, width, cohorts.high[:, 0], PERIOD_DAYS, 0.0)
    back = fast.bid(last / dearer, at, side, width, cohorts.low[rows, ended], PERIOD_DAYS)
    fees = fast.fee(first, paid, value[:, 0]) + fast.fee(last, back, value[rows, ended])
    return bare / most, (paid + funding - back + POOL_SHARE * fees) / most


def _ended(is_capped: np.typing.NDArray[np.bool_]) -> Ints:
    """The hour in which the holder closes: the first at which the option pays its most, or the last."""
    return np.where(is_capped.any(axis=1), is_capped.argmax(axis=1), HELD)
