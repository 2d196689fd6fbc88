"""The loans of one stock on one side, and what an account of them holds and owes."""

from dataclasses import dataclass, field

import numpy as np

from evershare.history import HOUR
from evershare.model.credit import INDEX_SCALE, LendingPool
from evershare.model.fast import Floats, Ints
from evershare.model.health import STABLE, Part, health
from evershare.model.interval import WAD, Interval
from evershare.model.numbers import ceil_div
from evershare.replay.clock import Feed
from evershare.replay.scenario import STOCK_UNIT, USDC, USDC_UNIT, Stock

NEAR = 1 + 1e-9  # a health below this is computed exactly
PRICE, INTEREST, OTHER = "price", "interest", "other"  # what makes an account liquidatable


@dataclass
class Loan:
    """An account that borrows again and again, one loan at a time."""

    name: str
    due: int  # when the next thing happens to it: it opens while it holds nothing, and is repaid otherwise
    held: int = 0
    marked_at: int | None = None
    fell_by: str | None = None  # what made it liquidatable


@dataclass
class Book:
    """All loans of one stock on one side. The arrays mirror them, to find quickly those due or near liquidation."""

    stock: Stock
    feed: Feed
    dollar: Feed  # of USDC
    is_short: bool
    pool: LendingPool
    loans: list[Loan]
    held: Floats = field(init=False)
    debt_shares: Floats = field(init=False)
    due: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.held, self.debt_shares = np.zeros(len(self.loans)), np.zeros(len(self.loans))
        self.due = np.array([loan.due for loan in self.loans], dtype=np.int64)

    @property
    def name(self) -> str:
        """Such as "TSLA short"."""
        return f"{self.stock.symbol} {'short' if self.is_short else 'long'}"

    @property
    def borrowed(self) -> str:
        """What its loans are in."""
        return self.stock.symbol if self.is_short else USDC

    @property
    def held_asset(self) -> str:
        """What its collateral is."""
        return USDC if self.is_short else self.stock.symbol

    def parts(self, hour: int, held: int, owed: int, *, mids: bool = False) -> tuple[Part, Part]:
        """An account's collateral and debt at an hour; `mids` saves computing edges that do not matter."""
        stock, dollar = (
            Interval(feed.mids[hour], feed.mids[hour], feed.mids[hour]) if mids else feed.interval(hour)
            for feed in (self.feed, self.dollar)
        )
        of_stock, of_usdc = (STOCK_UNIT, stock, self.stock.factors), (USDC_UNIT, dollar, STABLE)
        collateral, debt = (of_usdc, of_stock) if self.is_short else (of_stock, of_usdc)
        return Part(held, *collateral), Part(owed, *debt)

    def usd_of_debt(self, hour: int, amount: int) -> float:
        """What an amount of the borrowed asset is worth at mid."""
        return amount / STOCK_UNIT * self.feed.mids[hour] / WAD if self.is_short else amount / USDC_UNIT

    def mirror(self, place: int) -> None:
        """Bring the arrays up to date with one loan."""
        loan = self.loans[place]
        self.held[place], self.debt_shares[place] = loan.held, self.pool.debt_shares.get(loan.name, 0)
        self.due[place] = loan.due

    def turning(self, now: int) -> list[int]:
        """The loans that are due."""
        return np.flatnonzero(self.due <= now).tolist()

    def is_liquidatable(self, loan: Loan, hour: int, index: int | None = None) -> bool:
        """Exactly, with the interest that the pool has booked, or with what was owed at another debt index."""
        debt = ceil_div(self.pool.debt_shares.get(loan.name, 0) * (index or self.pool.index), INDEX_SCALE)
        held, owed = self.parts(hour, loan.held, debt, mids=True)
        return health([held], [owed]).is_liquidatable

    def near(self, hour: int) -> list[int]:
        """The loans that could be liquidatable."""
        held, owed = self.parts(hour, 1, 1, mids=True)
        worth = self.held * (held.price.mid / held.unit * held.factors.maint)
        debts = self.debt_shares * (self.pool.index / INDEX_SCALE)
        weight = debts * (owed.price.mid / owed.unit * owed.factors.debt_maint)
        return np.flatnonzero((worth < weight * NEAR) & (self.held > 0)).tolist()

    def cause(self, loan: Loan, hour: int, index_before: int) -> str:
        """Why an account is liquidatable that was not an hour ago: a new price, or what it owes in interest since."""
        if self.feed.is_new[hour]:
            return PRICE
        return OTHER if self.is_liquidatable(loan, hour, index_before) else INTEREST


def staggered(name: str, accounts: int, start: int, held: int) -> list[Loan]:
    """Accounts whose first loans are spread evenly over the time that a loan is held."""
    return [Loan(f"{name} {place}", start + held * place // accounts // HOUR * HOUR) for place in range(accounts)]
