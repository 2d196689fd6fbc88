"""The buyers of options, hour by hour: who opens what and when, and what came of it."""

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from evershare.model import fast
from evershare.model.pricing import Side
from evershare.model.strikes import nearest_strike
from evershare.replay.clock import Feed, index_of
from evershare.replay.options import Margin, Market, OptionPool, Refused, Series, Terms
from evershare.replay.scenario import STOCK_UNIT, USDC, USDC_UNIT, Scenario
from evershare.replay.watch import Watcher

SIDES: tuple[Side, Side] = ("call", "put")
STEP = 1.05  # of the grid of strikes


@dataclass
class Buyer:
    """Somebody who holds one option of a market after the other, each with a margin of its own."""

    name: str
    pool: OptionPool
    market: Market
    due: int  # the hour in which he opens or closes
    margin: Margin
    draws: random.Random
    is_hasty: bool = False  # or he waits until the index is tight

    def may_trade(self, hour: int) -> bool:
        """Whether he would at this hour."""
        return self.is_hasty or bool(self.market.index.is_tight[hour])


class Choice(NamedTuple):
    """What a buyer has in mind: the strike in steps off the index, and the margin as a part of the premium."""

    side: Side
    width: float
    step: int
    margin: float


@dataclass
class Figures:
    """What happened in a pool, in USD of the hour in which it did."""

    opened: int = 0
    refused: int = 0  # for want of cover
    premiums_usd: float = 0.0
    payouts_usd: float = 0.0
    funding_usd: float = 0.0  # out of balances
    uncollected_usd: float = 0.0
    cost_usd: float = 0.0  # to buyers: all that they paid, but for what the payoff moved
    notional_hours: float = 0.0


