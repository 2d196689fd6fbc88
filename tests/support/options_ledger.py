"""The protocol's books, kept a second time: balances, positions, funding and reserve from docs/design.md, section 5.

Whole numbers in the contracts' units, rounded as the design says: against whoever trades. Three things come from
outside: the index interval at the moment of a trade (the oracle has tests of its own), the value of an option, and the
arithmetic of the volatility estimate, which the caller may take from the chain after holding them to `evershare.model`.
When a volatility is sampled, and which one prices what, is decided here. Nothing else is read back from the chain.

What the protocol must refuse raises `Refused` with the name of its error, and changes nothing.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from evershare.model.interval import Interval

WAD = 10**18
BPS = 10_000
YEAR_SECONDS = 365 * 86_400
FUNDING_DECIMALS = 36
FUNDING_SCALE = WAD * 10**FUNDING_DECIMALS
RATE_DECIMALS = 27

MAX_RESERVE_BPS, MAX_CALL_RESERVE_BPS, MIN_SERIES_RESERVE_BPS = 9_000, 6_000, 50
MIN_ASK_BPS, FEE_CAP_BPS = 50, 1_250
SETTLER_REWARD_BPS, POOL_FEE_BPS, INSURANCE_FEE_BPS = 100, 5_000, 6_000
MAX_TIGHT_RATIO_BPS = 10_200
SAMPLE_SECONDS = 1_800

# (index, strike, is_call, width, sigma, period_seconds) -> WAD
ValueOf = Callable[[int, int, bool, int, int, int], int]


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


class Refused(Exception):  # noqa: N818
    """The protocol must revert with the custom error of this name."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


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


@dataclass
class Series:
    """A series' funding: its index has 36 decimals, its rate 27; ``accrued`` is charged and not collected."""

    size: int = 0
    accrued: int = 0
    funding_index: int = 0
    rate: int = 0
    updated_at: int = 0
    live: bool = False

    def index_at(self, time: int) -> int:
        if self.size == 0:
            return self.funding_index
        return self.funding_index + self.rate * (time - self.updated_at) * 10 ** (FUNDING_DECIMALS - RATE_DECIMALS)

    def accrued_at(self, time: int, unit: int) -> int:
        return self.accrued + ceil(self.size * (self.index_at(time) - self.funding_index) * unit, FUNDING_SCALE)


@dataclass
class Position:
    """What an account holds of a series, and the funding index it has paid up to: what it owes is the distance."""

    size: int = 0
    funding_index: int = 0

    def owed(self, funding_index: int, unit: int, size: int | None = None) -> int:
        part = self.size if size is None else size
        return ceil(part * (funding_index - self.funding_index) * unit, FUNDING_SCALE)


@dataclass
class Funding:
    """Where all funding that positions have paid or failed to pay has gone, in units of the settlement token (O5)."""

    collected: int = 0  # from balances
    to_pool: int = 0
    to_callers: int = 0
    from_payouts: int = 0
    by_shrinking: int = 0
    uncollected: int = 0


@dataclass
class Books:
    """Everything that changes."""

    balances: Counter[str] = field(default_factory=Counter)
    shares: Counter[str] = field(default_factory=Counter)
    series: dict[Terms, Series] = field(default_factory=dict)
    positions: dict[tuple[str, Terms], Position] = field(default_factory=dict)
    estimates: dict[int, Estimate] = field(default_factory=dict)
    funding: Funding = field(default_factory=Funding)
    donated: int = 0


_P = ParamSpec("_P")
_R = TypeVar("_R")


