"""Trades with pools, funding, and the life of markets."""

from __future__ import annotations

from typing import NamedTuple

from evershare.deployment import ZERO_ADDRESS
from tests.support.options_ledger.books import (
    FUNDING_SCALE,
    RATE_DECIMALS,
    Position,
    Series,
    all_or_nothing,
)
from tests.support.options_ledger.terms import (
    BPS,
    WAD,
    YEAR_SECONDS,
    Closing,
    Market,
    Moment,
    Refused,
    Sigmas,
    Terms,
    ceil,
)
from tests.support.options_ledger.values import ValueBooks

MAX_RESERVE_BPS, MAX_CALL_RESERVE_BPS, MIN_SERIES_RESERVE_BPS = 9_000, 6_000, 50
SETTLER_REWARD_BPS, POOL_FEE_BPS = 100, 5_000
MAX_POSITIONS = 16
NOTICE_SECONDS, PATIENCE_SECONDS = 7 * 86_400, 5 * 86_400
NO_LIMIT = 2**256


class FrontEnd(NamedTuple):
    """``Integrator``: who adds how much to the fee."""

    account: str
    fee_bps: int


NOBODY = FrontEnd(ZERO_ADDRESS, 0)


class TradeBooks(ValueBooks):
    """What traders, whoever collects funding, and governors do."""

    # Trades

    @all_or_nothing
    def open(
        self, account: str, terms: Terms, size: int, moment: Moment, limit: int = NO_LIMIT, front_end: FrontEnd = NOBODY
    ) -> int:
        """Returns what the account pays, premium and fees."""
        return self._open(account, terms, size, moment, limit, front_end)

    @all_or_nothing
    def close(self, account: str, terms: Terms, size: int, moment: Moment, limit: int = 0) -> int:
        """Returns what the account receives: the bid less what the part closed still owes, then less the fees."""
        return self._close(account, terms, size, moment, limit, NOBODY)

    @all_or_nothing
    def close_final(self, account: str, terms: Terms, moment: Moment) -> int:
        """Anybody closes a position of a market whose last price is fixed."""
        if not self.final(terms.market_id):
            raise Refused("MarketNotFinal")
        return self._close(account, terms, self.books.positions[account, terms].size, moment, 0, NOBODY)

    @all_or_nothing
    def settle(self, account: str, terms: Terms, moment: Moment, collector: str) -> int:
        """Returns what the balance paid."""
        moment = self._at(terms.market_id, moment)
        self._enter(terms, moment)
        return self._collect(account, terms, moment, collector=collector, may_shrink=True)

    @all_or_nothing
    def move_position(self, origin: str, to: str, terms: Terms, size: int) -> None:
        """A part goes to another account with what it owes, whether that has paid or not."""
        if origin == to:
            raise Refused("PositionStays")
        position = self.books.positions[origin, terms]
        received = self._position(to, terms)
        received.add(size, position.funding_index)
        position.size -= size
        self._require_place(to)

    def sample(self, market_id: int, moment: Moment) -> None:
        """Anybody has the volatility sampled, if that is due."""
        self.books.estimates[market_id] = self._sampled(market_id, moment)

    # The end of markets

    @all_or_nothing
    def announce_closing(self, market_id: int, moment: Moment) -> None:
        if market_id in self.books.closings:
            raise Refused("MarketNotOpen")
        self.books.closings[market_id] = Closing(moment.time + NOTICE_SECONDS)

    @all_or_nothing
    def fix_final_price(self, market_id: int, moment: Moment) -> None:
        closing = self._not_final(market_id)
        if not closing.closes_at or moment.time < closing.closes_at:
            raise Refused("NoticeRunning")
        if not moment.is_tight and moment.time < closing.closes_at + PATIENCE_SECONDS:
            raise Refused("IndexNotTight")
        sigma = self._sampled(market_id, moment).sigma_nano * 10**9
        self.books.closings[market_id] = Closing(closing.closes_at, moment.time, moment.index.mid, sigma)

    @all_or_nothing
    def cash_out(self, market_id: int, moment: Moment, index: int) -> None:
        closing = self._not_final(market_id)
        self.books.closings[market_id] = Closing(closing.closes_at, moment.time, index)

    def _not_final(self, market_id: int) -> Closing:
        if self.final(market_id):
            raise Refused("MarketIsFinal")
        return self.books.closings.get(market_id, Closing(0))

    # Opening

    def _open(self, account: str, terms: Terms, size: int, moment: Moment, limit: int, front_end: FrontEnd) -> int:
        if not self.pools[terms.pool].is_public:
            raise Refused("QuoteRequired")
        sigmas = self._begin_opening(account, terms, moment)
        utilisation = self._cover(terms, size)
        price, fee = self._ask(terms, moment.index, sigmas.high, utilisation)
        return self._complete_opening(account, terms, size, price, fee, limit, front_end)

    def _begin_opening(self, account: str, terms: Terms, moment: Moment) -> Sigmas:
        if terms.market_id in self.books.closings:
            raise Refused("MarketNotOpen")
        series = self.books.series.setdefault(terms, Series())
        self._position(account, terms)
        sigmas = self._enter(terms, moment)
        self._collect(account, terms, moment, may_shrink=True)
        if not series.live:
            if not moment.index.mid // 2 <= terms.strike <= moment.index.mid * 2:
                raise Refused("StrikeOutOfRange")
            series.live = True
        return sigmas

    def _cover(self, terms: Terms, size: int) -> int:
        """The mean of reserve / cash before and after, WAD, within the limits on what a pool locks."""
        cash, held = self.cash(terms.pool), self.books.series[terms].size
        if size == 0:
            raise Refused("InvalidSize")
        more = self._locked(terms, held + size) - self._locked(terms, held)
        before = self.reserve(terms.pool)
        if before + more > cash * MAX_RESERVE_BPS // BPS:
            raise Refused("ReserveExceeded")
        if terms.is_call and self.is_stock:
            calls = self.reserve(terms.pool, calls_only=True) + more
            if calls > cash * MAX_CALL_RESERVE_BPS // BPS:
                raise Refused("CallReserveExceeded")
        if held == 0 and more < ceil(cash * MIN_SERIES_RESERVE_BPS, BPS):
            raise Refused("SeriesReserveBelowMinimum")
        return ceil((2 * before + more) * WAD, 2 * cash)

    def _complete_opening(
        self, account: str, terms: Terms, size: int, price: int, fee_per_unit: int, limit: int, front_end: FrontEnd
    ) -> int:
        market, series = self.markets[terms.market_id], self.books.series[terms]
        premium, fee = self._ceil(price, size), self._ceil(fee_per_unit, size)
        extra = fee * front_end.fee_bps // BPS
        if premium < ceil(market.min_premium * self.unit, WAD):
            raise Refused("PremiumBelowMinimum")
        cost = premium + fee + extra
        if cost > limit:
            raise Refused("PremiumAboveMaximum")

        self.books.positions[account, terms].add(size, series.funding_index)
        series.size += size
        self._require_place(account)
        kept = self._keep_fees(fee, extra, front_end)
        self._move(account, terms.pool, cost - kept)
        self._move(account, self.options, kept)
        return cost

    # Closing

    def _close(
        self, account: str, terms: Terms, size: int, moment: Moment, limit: int, front_end: FrontEnd, offered: int = 0
    ) -> int:
        position, series = self._position(account, terms), self.books.series[terms]
        if not position.size:
            raise Refused("NoPosition")
        moment = self._at(terms.market_id, moment)
        sigmas = self._enter(terms, moment)
        self._collect(account, terms, moment, may_shrink=False)
        if offered > terms.max_payoff:
            raise Refused("OfferedPriceOutOfRange")
        if size > position.size:
            raise Refused("CloseExceedsPosition")

        price, fee_per_unit = self._bid(terms, moment.index, sigmas.low, offered)
        gross, owed = self._floor(price, size), position.owed(series.funding_index, self.unit, size)
        funding = min(owed, gross)
        fee = min(self._ceil(fee_per_unit, size), gross - funding)
        extra = min(fee * front_end.fee_bps // BPS, gross - funding - fee)
        payout = gross - funding - fee - extra
        if payout < limit:
            raise Refused("PayoutBelowMinimum")
        self.books.funding.from_payouts += funding
        self._reduce(account, terms, size, owed, funding)
        self._move(terms.pool, account, payout)
        self._move(terms.pool, self.options, self._keep_fees(fee, extra, front_end))
        return payout

    # Funding

    def _enter(self, terms: Terms, moment: Moment) -> Sigmas:
        """First the volatility, if a sample is due; then elapsed time at the stored rate; only then today's rate."""
        self.sample(terms.market_id, moment)
        market, series = self.markets[terms.market_id], self.books.series[terms]
        series.accrued = series.accrued_at(moment.time, self.unit)
        series.funding_index = series.index_at(moment.time)
        series.updated_at = moment.time
        series.rate = self._funding_rate(terms, moment, market)
        return self._sigmas(terms.market_id, moment)

    def _funding_rate(self, terms: Terms, moment: Moment, market: Market) -> int:
        time_value = self._fair(terms, moment) - terms.payoff(moment.index.mid)
        to_rate = 10**RATE_DECIMALS // WAD
        rent = ceil(terms.max_payoff * market.rent_bps * to_rate, BPS * YEAR_SECONDS)
        return max(ceil(time_value * to_rate, market.period), rent)

    def _collect(
        self, account: str, terms: Terms, moment: Moment, *, may_shrink: bool, collector: str | None = None
    ) -> int:
        position, series, funding = self.books.positions[account, terms], self.books.series[terms], self.books.funding
        owed = position.owed(series.funding_index, self.unit)
        collected = min(owed, self.books.balances[account])
        shortfall = owed - collected
        reward = collected * SETTLER_REWARD_BPS // BPS if collector else 0
        self._move(account, terms.pool, collected - reward)
        if collector:
            self._move(account, collector, reward)
        funding.collected += collected
        funding.to_pool += collected - reward
        funding.to_callers += reward
        series.resolve(collected)

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
        series.resolve(owed)
        self.books.funding.uncollected[terms.pool] += owed - paid
        position.size -= size
        series.size -= size
        if series.size == 0:
            series.live, series.accrued = False, 0

    # Helpers

    def _position(self, account: str, terms: Terms) -> Position:
        return self.books.positions.setdefault((account, terms), Position())

    def _require_place(self, account: str) -> None:
        if sum(holder == account for holder, _ in self.open_positions()) > MAX_POSITIONS:
            raise Refused("TooManyPositions")

    def _keep_fees(self, fee: int, extra: int, front_end: FrontEnd) -> int:
        """What of a trade's fees is not the pool's."""
        self.books.integrator_fees[front_end.account] += extra
        return fee - ceil(fee * POOL_FEE_BPS, BPS) + extra
