"""Accounts of the ledger with what they hold and owe, and the actions on them, in whole token units.

Each action that the contracts refuse raises `RefusedError`, and may have changed something before: act on a copy. Times
are Unix seconds; an action books the interest until then in the pools that it touches.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from evershare.errors import EvershareError
from evershare.model.credit import LendingPool
from evershare.model.health import (
    DUST_USD,
    MARK_SECONDS,
    Factors,
    Health,
    Part,
    discount,
    health,
    may_add_risk,
    missing_to_target,
    sale,
)
from evershare.model.interval import Interval, around, half_width_up
from evershare.model.numbers import ceil_div

INSURANCE = "insurance"
PAUSE_SECONDS, PAUSE_AGAIN_SECONDS = 72 * 3_600, 7 * 24 * 3_600
SIGNED_FRESH_SECONDS, SIGNED_OLD_BASE_FACTOR = 15, 3


class RefusedError(EvershareError):
    """The contracts would revert."""


@dataclass(frozen=True)
class Asset:
    """A token with a signed price that is made around the clock: base in bps, drift in bps per sqrt(hour)."""

    unit: int
    factors: Factors
    base: int
    drift: int


class Price(NamedTuple):
    """The last confirmed observation of a price, USD WAD."""

    mid: int
    observed_at: int


class Order(NamedTuple):
    """What a liquidator wants: collateral, for at most so many units of the token that is owed."""

    collateral: str
    debt: str
    max_paid: int


@dataclass
class Mark:
    """Since when an account is marked, and whose pool's withdrawals wait for it."""

    at: int
    held: tuple[str, ...] = ()


