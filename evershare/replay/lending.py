"""Loans, hour by hour: they are opened and repaid, and the liquidator, if awake, marks and buys."""

from collections import Counter
from dataclasses import dataclass, field

from evershare.history import DAY, HOUR
from evershare.model import health
from evershare.model.credit import VIRTUAL_SHARES, LendingPool
from evershare.model.fast import Ints
from evershare.model.interval import BPS, WAD
from evershare.replay.book import PRICE, Book, Loan, staggered
from evershare.replay.clock import Feed
from evershare.replay.scenario import STOCK_UNIT, USDC, USDC_UNIT, Scenario
from evershare.replay.watch import Watcher

INSURANCE, LENDER = "insurance", "lender"


@dataclass
class Tally:
    """What happened in one book, or in all."""

    loans_opened: int = 0
    liquidations: int = 0
    repaid_usd: float = 0.0
    bad_debt_usd: float = 0.0
    lender_loss_usd: float = 0.0
    without_price: Counter[str] = field(default_factory=Counter)  # by cause

    def add(self, other: "Tally") -> None:
        """Add another's figures."""
        self.loans_opened += other.loans_opened
        self.liquidations += other.liquidations
        self.repaid_usd += other.repaid_usd
        self.bad_debt_usd += other.bad_debt_usd
        self.lender_loss_usd += other.lender_loss_usd
        self.without_price.update(other.without_price)


class Lending:
    """Every lending pool and book. Figures are kept in all and for the hours in which something was sold."""

    def __init__(self, feeds: dict[str, Feed], scenario: Scenario, at: Ints) -> None:
        self.loans, first = scenario.loans, int(at[0])
        self.watcher = Watcher()
        curve, reserve = self.loans.curve, self.loans.reserve_factor_bps
        names = (USDC, *(stock.symbol for stock in scenario.stocks))
        self.pools = {name: LendingPool(curve, reserve, first) for name in names}
        self.books = []
        for stock in scenario.stocks:
            for is_short, accounts in ((False, self.loans.long_accounts), (True, self.loans.short_accounts)):
                loans = staggered(f"{stock.symbol} {is_short}", accounts, first, self.loans.days * DAY)
                pool = self.pools[stock.symbol if is_short else USDC]
                self.books.append(Book(stock, feeds[stock.symbol], feeds[USDC], is_short, pool, loans))
        self.tallies = {book.name: Tally() for book in self.books}
        self.by_hour_of: dict[str, dict[int, Tally]] = {book.name: {} for book in self.books}

    @property
    def total(self) -> Tally:
        """All books together."""
        total = Tally()
        for tally in self.tallies.values():
            total.add(tally)
        return total

    @property
    def by_hour(self) -> dict[int, Tally]:
        """All books together, for each hour in which something was sold."""
        hours: dict[int, Tally] = {}
        for tallies in self.by_hour_of.values():
            for now, tally in tallies.items():
                hours.setdefault(now, Tally()).add(tally)
        return hours

    def returns(self) -> dict[str, float]:
        """What a lender has earned on each pool that somebody borrowed from, as a part of what he lent."""
        used = {name: pool for name, pool in self.pools.items() if pool.shares.get(LENDER)}
        return {name: pool.to_assets(WAD * VIRTUAL_SHARES) / WAD - 1 for name, pool in used.items()}

    def step(self, hour: int, now: int, *, is_asleep: bool) -> None:
        """One hour."""
        self._index_before = {name: pool.index for name, pool in self.pools.items()}
        for pool in self.pools.values():
            pool.mint_reserve(INSURANCE, now)
        for book in self.books:
            for place in book.turning(now):
                self._turn(book, book.loans[place], hour, now)
                book.mirror(place)
            for place in book.near(hour):
                self._watch(book, book.loans[place], hour, now, is_asleep=is_asleep)
                book.mirror(place)

    def _turn(self, book: Book, loan: Loan, hour: int, now: int) -> None:
        """What is due: a new loan at the limit, or the end of one. Nobody repays what is worth less than it costs."""
        pool = book.pool
        if loan.held:
            if book.is_liquidatable(loan, hour):
                return
            pool.repay(loan.name, pool.debt_of(loan.name), now)
            self.watcher.repaid(book, loan)
        unit, mid = (USDC_UNIT, WAD) if book.is_short else (STOCK_UNIT, book.feed.mids[hour])
        loan.held = self.loans.collateral_usd * unit * WAD // mid
        loan.marked_at = loan.fell_by = None
        amount = health.most_debt(*book.parts(hour, loan.held, 0)) - 1  # as what is owed is rounded up
        self._fund(book, amount, now)
        pool.lend(loan.name, amount, now)
        self.watcher.borrowed(book, loan, amount)
        loan.due = now + self.loans.days * DAY
        self.tallies[book.name].loans_opened += 1

    def _fund(self, book: Book, amount: int, now: int) -> None:
        """Lenders add what keeps the pool lent as far as it is said, and no further."""
        pool = book.pool
        debt = pool.total_debt + amount
        missing = debt * BPS // self.loans.lent_bps - pool.cash - pool.total_debt
        if missing > 0:
            pool.deposit(LENDER, missing, now)
            self.watcher.funded(book.borrowed, missing)

    def _watch(self, book: Book, loan: Loan, hour: int, now: int, *, is_asleep: bool) -> None:
        """An account near its limit: note why it fell, mark it, and sell when the discount is enough."""
        if not book.is_liquidatable(loan, hour):
            loan.marked_at = loan.fell_by = None
            return
        loan.fell_by = loan.fell_by or book.cause(loan, hour, self._index_before[book.borrowed])
        if is_asleep:
            return
        if loan.marked_at is None or now >= loan.marked_at + health.MARK_SECONDS:
            loan.marked_at = now
        is_open = book.feed.is_open[hour]
        collateral_sleeps = not (book.is_short or is_open)
        wanted = (self.loans.wants_bps if is_open else self.loans.wants_closed_bps) * WAD // BPS
        elapsed = now - loan.marked_at
        at_first = health.discount(elapsed, is_closed=collateral_sleeps)
        if health.discount(elapsed + HOUR - 1, is_closed=collateral_sleeps) >= wanted:
            self._sell(book, loan, hour, now, max(wanted, at_first), is_closed=collateral_sleeps)

    def _sell(self, book: Book, loan: Loan, hour: int, now: int, discount: int, *, is_closed: bool) -> None:
        """One sale; if nothing is left to repay the rest with, it is given up."""
        pool = book.pool
        held, owed = book.parts(hour, loan.held, pool.debt_of(loan.name))
        sale = health.sale(held, owed, discount, is_closed=is_closed)
        repaid = pool.repay(loan.name, sale.paid, now)
        loan.held -= sale.sold
        done = Tally(liquidations=1, repaid_usd=book.usd_of_debt(hour, repaid))
        if loan.fell_by != PRICE:
            done.without_price[str(loan.fell_by)] += 1
        if not loan.held:
            before = pool.total_loss
            done.bad_debt_usd = book.usd_of_debt(hour, pool.write_off(loan.name, INSURANCE, now))
            done.lender_loss_usd = book.usd_of_debt(hour, pool.total_loss - before)
            loan.due = now + self.loans.wait_days * DAY
        loan.marked_at = loan.fell_by = None
        self.watcher.liquidated(book, loan)
        self.tallies[book.name].add(done)
        self.by_hour_of[book.name].setdefault(now, Tally()).add(done)
