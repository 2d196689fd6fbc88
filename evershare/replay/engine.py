"""The replay itself: each hour loans are opened and repaid, and the liquidator, if awake, marks and buys."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from evershare.errors import InvalidInput
from evershare.history import Bars
from evershare.model import health
from evershare.model.credit import LendingPool
from evershare.model.fast import Ints
from evershare.model.interval import WAD
from evershare.replay.book import PRICE, Book, Loan, staggered
from evershare.replay.clock import feed, hours
from evershare.replay.scenario import STOCK_UNIT, USDC_UNIT, Scenario

USDC, INSURANCE, LENDER = "USDC", "insurance", "lender"
LEAST_HOURS = 48


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


class Replay:
    """One stretch of time, hour by hour. Figures are kept in all and for the hours in which something was sold."""

    def __init__(self, stocks: dict[str, Bars], scenario: Scenario, start: int, end: int) -> None:
        self.scenario = scenario
        self.at: Ints = hours(list(stocks.values()), start, end)
        if len(self.at) < LEAST_HOURS:
            raise InvalidInput(f"the prices hold {len(self.at)} hours of that time, {LEAST_HOURS} are needed")
        first = int(self.at[0])
        self.pools = {name: self._pool(first) for name in (USDC, *stocks)}
        self.books = []
        for stock in scenario.stocks:
            at_each_hour = feed(stocks[stock.symbol], self.at, stock.drift)
            for is_short, accounts in ((False, scenario.long_accounts), (True, scenario.short_accounts)):
                loans = staggered(f"{stock.symbol} {is_short}", accounts, first, scenario.held)
                self.books.append(
                    Book(stock, at_each_hour, is_short, self.pools[stock.symbol if is_short else USDC], loans)
                )
        self.tallies = {book.name: Tally() for book in self.books}
        self.by_hour_of: dict[str, dict[int, Tally]] = {book.name: {} for book in self.books}
        self._asleep = scenario.sleeps(first, int(self.at[-1]))

    def run(self) -> Iterator[int]:
        """Replay every hour, and yield its time."""
        first_stretch = int(self.at[0]) // self.scenario.awake_stretch
        for hour, now in enumerate(self.at.tolist()):
            is_asleep = self._asleep[now // self.scenario.awake_stretch - first_stretch]
            self._index_before = {name: pool.index for name, pool in self.pools.items()}
            for pool in self.pools.values():
                pool.accrue(now)
            for book in self.books:
                for place, loan in enumerate(book.loans):
                    if loan.due <= now:
                        self._turn(book, loan, hour, now)
                        book.mirror(place)
                for place in book.near(hour):
                    self._watch(book, book.loans[place], hour, now, is_asleep=is_asleep)
                    book.mirror(place)
            yield now

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

    def _pool(self, now: int) -> LendingPool:
        return LendingPool(self.scenario.curve, self.scenario.reserve_factor_bps, now)

    def _turn(self, book: Book, loan: Loan, hour: int, now: int) -> None:
        """What is due: a new loan at the limit, or the end of one. Nobody repays what is worth less than it costs."""
        scenario, pool = self.scenario, book.pool
        if loan.held:
            if book.is_liquidatable(loan, hour):
                return
            pool.repay(loan.name, pool.debt_of(loan.name), now)
        unit, mid = (USDC_UNIT, WAD) if book.is_short else (STOCK_UNIT, book.feed.mids[hour])
        loan.held = scenario.collateral_usd * unit * WAD // mid
        loan.marked_at = loan.fell_by = None
        amount = health.most_debt(*book.parts(hour, loan.held, 0))
        self._fund(pool, amount, now)
        pool.lend(loan.name, amount, now)
        loan.due = now + scenario.held
        self.tallies[book.name].loans_opened += 1

    def _fund(self, pool: LendingPool, amount: int, now: int) -> None:
        """Lenders add what keeps the pool lent as far as it is said, and no further."""
        debt = pool.total_debt + amount
        missing = debt * 10_000 // self.scenario.lent_bps - pool.cash - pool.total_debt
        if missing > 0:
            pool.deposit(LENDER, missing, now)

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
        collateral_sleeps = not (book.is_short or book.feed.is_open[hour])
        wanted = self.scenario.wants if book.feed.is_open[hour] else self.scenario.wants_closed
        elapsed = now - loan.marked_at
        at_first = health.discount(elapsed, is_closed=collateral_sleeps)
        if health.discount(elapsed + 3_599, is_closed=collateral_sleeps) >= wanted:
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
            loan.due = now + self.scenario.waits
        loan.marked_at = loan.fell_by = None
        self.tallies[book.name].add(done)
        self.by_hour_of[book.name].setdefault(now, Tally()).add(done)
