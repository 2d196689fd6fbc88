"""Everything that changes, and how a refused action leaves it as it was."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from tests.support.options_ledger.terms import WAD, Closing, Estimate, Refused, Terms, ceil

FUNDING_DECIMALS = 36
FUNDING_SCALE = WAD * 10**FUNDING_DECIMALS
RATE_DECIMALS = 27


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

    def resolve(self, amount: int) -> None:
        """Funding that is no longer due. Positions round their debts up one by one, their series does so once."""
        self.accrued = max(self.accrued - amount, 0)


@dataclass
class Position:
    """What an account holds of a series, and the funding index it has paid up to: what it owes is the distance."""

    size: int = 0
    funding_index: int = 0

    def owed(self, funding_index: int, unit: int, size: int | None = None) -> int:
        part = self.size if size is None else size
        return ceil(part * (funding_index - self.funding_index) * unit, FUNDING_SCALE)

    def add(self, size: int, funding_index: int) -> None:
        """What is due on both parts stays due, rounded up."""
        total = self.size + size
        self.funding_index = (self.size * self.funding_index + size * funding_index) // total
        self.size = total


@dataclass
class Funding:
    """Where all funding that positions have paid or failed to pay has gone, in units of the settlement token (O5)."""

    collected: int = 0  # from balances
    to_pool: int = 0
    to_callers: int = 0
    from_payouts: int = 0
    by_shrinking: int = 0
    uncollected: Counter[str] = field(default_factory=Counter)  # by pool


@dataclass
class Books:
    """Of one settlement token. Accounts, pools and people are addresses."""

    balances: Counter[str] = field(default_factory=Counter)
    shares: dict[str, Counter[str]] = field(default_factory=dict)  # by pool, then owner
    series: dict[Terms, Series] = field(default_factory=dict)
    positions: dict[tuple[str, Terms], Position] = field(default_factory=dict)
    estimates: dict[int, Estimate] = field(default_factory=dict)
    closings: dict[int, Closing] = field(default_factory=dict)
    funding: Funding = field(default_factory=Funding)
    integrator_fees: Counter[str] = field(default_factory=Counter)
    wallets: Counter[str] = field(default_factory=Counter)
    donated: int = 0
    # What was signed
    operators: set[tuple[str, str]] = field(default_factory=set)  # accounts, and who signs for them
    signers: dict[str, str] = field(default_factory=dict)  # of private pools
    consumed: Counter[tuple[str, int]] = field(default_factory=Counter)  # by signer and group
    cancelled: set[tuple[str, int]] = field(default_factory=set)
    epochs: Counter[str] = field(default_factory=Counter)


class HasBooks(Protocol):
    """Whatever keeps books."""

    books: Books


_L = TypeVar("_L", bound=HasBooks)
_P = ParamSpec("_P")
_R = TypeVar("_R")


def all_or_nothing(action: Callable[Concatenate[_L, _P], _R]) -> Callable[Concatenate[_L, _P], _R]:
    """Undo an action that the protocol refuses."""

    @wraps(action)
    def attempt(self: _L, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        before = copy.deepcopy(self.books)
        try:
            return action(self, *args, **kwargs)
        except Refused:
            self.books = before
            raise

    return attempt
