"""A search for a sequence of actions by which one actor gains at a constant index, volatility and time (O4).

A small model in floating point: it only has to find sequences, their gain to the wei is measured on chain. It favours
the actor: no spread, no fees, an interval without width, epochs without a day between them. What stops him then are the
rules of pricing alone. As no time passes, nothing is owed, and settling changes nothing.

Each rule that the protocol gave up can be turned on, to show that the search finds what it is for.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import NamedTuple

from evershare.model import fast, nearest_strike
from evershare.model.pricing import Side

INDEX, PERIOD_DAYS = 64_000 / 227.5, 7.0
SIGMAS = (0.7, 0.3, 1.5)  # the first is that of the tests' market
WIDTHS = (0.25, 0.5, 1.0)
MAX_RESERVE, MAX_CALL_RESERVE, MIN_SERIES_RESERVE = 0.9, 0.6, 0.005
ACCOUNTS, SERIES = 3, 3
STEPS = range(-8, 9)  # of the strike grid, from the money
NEAR_CAP = 0.98  # an option worth its maximum payoff is money: buying and selling it is nothing
MOST_ACTIONS = 10
PARTS = (0.02, 0.1, 0.3, 0.5, 0.8, 1.0)
KEPT = 20  # of the random sequences, how many are climbed from
NOTHING = 1e-9  # tokens


class Rule(enum.Enum):
    """How sales and shares are priced."""

    FAIR = "both at the value, whatever is locked"
    SKEWED_BID = "what traders sell dearer, the more is locked"
    SKEWED_SHARES = "shares at one value of the options, which rises with what is locked"


class Kind(enum.Enum):
    DEPOSIT = enum.auto()
    REDEEM = enum.auto()
    OPEN = enum.auto()
    CLOSE = enum.auto()
    MOVE = enum.auto()


class Action(NamedTuple):
    """``part`` is of what is possible: of the wallet, the shares, the free cover or the position."""

    kind: Kind
    pool: int
    account: int
    series: int
    part: float


class Series(NamedTuple):
    strike: float
    side: Side
    width: float

    @property
    def max_payoff(self) -> float:
        return self.strike * self.width

    @cache  # noqa: B019 (few options and volatilities, and no state)
    def fair_value(self, sigma: float) -> float:
        return self.value(sigma)

    def value(self, sigma: float) -> float:
        return float(fast.option_value(INDEX, self.strike, self.side, self.width, sigma, PERIOD_DAYS))


class Scenario(NamedTuple):
    """What is there before the actor comes: in each pool what others provide, and what they hold of each series."""

    sigma: float
    wallet: float
    cash: tuple[float, ...]
    series: tuple[tuple[Series, ...], ...]
    held: tuple[tuple[float, ...], ...]  # options


class Done(NamedTuple):
    """An action as it was carried out: tokens, shares or options."""

    action: Action
    amount: float


class Found(NamedTuple):
    """What a sequence brings the actor, in tokens; positive is a profit."""

    gain: float
    scenario: Scenario
    actions: tuple[Action, ...]
    done: tuple[Done, ...]


@dataclass
class Pool:
    """One pool, and the actor's part of it."""

    series: tuple[Series, ...]
    values: tuple[float, ...]
    sigma: float
    rule: Rule
    cash: float
    supply: float
    others: list[float]
    shares: float = 0.0
    positions: Counter[tuple[int, int]] = field(default_factory=Counter)

    def size(self, at: int) -> float:
        return self.others[at] + sum(self.positions[account, at] for account in range(ACCOUNTS))

    def reserve(self, *, calls_only: bool = False) -> float:
        kinds = enumerate(self.series)
        return sum(self.size(at) * s.max_payoff for at, s in kinds if s.side == "call" or not calls_only)

    @property
    def share_price(self) -> float:
        """Low and high are one here, as the interval has no width."""
        skewed = self.rule is Rule.SKEWED_SHARES
        sigma = self._raised(self.reserve() / self.cash) if skewed and self.cash else self.sigma
        values = [s.value(sigma) for s in self.series] if skewed else self.values
        liability = sum(self.size(at) * value for at, value in enumerate(values))
        return max(self.cash - liability, 0.0) / self.supply

    def deposit(self, assets: float) -> None:
        shares = assets / self.share_price
        self.cash += assets
        self.supply += shares
        self.shares += shares

    def redeem(self, shares: float) -> tuple[float, float]:
        """As many of the shares as the free cash pays. Returns them and what they bring."""
        price = self.share_price
        filled = min(shares, max(self.cash - self.reserve(), 0.0) / price) if price else 0.0
        self.shares -= filled
        self.supply -= filled
        self.cash -= filled * price
        return filled, filled * price

    def room(self, at: int) -> float:
        """How many options may still be opened."""
        free = self.cash * MAX_RESERVE - self.reserve()
        if self.series[at].side == "call":
            free = min(free, self.cash * MAX_CALL_RESERVE - self.reserve(calls_only=True))
        least = 0.0 if self.size(at) > NOTHING else self.cash * MIN_SERIES_RESERVE
        return free / self.series[at].max_payoff if free > least else 0.0

    def ask(self, at: int, size: float) -> float:
        s, before = self.series[at], self.reserve()
        used = (2 * before + size * s.max_payoff) / (2 * self.cash)
        return float(fast.ask(INDEX, s.strike, s.side, s.width, self.sigma, PERIOD_DAYS, used))

    def bid(self, at: int, size: float) -> float:
        if self.rule is not Rule.SKEWED_BID:
            return self.values[at]
        used = (2 * self.reserve() - size * self.series[at].max_payoff) / (2 * self.cash)
        return self.series[at].value(self._raised(used))

    def _raised(self, used: float) -> float:
        return self.sigma * (1 + fast.IMPACT * used**2)


