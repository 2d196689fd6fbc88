"""What somebody earns who knows each next opening price at the close before, against two rules for the interval.

Every night he buys one option on the stock, settled in USDC, at the edge of the interval in the first minute after the
close, and closes it at the opening print. He does so only when it profits.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evershare.economics import events
from evershare.economics.markets import FIRST_SIGMA
from evershare.economics.writing import EDGE, PERIOD_DAYS, POOL_SHARE, SIDES, WIDTHS
from evershare.history import DAY, HOUR, Bars, Sessions, prints_of, sessions_of
from evershare.model import fast
from evershare.model.fast import HOURS_A_YEAR, Floats, Ints
from evershare.model.pricing import DAYS_A_YEAR, Side

NAIVE, RULE = "from the close", "to the open"  # from when, or until when, the hours of the interval count
PREMIUM = 1.2
Z = 3.0  # of stocks
NANOS = 10_000
FIRST_MINUTE = 1 / 60  # hours
STRIKES = np.linspace(0.7, 1.4, 29)  # of the last price
FULL = 0.9  # of a pool's cash may be reserved
SIZES = (0.1, 0.3, 0.5, 0.7, FULL)  # of the pool's cash
WEEKEND = 2 * DAY

Bools = np.typing.NDArray[np.bool_]


@dataclass(frozen=True)
class Nights:
    """The nights of a stock: prices and volatilities at both ends, and the interval's half by both rules."""

    symbol: str
    sigma: float  # that the drift was set by
    drift: float  # per square root of an hour
    open_at: Ints
    close: Floats
    open: Floats
    high: Floats  # sigma_hi at the close
    low: Floats  # sigma_lo at the open
    half: dict[str, Floats]
    is_report: Bools
    is_weekend: Bools
    years: float


@dataclass(frozen=True)
class Gain:
    """What foresight gains each night, in fractions of the cover; where that is below zero it does not trade."""

    profit: Floats
    cost: Floats  # to the liquidity providers
    can_open: Bools
    is_weekend: Bools
    years: float

    @property
    def share(self) -> float:
        """The share of nights that profit."""
        return float(self._pays.mean())

    @property
    def cost_a_year(self) -> float:
        """What liquidity providers lose to it, in fractions of the cover a year."""
        return float(self.cost[self._pays].sum()) / self.years

    @property
    def weekend_share(self) -> float:
        """The share of weekends that profit."""
        return float(self._pays[self.is_weekend].mean())

    @property
    def weekend_cost_a_year(self) -> float:
        """The part of the cost that weekends make."""
        return float(self.cost[self._pays & self.is_weekend].sum()) / self.years

    @property
    def _pays(self) -> Bools:
        return self.can_open & (self.profit > 0)


def nights_of(bars: Bars) -> Nights:
    """The nights of a stock. The drift is set by what it moved in the first half of them, asleep or not."""
    sessions, prints = sessions_of(bars), prints_of(bars)
    at = np.arange(sessions.open_at[0], sessions.close_at[-1] + HOUR, HOUR)
    index = prints.latest(at)
    quotes = fast.volatility(index, fast.Terms(PREMIUM), FIRST_SIGMA)
    moves = np.diff(np.log(index[: len(index) // 2]))
    sigma = float(np.sqrt(np.square(moves).mean() * HOURS_A_YEAR))
    drift = float(np.ceil(Z * sigma / np.sqrt(HOURS_A_YEAR) * NANOS) / NANOS)
    seconds = sessions.open_at[1:] - sessions.close_at[:-1]
    closed = np.searchsorted(at, sessions.close_at[:-1])
    opened = np.searchsorted(at, sessions.open_at[1:])
    return Nights(
        bars.symbol,
        sigma,
        drift,
        sessions.open_at[1:],
        sessions.close[:-1],
        sessions.open[1:],
        quotes.high[closed],
        quotes.low[opened],
        {
            NAIVE: np.full(len(seconds), EDGE + drift * np.sqrt(FIRST_MINUTE)),
            RULE: EDGE + drift * np.sqrt(seconds / HOUR),
        },
        events.is_report(bars.symbol, sessions.close_at[:-1]),
        seconds >= WEEKEND,
        _years(sessions),
    )


def at_the_money(nights: Nights, rule: str, width: float) -> tuple[Floats, Floats]:
    """(profit, cost) of the right at-the-money option of one width, in a size that does not move the price."""
    return _best(_trade(nights, rule, side, width, nights.close, 0.0) for side in SIDES)


def at_best(nights: Nights, rule: str) -> tuple[Floats, Floats]:
    """(profit, cost) of the best of all sides, strikes, widths and sizes, in fractions of a whole pool."""
    return _best(
        tuple(result * size for result in _trade(nights, rule, side, width, nights.close * strike, size))
        for side in SIDES
        for width in WIDTHS
        for strike in STRIKES
        for size in SIZES
    )


def _trade(nights: Nights, rule: str, side: Side, width: float, strike: Floats, size: float) -> tuple[Floats, Floats]:
    """(profit, cost to the pool) each night for one unit of cover; `size` is what it takes of an empty pool's cash."""
    sign = 1 if side == "call" else -1
    dearer = nights.close * (1 + sign * nights.half[rule])
    cheaper = nights.open * (1 - sign * EDGE)
    paid = fast.ask(dearer, strike, side, width, nights.high, PERIOD_DAYS, size / 2)
    back = fast.bid(cheaper, strike, side, width, nights.low, PERIOD_DAYS)
    fees = sum(
        fast.fee(index, price, fast.option_value(index, strike, side, width, sigma, PERIOD_DAYS))
        for index, price, sigma in ((nights.close, paid, nights.high), (nights.open, back, nights.low))
    )
    most = strike * width
    return (back - paid - fees) / most, (back - paid - POOL_SHARE * fees) / most


def _best(trades: Iterator[tuple[Floats, ...]]) -> tuple[Floats, Floats]:
    """Each night the trade of the highest profit."""
    profit, cost = next(trades)
    for other, its_cost in trades:
        profit, cost = np.maximum(profit, other), np.where(other > profit, its_cost, cost)
    return profit, cost


def _years(sessions: Sessions) -> float:
    return float(sessions.close_at[-1] - sessions.open_at[0]) / (DAYS_A_YEAR * DAY)