def all_or_nothing(
    action: Callable[Concatenate[Ledger, _P], _R],
) -> Callable[Concatenate[Ledger, _P], _R]:
    """Undo an action that the protocol refuses."""

    @wraps(action)
    def attempt(self: Ledger, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        before = copy.deepcopy(self.books)
        try:
            return action(self, *args, **kwargs)
        except Refused:
            self.books = before
            raise

    return attempt


class Ledger:
    """One pool and its markets, all settled in one token. Accounts are addresses as Brownie prints them."""

    def __init__(
        self,
        value_of: ValueOf,
        volatility: Volatility,
        markets: dict[int, Market],
        estimates: dict[int, Estimate],
        *,
        pool: str,
        options: str,
        insurance: str,
        treasury: str,
        is_stock: bool,
        decimals: int = 18,
    ) -> None:
        self.value_of, self.volatility, self.markets = value_of, volatility, markets
        self.is_stock, self.unit = is_stock, 10**decimals
        self.pool, self.options, self.insurance, self.treasury = pool, options, insurance, treasury
        self.books = Books(estimates=dict(estimates))

    # What is held

    @property
    def total(self) -> int:
        return sum(self.books.balances.values())

    @property
    def cash(self) -> int:
        return self.books.balances[self.pool]

    def reserve(self, *, calls_only: bool = False) -> int:
        """What the pool locks, in token units: each series rounded up."""
        series = self.books.series.items()
        return sum(self._locked(t, s.size) for t, s in series if t.is_call or not calls_only)

    def open_positions(self) -> list[tuple[str, Terms]]:
        return [key for key, position in self.books.positions.items() if position.size]

    def owed(self, account: str, terms: Terms, time: int) -> int:
        return self.books.positions[account, terms].owed(self.books.series[terms].index_at(time), self.unit)

    def net_asset_value(self, moments: dict[int, Moment], *, high: bool) -> int:
        """Cash less what the series are worth at the edge and volatility that make it high or low; not below zero."""
        liability = 0
        for terms, series in self.live_series():
            moment = moments[terms.market_id]
            sigmas = self._sigmas(terms.market_id, moment)
            edge = terms.cheap_edge(moment.index) if high else terms.dear_edge(moment.index)
            worth = self._value(terms, edge, sigmas.low if high else sigmas.high)
            liability += self._floor(worth, series.size) if high else self._ceil(worth, series.size)
        return max(self.cash - liability, 0)

    def accrued_funding(self, moments: dict[int, Moment]) -> int:
        """Due to the pool, of each series no more than it is worth."""
        due = 0
        for terms, series in self.live_series():
            worth = self._floor(self._fair(terms, moments[terms.market_id]), series.size)
            due += min(series.accrued_at(moments[terms.market_id].time, self.unit), worth)
        return due

    def live_series(self) -> list[tuple[Terms, Series]]:
        return [(terms, series) for terms, series in self.books.series.items() if series.live]

    # The vault

    @all_or_nothing
    def deposit(self, account: str, amount: int, *, by_owner: bool) -> int:
        self._require_may_credit(account, by_owner)
        self.books.balances[account] += amount
        return amount

    @all_or_nothing
    def withdraw(self, account: str, amount: int) -> None:
        self._debit(account, amount)

    @all_or_nothing
    def transfer(self, origin: str, to: str, amount: int, *, by_owner: bool) -> None:
        self._require_may_credit(to, by_owner)
        self._move(origin, to, amount)

    def donate(self, amount: int) -> None:
        """Tokens sent to the vault past its books: nobody's (A2)."""
        self.books.donated += amount

    # The shares of an idle pool, with one virtual share and unit. See support/pool_queue.py for epochs.

    def provide(self, owner: str, assets: int) -> int:
        shares = assets * (self.books.shares.total() + 1) // (self.cash + 1)
        self.books.shares[owner] += shares
        self.books.balances[self.pool] += assets
        return shares

    def redeem(self, owner: str, shares: int) -> int:
        assets = shares * (self.cash + 1) // (self.books.shares.total() + 1)
        self.books.shares[owner] -= shares
        self.books.balances[self.pool] -= assets
        return assets

    # Trades

    @all_or_nothing
    def open(self, account: str, terms: Terms, size: int, moment: Moment) -> int:
        """Returns what the account pays, premium and fee."""
        market = self.markets[terms.market_id]
        series = self.books.series.setdefault(terms, Series())
        position = self.books.positions.setdefault((account, terms), Position())
        sigmas = self._enter(terms, moment)
        self._collect(account, terms, moment, may_shrink=True)
        if not series.live:
            if not moment.index.mid // 2 <= terms.strike <= moment.index.mid * 2:
                raise Refused("StrikeOutOfRange")
            series.live = True

        utilisation = self._cover(terms, size, self.cash)
        price, fee_per_unit = self._ask(terms, moment.index, sigmas.high, utilisation)
        premium, fee = self._ceil(price, size), self._ceil(fee_per_unit, size)
        if premium < ceil(market.min_premium * self.unit, WAD):
            raise Refused("PremiumBelowMinimum")

        self._add(position, size, series.funding_index)
        series.size += size
        protocol_fee = self._protocol_fee(fee)
        self._move(account, self.pool, premium + fee - protocol_fee)
        self._move(account, self.options, protocol_fee)
        return premium + fee

    @all_or_nothing
    def close(self, account: str, terms: Terms, size: int, moment: Moment) -> int:
        """Returns what the account receives: the bid less what the part closed still owes, then less the fee."""
        position, series = self.books.positions[account, terms], self.books.series[terms]
        sigmas = self._enter(terms, moment)
        self._collect(account, terms, moment, may_shrink=False)

        price, fee_per_unit = self._bid(terms, moment.index, sigmas.low)
        gross, owed = self._floor(price, size), position.owed(series.funding_index, self.unit, size)
        funding = min(owed, gross)
        fee = min(self._ceil(fee_per_unit, size), gross - funding)
        payout = gross - funding - fee
        self.books.funding.from_payouts += funding
        self._reduce(account, terms, size, owed, funding)
        self._move(self.pool, account, payout)
        self._move(self.pool, self.options, self._protocol_fee(fee))
        return payout

    @all_or_nothing
    def settle(self, account: str, terms: Terms, moment: Moment, collector: str) -> int:
        """Returns what the balance paid."""
        self._enter(terms, moment)
        return self._collect(account, terms, moment, collector=collector, may_shrink=True)

    @all_or_nothing
    def move_position(self, origin: str, to: str, terms: Terms, size: int) -> None:
        """A part goes to another account with what it owes, whether that has paid or not."""
        if origin == to:
            raise Refused("PositionStays")
        position = self.books.positions[origin, terms]
        self._add(self.books.positions.setdefault((to, terms), Position()), size, position.funding_index)
        position.size -= size

    def sample(self, market_id: int, moment: Moment) -> None:
        """Anybody has the volatility sampled, if that is due."""
        self.books.estimates[market_id] = self._sampled(market_id, moment)

    def distribute_fees(self) -> None:
        fees = self.books.balances[self.options]
        to_insurance = fees * INSURANCE_FEE_BPS // BPS
        self._move(self.options, self.insurance, to_insurance)
        self._move(self.options, self.treasury, fees - to_insurance)

    # Funding

    def _enter(self, terms: Terms, moment: Moment) -> Sigmas:
        """First the volatility, if a sample is due; then elapsed time at the stored rate; only then today's rate."""
        self.sample(terms.market_id, moment)
        market, series = self.markets[terms.market_id], self.books.series[terms]
        series.accrued = series.accrued_at(moment.time, self.unit)
        series.funding_index = series.index_at(moment.time)
        series.updated_at = moment.time
        time_value = self._fair(terms, moment) - terms.payoff(moment.index.mid)
        to_rate = 10**RATE_DECIMALS // WAD
        rent = ceil(terms.max_payoff * market.rent_bps * to_rate, BPS * YEAR_SECONDS)
        series.rate = max(ceil(time_value * to_rate, market.period), rent)
        return self._sigmas(terms.market_id, moment)

    def _collect(
        self, account: str, terms: Terms, moment: Moment, *, may_shrink: bool, collector: str | None = None
    ) -> int:
        position, series, funding = self.books.positions[account, terms], self.books.series[terms], self.books.funding
        owed = position.owed(series.funding_index, self.unit)
        collected = min(owed, self.books.balances[account])
        shortfall = owed - collected
        reward = collected * SETTLER_REWARD_BPS // BPS if collector else 0
        self._move(account, self.pool, collected - reward)
        if collector:
            self._move(account, collector, reward)
        funding.collected += collected
        funding.to_pool += collected - reward
        funding.to_callers += reward
        self._resolve(series, collected)

        if not shortfall or (may_shrink and moment.is_tight):
            position.funding_index = series.funding_index
        elif collected:
            position.funding_index = series.funding_index - shortfall * FUNDING_SCALE // (position.size * self.unit)
        if shortfall and may_shrink and moment.is_tight:
            self._shrink(account, terms, moment, shortfall)
        return collected

    def _shrink(self, account: str, terms: Terms, moment: Moment, shortfall: int) -> None:
        """The position gives up size that is worth what it owes, rounded up; all of it when it is not worth more."""
        position = self.books.positions[account, terms]
        fair = self._fair(terms, moment)
        worth = self._floor(fair, position.size)
        paid = min(shortfall, worth)
        cut = min(ceil(paid * WAD * WAD, fair * self.unit), position.size) if paid < worth else position.size
        self.books.funding.by_shrinking += paid
        self._reduce(account, terms, cut, shortfall, paid)

    def _reduce(self, account: str, terms: Terms, size: int, owed: int, paid: int) -> None:
        position, series = self.books.positions[account, terms], self.books.series[terms]
        self._resolve(series, owed)
        self.books.funding.uncollected += owed - paid
        position.size -= size
        series.size -= size
        if series.size == 0:
            series.live, series.accrued = False, 0

    def _add(self, position: Position, size: int, funding_index: int) -> None:
        """What is due on both parts stays due, rounded up."""
        total = position.size + size
        position.funding_index = (position.size * position.funding_index + size * funding_index) // total
        position.size = total

    def _resolve(self, series: Series, amount: int) -> None:
        series.accrued = max(series.accrued - amount, 0)

    # Volatility

    def _sampled(self, market_id: int, moment: Moment) -> Estimate:
        state = self.books.estimates[market_id]
        if moment.time - state.sampled_at < SAMPLE_SECONDS:
            return state
        return self.volatility.sample(state, moment.index.mid, moment.time, self.markets[market_id].volatility)

    def _sigmas(self, market_id: int, moment: Moment) -> Sigmas:
        state = self._sampled(market_id, moment)
        return self.volatility.sigmas(state, moment.index.mid, self.markets[market_id].volatility)

    def _fair(self, terms: Terms, moment: Moment) -> int:
        return self._value(terms, moment.index.mid, self._sigmas(terms.market_id, moment).sigma0)

    # Quotes

    def _ask(self, terms: Terms, index: Interval, sigma_high: int, utilisation: int) -> tuple[int, int]:
        market, edge = self.markets[terms.market_id], terms.dear_edge(index)
        slope = ceil(market.slope_bps * utilisation * utilisation, BPS * WAD)
        sigma = ceil(sigma_high * (WAD + slope), WAD)
        value = self._value(terms, edge, sigma)
        price = min(max(value, ceil(terms.max_payoff * MIN_ASK_BPS, BPS)), terms.max_payoff)
        return price, self._fee(edge, price, market)

    def _bid(self, terms: Terms, index: Interval, sigma_low: int) -> tuple[int, int]:
        market, edge = self.markets[terms.market_id], terms.cheap_edge(index)
        value = self._value(terms, edge, sigma_low)
        price = max(terms.payoff(edge), value * (BPS - market.spread_bps) // BPS)
        return price, self._fee(edge, max(price, value), market)

    def _fee(self, index: int, worth: int, market: Market) -> int:
        return min(ceil(index * market.fee_bps, BPS), ceil(worth * FEE_CAP_BPS, BPS))

    def _cover(self, terms: Terms, size: int, cash: int) -> int:
        """The mean of reserve / cash before and after, WAD, within the limits on what a pool locks."""
        held = self.books.series[terms].size
        if size == 0:
            raise Refused("InvalidSize")
        more = self._locked(terms, held + size) - self._locked(terms, held)
        before = self.reserve()
        if before + more > cash * MAX_RESERVE_BPS // BPS:
            raise Refused("ReserveExceeded")
        if terms.is_call and self.is_stock:
            calls = self.reserve(calls_only=True) + more
            if calls > cash * MAX_CALL_RESERVE_BPS // BPS:
                raise Refused("CallReserveExceeded")
        if held == 0 and more < ceil(cash * MIN_SERIES_RESERVE_BPS, BPS):
            raise Refused("SeriesReserveBelowMinimum")
        return ceil((2 * before + more) * WAD, 2 * cash)

    # Helpers

    def _value(self, terms: Terms, index: int, sigma: int) -> int:
        period = self.markets[terms.market_id].period
        return self.value_of(index, terms.strike, terms.is_call, terms.width, sigma, period)

    def _locked(self, terms: Terms, size: int) -> int:
        return self._ceil(terms.max_payoff, size)

    def _ceil(self, price: int, size: int) -> int:
        return ceil(price * size * self.unit, WAD * WAD)

    def _floor(self, price: int, size: int) -> int:
        return price * size * self.unit // (WAD * WAD)

    def _protocol_fee(self, fee: int) -> int:
        return fee - ceil(fee * POOL_FEE_BPS, BPS)

    def _require_may_credit(self, account: str, by_owner: bool) -> None:
        if by_owner:
            return
        if account in (self.pool, self.options):
            raise Refused("CreditToProtocolAccount")
        if not self.books.balances[account]:
            raise Refused("AssetNotHeld")

    def _move(self, origin: str, to: str, amount: int) -> None:
        self._debit(origin, amount)
        self.books.balances[to] += amount

    def _debit(self, account: str, amount: int) -> None:
        if self.books.balances[account] < amount:
            raise Refused("InsufficientAccountBalance")
        self.books.balances[account] -= amount


def ceil(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


def market_of(values: tuple[Any, ...]) -> Market:
    """From the tuple that ``createMarket`` takes."""
    _base, _settlement, period, min_premium, spread, fee, rent, slope, premium, floor, cap, half_life, _status = values
    terms = EstimateTerms(*(bps * WAD // BPS for bps in (premium, floor, cap)), half_life * 3_600)
    return Market(period, min_premium, spread, fee, rent, slope, terms)
