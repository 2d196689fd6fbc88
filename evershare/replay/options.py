"""Option pools and their buyers, hour by hour, by the rules of docs/design.md, section 5, in floating point.

Amounts are in units of the settlement token and rounded as the contracts round, where floating point is that fine.
Prices are in settlement tokens per base, sizes in units of the base, times in hours since the first.
"""

from dataclasses import dataclass, field
from math import ceil, floor
from typing import NamedTuple

from evershare.model import fast
from evershare.model.fast import HOURS_A_YEAR, Quotes
from evershare.model.interval import BPS
from evershare.model.pricing import Side
from evershare.replay.clock import Index
from evershare.replay.scenario import USDC

MOST_RESERVE, MOST_CALL_RESERVE, LEAST_SERIES_RESERVE = 0.9, 0.6, 0.005  # of a pool's cash
MOST_SERIES = 64
REWARD_BPS = 100  # of what a keeper collects
AHEAD = 8 * 24  # hours for which a series' values are worked out at a time


@dataclass(frozen=True)
class Market:
    """An index, its volatility and its terms."""

    name: str
    index: Index
    quotes: Quotes
    spread: float
    period_days: float
    mids: list[float] = field(init=False)  # of the index

    def __post_init__(self) -> None:
        object.__setattr__(self, "mids", self.index.mid.tolist())


class Terms(NamedTuple):
    """What tells the series of a pool apart."""

    market: str
    side: Side
    width: float
    strike: float


@dataclass
class Series:
    """Options of the same terms: what one is worth at this hour, the funding it has owed so far, and the stored rate.

    Values are at mid and sigma0; `move_to` each hour before they are read.
    """

    terms: Terms
    market: Market
    size: float = 0.0
    holders: int = 0
    payoff: float = 0.0
    time_value: float = 0.0
    moved: float = 0.0  # the payoff, since the hour before
    funding: float = 0.0
    rate: float = 0.0  # an hour
    touched: int = 0
    _hour: int = -1
    _from: int = 0
    _ahead: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.most = self.terms.strike * self.terms.width  # that one option can pay
        self._rent = fast.RENT * self.most / HOURS_A_YEAR

    @property
    def value(self) -> float:
        """What one option is worth."""
        return self.payoff + self.time_value

    def move_to(self, hour: int) -> None:
        """Know the values of an hour."""
        if hour == self._hour:
            return
        if not 0 <= hour - self._from < len(self._ahead):
            self._look_ahead(hour)
        before, self._hour = self.payoff, hour
        self.payoff, self.time_value = self._ahead[hour - self._from]
        self.moved = self.payoff - before

    def touch(self, hour: int) -> None:
        """Elapsed time at the stored rate, and only then this hour's rate."""
        self.funding += self.rate * (hour - self.touched)
        self.touched = hour
        self.rate = max(self.time_value / (self.market.period_days * 24), self._rent)

    def _look_ahead(self, hour: int) -> None:
        _, side, width, strike = self.terms
        ahead = slice(hour, hour + AHEAD)
        index, sigma = self.market.index.mid[ahead], self.market.quotes.sigma0[ahead]
        payoffs = fast.payoff(index, strike, side, width)
        time_values = fast.time_value(index, strike, side, width, sigma, self.market.period_days)
        self._from, self._ahead = hour, list(zip(payoffs.tolist(), time_values.tolist(), strict=True))


@dataclass
class Margin:
    """A buyer's account: its balance, and the one position that it may hold."""

    balance: int = 0
    series: Series | None = None
    size: float = 0.0
    paid_to: float = 0.0  # the series' funding up to which it has paid

    @property
    def owed(self) -> float:
        """Funding that is due since then, in settlement tokens."""
        return self.size * (self.series.funding - self.paid_to) if self.series else 0.0


class Refused(Exception):  # noqa: N818
    """The pool may not write that."""