class Trading:
    """Every option pool with its markets and buyers."""

    def __init__(self, feeds: dict[str, Feed], scenario: Scenario) -> None:
        self.terms = terms = scenario.options
        self.watcher = Watcher()
        units = {pool.token: USDC_UNIT if pool.token == USDC else STOCK_UNIT for pool in terms.pools}
        self.usd = {token: (feeds[token].floats / unit).tolist() for token, unit in units.items()}  # of a token's unit
        self.first_cash = {pool.token: int(pool.cash_usd / self.usd[pool.token][0]) for pool in terms.pools}
        self.pools = {token: OptionPool(token, unit, self.first_cash[token]) for token, unit in units.items()}
        self.figures = {token: Figures() for token in self.pools}
        self.values_of: dict[str, list[float]] = {token: [] for token in self.pools}  # at the end of each hour
        self.losses: list[dict[str, float]] = []  # of each hour: what each pool's value fell by, in USD
        volatility, sigma = fast.Terms(terms.premium_bps / 10_000), terms.first_sigma_percent / 100
        self.markets = []
        for pool in terms.pools:
            for base in pool.bases:
                index = index_of(feeds, base, pool.token)
                quotes = fast.volatility(index.mid, volatility, sigma)
                name, spread = f"{base}/{pool.token}", terms.spread_bps / 10_000
                self.markets.append((self.pools[pool.token], Market(name, index, quotes, spread, terms.period_days)))
        self.buyers = [
            Buyer(
                f"buyer {place}",
                *self.markets[place % len(self.markets)],
                due=self._hold * place // terms.buyers,
                margin=Margin(),
                draws=random.Random(f"{scenario.seed} {place}"),
            )
            for place in range(terms.buyers)
        ]
        for buyer in self.buyers:
            buyer.is_hasty = buyer.draws.randrange(100) < terms.hasty_percent

    @property
    def _hold(self) -> int:
        return self.terms.days * 24

    def returns(self) -> dict[str, float]:
        """What a pool's value has grown by, in its own token."""
        return {token: self.values_of[token][-1] / first - 1 for token, first in self.first_cash.items()}

    def step(self, hour: int, *, is_asleep: bool) -> None:
        """One hour: a keeper collects funding, then buyers close, then others open."""
        for pool in self.pools.values():
            pool.move_to(hour)
        for buyer in self.buyers:
            if buyer.margin.series:
                self._hold_on(buyer, buyer.margin.series, hour)
        if not is_asleep:
            for buyer in self.buyers:
                if buyer.margin.series:
                    self._pay(buyer, hour)
        for buyer in self.buyers:
            series = buyer.margin.series
            if series and (hour >= buyer.due or series.payoff >= series.most) and buyer.may_trade(hour):
                self._close(buyer, hour)
        for buyer in self.buyers:
            if not buyer.margin.series and hour >= buyer.due and buyer.may_trade(hour):
                self._open(buyer, hour)
        self._value(hour)

    def _hold_on(self, buyer: Buyer, series: Series, hour: int) -> None:
        figures, usd = self.figures[buyer.pool.token], self.usd[buyer.pool.token][hour]
        size = buyer.margin.size * buyer.pool.unit
        figures.cost_usd += size * series.moved * usd
        figures.notional_hours += size * buyer.market.mids[hour] * usd

    def _pay(self, buyer: Buyer, hour: int) -> None:
        before = (buyer.margin.balance, buyer.pool.uncollected)
        buyer.pool.settle(buyer.margin, hour)
        self.watcher.settled(buyer)
        self._note(buyer, hour, *before)
        if not buyer.margin.series:  # it was given up for its funding
            self._leave(buyer, hour)

    def _close(self, buyer: Buyer, hour: int) -> None:
        before = (buyer.margin.balance, buyer.pool.uncollected)
        payout = buyer.pool.close(buyer.margin, hour)
        self.watcher.closed(buyer)
        self._note(buyer, hour, *before, payout)
        self._leave(buyer, hour)

    def _leave(self, buyer: Buyer, hour: int) -> None:
        """What is left of the margin goes to the buyer's wallet."""
        self.watcher.left(buyer)
        buyer.margin.balance, buyer.due = 0, hour + 1

    def _open(self, buyer: Buyer, hour: int) -> None:
        pool, market, margin, choice = buyer.pool, buyer.market, buyer.margin, self._choose(buyer.draws)
        usd, mid = self.usd[pool.token][hour], market.mids[hour]
        strike = float(nearest_strike(Decimal(repr(mid * STEP**choice.step))))
        try:
            size = self.terms.notional_usd / (mid * usd * pool.unit)
            cost = pool.open(margin, market, Terms(market.name, choice.side, choice.width, strike), size, hour)
        except Refused:
            self.figures[pool.token].refused += 1
            buyer.due = hour + 1
            return
        figures = self.figures[pool.token]
        figures.opened += 1
        figures.premiums_usd += cost * usd
        figures.cost_usd += cost * usd
        margin.balance = int(cost * choice.margin)
        buyer.due = hour + self._hold
        self.watcher.opened(buyer, cost + margin.balance)

    def _choose(self, draw: random.Random) -> Choice:
        terms = self.terms
        return Choice(
            draw.choice(SIDES),
            draw.choice(terms.widths) / 100,
            draw.randint(-terms.strikes, terms.strikes),
            draw.randint(*terms.margin_percent) / 100,
        )

    def _note(self, buyer: Buyer, hour: int, balance: int, uncollected: int, payout: int = 0) -> None:
        figures, usd = self.figures[buyer.pool.token], self.usd[buyer.pool.token][hour]
        funding = balance + payout - buyer.margin.balance
        figures.funding_usd += funding * usd
        figures.payouts_usd += payout * usd
        figures.cost_usd += (funding - payout) * usd
        figures.uncollected_usd += (buyer.pool.uncollected - uncollected) * usd

    def _value(self, hour: int) -> None:
        fell = {}
        for token, pool in self.pools.items():
            values, value = self.values_of[token], pool.value
            fell[token] = ((values[-1] if values else self.first_cash[token]) - value) * self.usd[token][hour]
            values.append(value)
        self.losses.append(fell)