@dataclass
class CreditLedger:
    """Balances by account and asset, the lending pool of each asset, and the marks of accounts."""

    assets: dict[str, Asset]
    pools: dict[str, LendingPool]
    prices: dict[str, Price] = field(default_factory=dict)
    balances: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    marks: dict[str, Mark] = field(default_factory=dict)
    paused_until: dict[tuple[str, str], int] = field(default_factory=dict)  # by what (deposits, borrowing) and asset

    # What is there

    def interval(self, asset: str, now: int) -> Interval:
        """The price of an asset."""
        terms, price = self.assets[asset], self.prices[asset]
        age = now - price.observed_at
        base = terms.base * (SIGNED_OLD_BASE_FACTOR if age > SIGNED_FRESH_SECONDS else 1)
        return around(price.mid, 0, 0, half_width_up(base, terms.drift, age))

    def debt(self, account: str, asset: str, now: int) -> int:
        """What an account owes of an asset."""
        return self.pools[asset].at(now).debt_of(account)

    def held(self, account: str, now: int) -> dict[str, Part]:
        """What an account holds, by asset."""
        amounts = {asset: self.balances[account, asset] for asset in self.assets}
        return {asset: self._part(asset, amount, now) for asset, amount in amounts.items() if amount}

    def owed(self, account: str, now: int) -> dict[str, Part]:
        """What an account owes, by asset."""
        amounts = {asset: self.debt(account, asset, now) for asset in self.assets}
        return {asset: self._part(asset, amount, now) for asset, amount in amounts.items() if amount}

    def health(self, account: str, now: int) -> Health:
        """Weighted values for maintenance."""
        return health([*self.held(account, now).values()], [*self.owed(account, now).values()])

    def is_marked(self, account: str, now: int) -> bool:
        """Whether an account's mark lives."""
        return account in self.marks and now < self.marks[account].at + MARK_SECONDS

    def is_under_water(self, account: str, now: int) -> bool:
        """Whether an account owes more than it has, both at mid."""
        return _worth(self.held(account, now)) < _worth(self.owed(account, now))

    # Accounts

    def pause(self, what: str, asset: str, now: int) -> None:
        """What adds risk rests for a while."""
        ended = self.paused_until.get((what, asset))
        _require(ended is None or now >= ended - PAUSE_SECONDS + PAUSE_AGAIN_SECONDS)
        self.paused_until[what, asset] = now + PAUSE_SECONDS

    def deposit(self, account: str, asset: str, amount: int, now: int) -> None:
        """Tokens come in."""
        _require(amount > 0 and not self._is_paused("deposits", asset, now))
        self.balances[account, asset] += amount

    def withdraw(self, account: str, asset: str, amount: int, now: int) -> None:
        """Tokens go out."""
        _require(amount > 0)
        self._debit(account, asset, amount)
        self._require_healthy(account, now)

    def borrow(self, account: str, asset: str, amount: int, now: int) -> None:
        """The account borrows from the asset's pool."""
        pool = self.pools[asset]
        _require(0 < amount <= pool.cash and not self._is_paused("borrowing", asset, now))
        pool.lend(account, amount, now)
        self.balances[account, asset] += amount
        self._require_healthy(account, now)

    def repay(self, account: str, payer: str, asset: str, amount: int, now: int) -> int:
        """Up to ``amount`` of a debt is repaid out of the payer's balance. Returns how much."""
        repaid = self.pools[asset].repay(account, amount, now)
        self._debit(payer, asset, repaid)
        if payer != account:
            self._require_healthy(payer, now)
        return repaid

    # Lenders

    def supply(self, lender: str, asset: str, amount: int, now: int) -> int:
        """A lender adds to a pool. Returns the shares."""
        _require(not self._is_paused("deposits", asset, now))
        shares = self.pools[asset].deposit(lender, amount, now)
        _require(amount > 0 and shares > 0)
        return shares

    def redeem(self, lender: str, asset: str, shares: int, now: int) -> int:
        """A lender takes from a pool. Returns the amount."""
        pool = self.pools[asset]
        _require(not pool.held_until(now))
        pool.accrue(now)
        _require(0 < shares <= min(pool.shares.get(lender, 0), pool.to_shares(pool.cash)))
        amount = pool.redeem(lender, shares, now)
        _require(amount > 0)
        return amount

    # Liquidation

    def mark(self, account: str, now: int) -> None:
        """Mark an account that does not cover its debts."""
        _require(self.health(account, now).is_liquidatable)
        if not self.is_marked(account, now):
            self.marks[account] = Mark(now, self.marks[account].held if account in self.marks else ())
        self._release(account)
        if self.is_under_water(account, now):
            owed = tuple(self.owed(account, now))
            for asset in owed:
                self.pools[asset].hold(account, now)
            self.marks[account].held = owed

    def unmark(self, account: str, now: int) -> None:
        """End the mark of an account that covers its debts."""
        _require(account in self.marks and not self.health(account, now).is_liquidatable)
        self._end_mark(account)

    def liquidate(self, account: str, liquidator: str, orders: list[Order], now: int) -> None:
        """Repay with the account's own tokens, sell its others, and end the debts of who has nothing left."""
        _require(self.is_marked(account, now) and (not orders or account != liquidator))
        _require(self.health(account, now).is_liquidatable)
        for asset in self.owed(account, now):
            if own := self.balances[account, asset]:
                self.repay(account, account, asset, own, now)
        left = self.health(account, now)
        for debt, same in groupby(orders, lambda order: order.debt):
            left = self._sell(account, liquidator, debt, list(same), left, now)
        self._finish(account, now)

    def _sell(self, account: str, liquidator: str, debt: str, orders: list[Order], left: Health, now: int) -> Health:
        """Orders one after another for the same debt, which is repaid at the end."""
        owed = self._part(debt, self.debt(account, debt, now), now)
        off = discount(now - self.marks[account].at, is_closed=False)
        paid, excess = 0, 0
        for order in orders:
            missing = missing_to_target(left)
            if missing <= 0:
                break
            held = self._part(order.collateral, self.balances[account, order.collateral], now)
            sold, cost = sale(held, owed, off, is_closed=False, missing=missing, most=order.max_paid)
            self._debit(account, order.collateral, sold)
            self.balances[liquidator, order.collateral] += sold
            repaid = min(cost, owed.amount)
            owed = owed._replace(amount=owed.amount - repaid)
            paid, excess = paid + cost, excess + cost - repaid
            left = Health(
                max(left.collateral - ceil_div(sold * held.price.mid * held.factors.maint, held.unit), 0),
                max(left.debt - repaid * owed.price.mid * owed.factors.debt_maint // owed.unit, 0),
            )
        if paid:
            self._debit(liquidator, debt, excess)
            self.balances[account, debt] += excess
            self.repay(account, liquidator, debt, paid, now)
        return left

    def _finish(self, account: str, now: int) -> None:
        if not self.health(account, now).is_liquidatable:
            self._end_mark(account)
            return
        held = self.held(account, now)
        if _worth(held) >= DUST_USD:
            return
        for asset, part in held.items():
            self._debit(account, asset, part.amount)
            self.balances[INSURANCE, asset] += part.amount
        for asset in self.owed(account, now):
            if insured := self.balances[INSURANCE, asset]:
                self.repay(account, INSURANCE, asset, insured, now)
            if self.debt(account, asset, now):
                self.pools[asset].write_off(account, INSURANCE, now)
        self._end_mark(account)

    def _end_mark(self, account: str) -> None:
        self._release(account)
        del self.marks[account]

    def _release(self, account: str) -> None:
        for asset in self.marks[account].held:
            self.pools[asset].release(account)
        self.marks[account].held = ()

    # Rules

    def _part(self, asset: str, amount: int, now: int) -> Part:
        terms = self.assets[asset]
        return Part(amount, terms.unit, self.interval(asset, now), terms.factors)

    def _is_paused(self, what: str, asset: str, now: int) -> bool:
        return now < self.paused_until.get((what, asset), 0)

    def _debit(self, account: str, asset: str, amount: int) -> None:
        _require(self.balances[account, asset] >= amount)
        self.balances[account, asset] -= amount

    def _require_healthy(self, account: str, now: int) -> None:
        owed = self.owed(account, now)
        _require(not owed or may_add_risk([*self.held(account, now).values()], [*owed.values()]))


def _worth(parts: dict[str, Part]) -> int:
    return sum(part.amount * part.price.mid // part.unit for part in parts.values())


def _require(holds: bool) -> None:
    if not holds:
        raise RefusedError