class Actor:
    """One owner of several accounts and shares, whose money is in one place, as he may move it as he likes."""

    def __init__(self, scenario: Scenario, rule: Rule) -> None:
        self.wallet = scenario.wallet
        self.done: list[Done] = []
        self.pools = [
            Pool(
                series,
                tuple(s.fair_value(scenario.sigma) for s in series),
                scenario.sigma,
                rule,
                cash,
                cash,
                list(held),
            )
            for series, cash, held in zip(scenario.series, scenario.cash, scenario.held, strict=True)
        ]

    def act(self, action: Action) -> None:
        """Carry an action out as far as it is possible."""
        pool, key = self.pools[action.pool], (action.account, action.series)
        amount = 0.0
        if action.kind is Kind.DEPOSIT and pool.share_price > NOTHING:
            amount = self.wallet * action.part
            pool.deposit(amount)
            self.wallet -= amount
        elif action.kind is Kind.REDEEM:
            amount, paid = pool.redeem(pool.shares * action.part)
            self.wallet += paid
        elif action.kind is Kind.OPEN:
            amount = self._open(pool, action)
        elif action.kind is Kind.CLOSE:
            amount = pool.positions[key] * action.part
            self._close(pool, key, amount)
        elif action.kind is Kind.MOVE:
            amount = pool.positions[key] * action.part
            pool.positions[key] -= amount
            pool.positions[(action.account + 1) % ACCOUNTS, action.series] += amount
        if amount > NOTHING:
            self.done.append(Done(action, amount))

    def leave(self) -> float:
        """End all positions and redeem all shares. Shares that cover keeps in count as the fair rule would pay them."""
        for number, pool in enumerate(self.pools):
            for account in range(ACCOUNTS):
                for series in range(SERIES):
                    self.act(Action(Kind.CLOSE, number, account, series, 1.0))
            self.act(Action(Kind.REDEEM, number, 0, 0, 1.0))
            self.wallet += pool.shares * replace(pool, rule=Rule.FAIR).share_price
        return self.wallet

    def _open(self, pool: Pool, action: Action) -> float:
        size = pool.room(action.series) * action.part
        if size <= 0 or size * pool.series[action.series].max_payoff < pool.cash * MIN_SERIES_RESERVE:
            return 0.0
        premium = size * pool.ask(action.series, size)
        if premium > self.wallet:
            return 0.0
        self.wallet -= premium
        pool.cash += premium
        pool.positions[action.account, action.series] += size
        return size

    def _close(self, pool: Pool, key: tuple[int, int], size: float) -> None:
        paid = min(size * pool.bid(key[1], size), pool.cash) if size else 0.0
        pool.positions[key] -= size
        pool.cash -= paid
        self.wallet += paid


