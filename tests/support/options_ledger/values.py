"""What series are worth, lock and cost: prices, funding rates and net asset values from docs/design.md, section 5."""

from __future__ import annotations

from evershare.model.interval import Interval
from tests.support.options_ledger.books import Series
from tests.support.options_ledger.terms import (
    BPS,
    WAD,
    Closing,
    Estimate,
    Market,
    Moment,
    Sigmas,
    Terms,
    ceil,
)
from tests.support.options_ledger.vault import VaultBooks, is_owner

MIN_ASK_BPS, FEE_CAP_BPS = 50, 1_250
SAMPLE_SECONDS = 1_800

Moments = dict[int, Moment]
"""Of each market."""


class ValueBooks(VaultBooks):
    """The values of what is in the books."""

    # Pools

    def live_series(self, pool: str | None = None) -> list[tuple[Terms, Series]]:
        """Series with size, of one pool or of all."""
        series = self.books.series.items()
        return [(terms, state) for terms, state in series if state.live and pool in (None, terms.pool)]

    def reserve(self, pool: str, *, calls_only: bool = False) -> int:
        """What a pool locks, in token units: each series rounded up."""
        series = self.live_series(pool)
        return sum(self._locked(t, s.size) for t, s in series if t.is_call or not calls_only)

    def net_asset_value(self, pool: str, moments: Moments, *, high: bool) -> int:
        """Cash less what the series are worth at the edge and volatility that make it high or low; not below zero."""
        liability = 0
        for terms, series in self.live_series(pool):
            moment = self._at(terms.market_id, moments[terms.market_id])
            sigmas = self._sigmas(terms.market_id, moment)
            edge = terms.cheap_edge(moment.index) if high else terms.dear_edge(moment.index)
            worth = self._value(terms, edge, sigmas.low if high else sigmas.high)
            liability += self._floor(worth, series.size) if high else self._ceil(worth, series.size)
        return max(self.cash(pool) - liability, 0)

    def accrued_funding(self, pool: str, moments: Moments) -> int:
        """Due to a pool, of each series no more than it is worth."""
        due = 0
        for terms, series in self.live_series(pool):
            moment = self._at(terms.market_id, moments[terms.market_id])
            worth = self._floor(self._fair(terms, moment), series.size)
            due += min(series.accrued_at(moment.time, self.unit), worth)
        return due

    def fair_value(self, pool: str, moments: Moments) -> int:
        """What a pool is worth at the mid and sigma0: its cash less what its positions are worth to their owners."""
        return self.cash(pool) - sum(self.worth(*held, moments) for held in self.open_positions(pool))

    def rows(self, moments: Moments) -> list[tuple[int, int, bool, int, int, int]]:
        """What the value of every series at the edges and the mid depends on: the arguments of ``value_of``."""
        rows = []
        for terms, _ in self.live_series():
            index = self._at(terms.market_id, moments[terms.market_id]).index
            sigmas = self._sigmas(terms.market_id, moments[terms.market_id])
            wanted = {
                (terms.dear_edge(index), sigmas.high),
                (terms.cheap_edge(index), sigmas.low),
                *((index.mid, sigma) for sigma in sigmas),
            }
            period = self.markets[terms.market_id].period
            rows += [(at, terms.strike, terms.is_call, terms.width, sigma, period) for at, sigma in wanted if sigma]
        return rows

    # Positions

    def owed(self, account: str, terms: Terms, moments: Moments) -> int:
        """The funding due on a position."""
        moment = self._at(terms.market_id, moments[terms.market_id])
        index = self.books.series[terms].index_at(moment.time)
        return self.books.positions[account, terms].owed(index, self.unit)

    def fair_price(self, terms: Terms, moments: Moments) -> int:
        """The value of one unit at the mid and sigma0, WAD."""
        return self._fair(terms, self._at(terms.market_id, moments[terms.market_id]))

    def worth(self, account: str, terms: Terms, moments: Moments) -> int:
        """What a position is worth at the mid and sigma0 to an owner who may leave it: never below zero."""
        value = self._floor(self.fair_price(terms, moments), self.books.positions[account, terms].size)
        return max(value - self.owed(account, terms, moments), 0)

    def wealth(self, person: str, moments: Moments) -> int:
        """All that he has, at the mid and sigma0: wallet, accounts, positions, fees earned, his part of each pool."""
        books = self.books
        sum_ = books.wallets[person] + books.integrator_fees[person]
        sum_ += sum(balance for account, balance in books.balances.items() if is_owner(account, person))
        sum_ += sum(self.worth(*held, moments) for held in self.open_positions() if is_owner(held[0], person))
        for address, pool in self.pools.items():
            if pool.owner == person:
                sum_ += self.fair_value(address, moments)
            elif shares := books.shares[address][person]:
                sum_ += self.fair_value(address, moments) * shares // books.shares[address].total()
        return sum_

    # Prices

    def bid_and_ask(self, terms: Terms, moments: Moments, utilisation: int = 0) -> tuple[int, int]:
        """What a pool pays and asks for one unit, WAD, if the interval were only the mid (O3)."""
        moment = self._at(terms.market_id, moments[terms.market_id])
        mid = moment.index.mid
        point, sigmas = Interval(mid, mid, mid), self._sigmas(terms.market_id, moment)
        return self._bid(terms, point, sigmas.low)[0], self._ask(terms, point, sigmas.high, utilisation)[0]

    def _ask(self, terms: Terms, index: Interval, sigma_high: int, utilisation: int) -> tuple[int, int]:
        market, edge = self._market(terms.market_id), terms.dear_edge(index)
        slope = ceil(market.slope_bps * utilisation * utilisation, BPS * WAD)
        sigma = ceil(sigma_high * (WAD + slope), WAD)
        value = self._value(terms, edge, sigma)
        price = min(max(value, ceil(terms.max_payoff * MIN_ASK_BPS, BPS)), terms.max_payoff)
        return price, self._fee(edge, price, market)

    def _bid(self, terms: Terms, index: Interval, sigma_low: int, offered: int = 0) -> tuple[int, int]:
        market, edge = self._market(terms.market_id), terms.cheap_edge(index)
        value = self._value(terms, edge, sigma_low)
        price = max(terms.payoff(edge), value * (BPS - market.spread_bps) // BPS, offered)
        return price, self._fee(edge, max(price, value), market)

    def _fee(self, index: int, worth: int, market: Market) -> int:
        return min(ceil(index * market.fee_bps, BPS), ceil(worth * FEE_CAP_BPS, BPS))

    # Markets. One whose last price is fixed has that price, no spread, no fee and no more funding.

    def final(self, market_id: int) -> Closing | None:
        """How a market ended, if it has."""
        closing = self.books.closings.get(market_id)
        return closing if closing and closing.fixed_at else None

    def _at(self, market_id: int, moment: Moment) -> Moment:
        final = self.final(market_id)
        return final.moment if final else moment

    def _market(self, market_id: int) -> Market:
        market = self.markets[market_id]
        return market._replace(spread_bps=0, fee_bps=0) if self.final(market_id) else market

    def _sampled(self, market_id: int, moment: Moment) -> Estimate:
        state = self.books.estimates[market_id]
        if self.final(market_id) or moment.time - state.sampled_at < SAMPLE_SECONDS:
            return state
        return self.volatility.sample(state, moment.index.mid, moment.time, self.markets[market_id].volatility)

    def _sigmas(self, market_id: int, moment: Moment) -> Sigmas:
        if final := self.final(market_id):
            return Sigmas(final.sigma, final.sigma, final.sigma)
        state = self._sampled(market_id, moment)
        return self.volatility.sigmas(state, moment.index.mid, self.markets[market_id].volatility)

    # Amounts

    def _fair(self, terms: Terms, moment: Moment) -> int:
        return self._value(terms, moment.index.mid, self._sigmas(terms.market_id, moment).sigma0)

    def _value(self, terms: Terms, index: int, sigma: int) -> int:
        if sigma == 0:
            return terms.payoff(index)
        period = self.markets[terms.market_id].period
        return self.value_of(index, terms.strike, terms.is_call, terms.width, sigma, period)

    def _locked(self, terms: Terms, size: int) -> int:
        return self._ceil(terms.max_payoff, size)

    def _ceil(self, price: int, size: int) -> int:
        return ceil(price * size * self.unit, WAD * WAD)

    def _floor(self, price: int, size: int) -> int:
        return price * size * self.unit // (WAD * WAD)