@dataclass
class OptionPool:
    """A pool: its cash, and what it has written. The fees of the protocol and the keeper go elsewhere."""

    token: str
    unit: int  # how many make a whole token
    cash: int
    series: dict[Terms, Series] = field(default_factory=dict)
    fees: int = 0  # the protocol's part
    rewards: int = 0
    collected: int = 0
    uncollected: int = 0
    unpaid: int = 0  # winners who got less than they were owed

    def reserve(self, *, calls_only: bool = False) -> float:
        """What is locked."""
        written = self.series.values()
        return sum(s.size * s.most for s in written if s.terms.side == "call" or not calls_only) * self.unit

    @property
    def value(self) -> float:
        """Cash less what the series are worth."""
        return self.cash - sum(series.size * series.value for series in self.series.values()) * self.unit

    def move_to(self, hour: int) -> None:
        """Know the values of an hour."""
        for series in self.series.values():
            series.move_to(hour)

    def settle(self, margin: Margin, hour: int) -> None:
        """A keeper collects the funding of a position."""
        assert margin.series
        margin.series.touch(hour)
        self._collect(margin, hour, is_kept=True)

    def open(self, margin: Margin, market: Market, terms: Terms, size: float, hour: int) -> int:
        """Sell `size` options to an account without a position. Returns its cost; Refused without cover for it."""
        series = self.series.get(terms) or Series(terms, market)
        price, fee_per_unit = self.ask(market, terms, hour, self._cover(series, size))
        premium, fee = ceil(price * size * self.unit), ceil(fee_per_unit * size * self.unit)
        series.move_to(hour)
        series.touch(hour)
        self.series[terms] = series
        series.size += size
        series.holders += 1
        margin.series, margin.size, margin.paid_to = series, size, series.funding
        self.cash += premium + fee - self._protocols(fee)
        self.fees += self._protocols(fee)
        margin.balance -= premium + fee
        return premium + fee

    def close(self, margin: Margin, hour: int) -> int:
        """Take a whole position back at the bid, less funding that its balance does not pay. Returns the payout."""
        series, size = margin.series, margin.size
        assert series
        series.touch(hour)
        self._collect(margin, hour, is_kept=False)
        price, fee_per_unit = self.bid(series.market, series.terms, hour)
        gross, owed = floor(price * size * self.unit), ceil(margin.owed * self.unit)
        funding = min(owed, gross)
        fee = min(ceil(fee_per_unit * size * self.unit), gross - funding)
        due = gross - funding - fee
        payout = min(due, self.cash)
        self.unpaid += payout < due
        self.uncollected += owed - funding
        self.collected += funding
        self._reduce(margin, size)
        self.cash -= payout + self._protocols(fee)
        self.fees += self._protocols(fee)
        margin.balance += payout
        return payout

    @staticmethod
    def ask(market: Market, terms: Terms, hour: int, utilisation: float) -> tuple[float, float]:
        """(price, fee) of one option for who buys, at the edge that is dearer."""
        _, side, width, strike = terms
        edge = float((market.index.hi if side == "call" else market.index.lo)[hour])
        sigma = market.quotes.high[hour]
        price = float(fast.ask(edge, strike, side, width, sigma, market.period_days, utilisation))
        return price, float(fast.fee(edge, price, 0.0))

    @staticmethod
    def bid(market: Market, terms: Terms, hour: int) -> tuple[float, float]:
        """(price, fee) of one option for who sells, at the edge that is cheaper."""
        _, side, width, strike = terms
        edge = float((market.index.lo if side == "call" else market.index.hi)[hour])
        option = (edge, strike, side, width, market.quotes.low[hour], market.period_days)
        price = float(fast.bid(*option, market.spread))
        return price, float(fast.fee(edge, price, fast.option_value(*option)))

    @staticmethod
    def _protocols(fee: int) -> int:
        return fee // 2

    def _cover(self, series: Series, size: float) -> float:
        """The mean of reserve / cash before and after."""
        more, before = size * series.most * self.unit, self.reserve()
        calls = self.reserve(calls_only=True) + more if series.terms.side == "call" else 0.0
        if (
            before + more > MOST_RESERVE * self.cash
            or (self.token != USDC and calls > MOST_CALL_RESERVE * self.cash)
            or (not series.size and (more < LEAST_SERIES_RESERVE * self.cash or len(self.series) >= MOST_SERIES))
        ):
            raise Refused
        return (2 * before + more) / (2 * self.cash)

    def _collect(self, margin: Margin, hour: int, *, is_kept: bool) -> None:
        """What the balance pays; only a keeper's touch shrinks the position for the rest, and earns a reward."""
        series = margin.series
        assert series
        owed = ceil(margin.owed * self.unit)
        collected = min(owed, margin.balance)
        shortfall = owed - collected
        reward = collected * REWARD_BPS // BPS if is_kept else 0
        margin.balance -= collected
        self.cash += collected - reward
        self.rewards += reward
        self.collected += collected
        if not shortfall:
            margin.paid_to = series.funding
        elif is_kept and series.market.index.is_tight[hour]:
            margin.paid_to = series.funding
            self._shrink(margin, shortfall)
        elif collected:
            margin.paid_to = series.funding - shortfall / (margin.size * self.unit)

    def _shrink(self, margin: Margin, shortfall: int) -> None:
        """The position gives up size that is worth what it owes; all of it when it is not worth more."""
        assert margin.series
        fair = margin.series.value * self.unit
        worth = floor(fair * margin.size)
        paid = min(shortfall, worth)
        self.collected += paid
        self.uncollected += shortfall - paid
        self._reduce(margin, shortfall / fair if paid < worth else margin.size)

    def _reduce(self, margin: Margin, size: float) -> None:
        series = margin.series
        assert series
        series.size -= size
        margin.size -= size
        if not margin.size:
            margin.series = None
            series.holders -= 1
        if not series.holders:  # then its slot is free
            del self.series[series.terms]