def play(scenario: Scenario, actions: tuple[Action, ...], rule: Rule) -> Found:
    """What the actor has more after a sequence, and after leaving, than he came with."""
    actor = Actor(scenario, rule)
    for action in actions:
        actor.act(action)
    done = tuple(actor.done)
    return Found(actor.leave() - scenario.wallet, scenario, actions, done)


def two_pools(draw: Random) -> Scenario:
    """Pools of which others have some or much, with options of others in them or none."""
    sigma = draw.choice(SIGMAS)
    pools = [_random_pool(draw, draw.choice((200.0, 2_000.0)), sigma) for _ in range(2)]
    cash, series, held = zip(*pools, strict=True)
    return Scenario(sigma, draw.choice((500.0, 2_000.0)), cash, series, held)


def one_pool(draw: Random) -> Scenario:
    """What the tests' world has: 2,000 tokens of others in a pool, and 500 of the actor's."""
    cash, series, held = _random_pool(draw, 2_000.0, SIGMAS[0])
    return Scenario(SIGMAS[0], 500.0, (cash,), (series,), (held,))


def search(rule: Rule, sequences: int, seed: int, scenario_of: Callable[[Random], Scenario] = two_pools) -> list[Found]:
    """Half of the sequences are random, the others changes of the best. Returns the best of those that buy something,
    the best first."""
    draw, best = Random(seed), list[Found]()
    for _ in range(sequences // 2):
        scenario = scenario_of(draw)
        actions = tuple(_random_action(draw, scenario) for _ in range(draw.randint(2, MOST_ACTIONS)))
        found = play(scenario, actions, rule)
        if _opens(found):
            best.append(found)
    best = sorted(best, key=lambda found: -found.gain)[:KEPT]
    for number in range(sequences - sequences // 2):
        at = number % len(best)
        found = play(best[at].scenario, _changed(best[at], draw), rule)
        if _opens(found) and found.gain > best[at].gain:
            best[at] = found
    return sorted(best, key=lambda found: -found.gain)


def _opens(found: Found) -> bool:
    """Doing nothing, and coming and going at one value, gain nothing by themselves."""
    return any(done.action.kind is Kind.OPEN for done in found.done)


def _random_pool(draw: Random, cash: float, sigma: float) -> tuple[float, tuple[Series, ...], tuple[float, ...]]:
    series = tuple(draw.sample(_all_series(sigma), SERIES))
    locked = cash * draw.choice((0.0, 0.0, 0.2, 0.5)) / SERIES
    return cash, series, tuple(locked / s.max_payoff for s in series)


@cache
def _all_series(sigma: float) -> tuple[Series, ...]:
    strikes = [float(nearest_strike(f"{INDEX * 1.05**step:.6f}")) for step in STEPS]
    sides: tuple[Side, ...] = ("put", "call")
    every = [Series(strike, side, width) for strike in strikes for side in sides for width in WIDTHS]
    return tuple(s for s in every if s.fair_value(sigma) < NEAR_CAP * s.max_payoff)


def _random_action(draw: Random, scenario: Scenario) -> Action:
    return Action(
        draw.choice((Kind.DEPOSIT, Kind.REDEEM, Kind.OPEN, Kind.OPEN, Kind.CLOSE, Kind.MOVE)),
        draw.randrange(len(scenario.cash)),
        draw.randrange(ACCOUNTS),
        draw.randrange(SERIES),
        draw.choice(PARTS),
    )


def _changed(found: Found, draw: Random) -> tuple[Action, ...]:
    """One action more, less, replaced or of another amount, or two in the other order."""
    changed, how = list(found.actions), draw.randrange(5)
    at = draw.randrange(len(changed))
    if how == 0 and len(changed) < MOST_ACTIONS:
        changed.insert(at, _random_action(draw, found.scenario))
    elif how == 1 and len(changed) > 1:
        del changed[at]
    elif how == 2:
        changed[at] = _random_action(draw, found.scenario)
    elif how == 3:
        changed[at] = changed[at]._replace(part=min(changed[at].part * draw.uniform(0.5, 1.5), 1.0))
    else:
        other = draw.randrange(len(changed))
        changed[at], changed[other] = changed[other], changed[at]
    return tuple(changed)
