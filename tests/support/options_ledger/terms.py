"""What markets, series and pools are made of, in the contracts' units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from evershare.model.interval import Interval

WAD = 10**18
BPS = 10_000
YEAR_SECONDS = 365 * 86_400
MAX_TIGHT_RATIO_BPS = 10_200

# (index, strike, is_call, width, sigma, period_seconds) -> WAD
ValueOf = Callable[[int, int, bool, int, int, int], int]


class Refused(Exception):  # noqa: N818
    """The protocol must revert with the custom error of this name."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Sigmas(NamedTuple):
    """Yearly volatilities, WAD: for funding, for what traders buy, for what they sell."""

    sigma0: int
    high: int
    low: int


class Estimate(NamedTuple):
    """``VolatilityState``."""

    index: int
    variance: int
    sigma_nano: int
    sampled_at: int


class EstimateTerms(NamedTuple):
    """``VolatilityTerms``."""

    premium: int
    floor: int
    cap: int
    half_life: int


class Volatility(Protocol):
    """The arithmetic of the estimate."""

    def sample(self, state: Estimate, index: int, time: int, terms: EstimateTerms) -> Estimate: ...

    def sigmas(self, state: Estimate, index: int, terms: EstimateTerms) -> Sigmas: ...


class Moment(NamedTuple):
    """When a trade happens (Unix seconds) and the interval of its market's index then."""

    time: int
    index: Interval

    @property
    def is_tight(self) -> bool:
        return self.index.hi * BPS <= self.index.lo * MAX_TIGHT_RATIO_BPS


class Terms(NamedTuple):
    """``SeriesTerms``."""

    pool: str
    market_id: int
    strike: int
    width_bps: int
    is_call: bool

    @property
    def width(self) -> int:
        return self.width_bps * WAD // BPS

    @property
    def max_payoff(self) -> int:
        return self.strike * self.width // WAD

    def payoff(self, index: int) -> int:
        return min(max(index - self.strike if self.is_call else self.strike - index, 0), self.max_payoff)

    def dear_edge(self, index: Interval) -> int:
        return index.hi if self.is_call else index.lo

    def cheap_edge(self, index: Interval) -> int:
        return index.lo if self.is_call else index.hi


class Market(NamedTuple):
    """What the ledger needs of ``Market``: a period in seconds, WAD and bps."""

    period: int
    min_premium: int
    spread_bps: int
    fee_bps: int
    rent_bps: int
    slope_bps: int
    volatility: EstimateTerms


class Closing(NamedTuple):
    """The end of a market: when it may come, and what was fixed then; ``fixed_at`` is 0 before."""

    closes_at: int
    fixed_at: int = 0
    index: int = 0
    sigma: int = 0

    @property
    def moment(self) -> Moment:
        return Moment(self.fixed_at, Interval(self.index, self.index, self.index))


class Pool(NamedTuple):
    """Who writes options: anybody's pool that sets its own prices, or one person's whose signer does."""

    address: str
    owner: str = ""  # of a private pool

    @property
    def is_public(self) -> bool:
        return not self.owner


def market_of(values: tuple[Any, ...]) -> Market:
    """From the tuple that ``createMarket`` takes."""
    _base, _settlement, period, min_premium, spread, fee, rent, slope, premium, floor, cap, half_life, _status = values
    terms = EstimateTerms(*(bps * WAD // BPS for bps in (premium, floor, cap)), half_life * 3_600)
    return Market(period, min_premium, spread, fee, rent, slope, terms)


def ceil(numerator: int, denominator: int) -> int:
    """A quotient, rounded up."""
    return -(-numerator // denominator)
