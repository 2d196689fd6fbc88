"""What traders do with pools that set their own prices, and whoever collects funding."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hypothesis.stateful import initialize, precondition, rule

from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.options_ledger.books import FUNDING_SCALE
from tests.support.options_ledger.terms import WAD, Terms
from tests.support.options_ledger.values import SAMPLE_SECONDS
from tests.support.options_machine.bench import ACCOUNTS, CHOICES, FOREVER, NO_LIMIT, TRADING, Bench, part
from tests.support.options_machine.venue import Venue

WIDTHS = (2_500, 5_000, 10_000)
POKES = 3


class TradeRules(Bench):
    """Opening, closing, moving and settling positions."""

    @initialize(random=CHOICES)
    def start_with_positions(self, random: Random) -> None:
        """Two traders hold an option of each venue when the run begins, mostly: then there is funding to collect."""
        for venue in random.sample(self.venues, random.choice((1, 2, 2))):
            for name in ("trader", "second_trader"):
                self._publish()
                terms = self._new_terms(venue, venue.public, random, steps=2)
                self._open(venue, name, terms, lock=500)

    @rule(random=CHOICES)
    def open(self, random: Random) -> None:
        """A trader brings prices and buys an option, of a series that somebody holds or of any other."""
        venue = random.choice(self.venues)
        if not venue.open_markets():
            return
        self._publish()
        held = venue.ledger.open_positions(venue.public)
        if held and random.random() < 0.4:
            terms = random.choice(held)[1]
        else:
            terms = self._new_terms(venue, venue.public, random, steps=random.choice((3, 3, 13)))
        self._open(venue, random.choice(TRADING), terms, lock=random.randint(1, 2_000))

    @precondition(lambda self: self._held())
    @rule(random=CHOICES)
    def close(self, random: Random) -> None:
        """An owner sells some of a position, or all of it, at whatever the price and its age are."""
        venue, account, terms = random.choice(self._held())
        self._close(venue, account, terms, part(venue.ledger.books.positions[account, terms].size, random))

    @precondition(lambda self: self._held())
    @rule(random=CHOICES)
    def settle(self, random: Random) -> None:
        """Anybody collects the funding of a position, at a fresh price or an old one."""
        if random.random() < 0.5:
            self._publish()
        venue, account, terms = random.choice(self._held())
        self._settle(venue, account, terms, random.choice(tuple(ACCOUNTS)))

    @precondition(lambda self: self._held())
    @rule(random=CHOICES)
    def poke_often(self, random: Random) -> None:
        """O7: while index and sigma0 stay, a position that is settled often is charged what one settled once is."""
        venue, account, terms = random.choice(self._held())
        ledger, keeper = venue.ledger, "keeper"
        self._settle(venue, account, terms, keeper)
        position, series = ledger.books.positions[account, terms], ledger.books.series[terms]
        sampled_at = ledger.books.estimates[terms.market_id].sampled_at
        waits = [random.randint(1, SAMPLE_SECONDS // POKES - 10) for _ in range(POKES)]
        size, index, rate, start = position.size, series.funding_index, series.rate, self.world.now
        if not size or position.funding_index != index or start + sum(waits) + POKES >= sampled_at + SAMPLE_SECONDS:
            return
        paid = 0
        for wait in waits:
            self.world.wait_until(self.world.now + wait)
            paid += self._settle(venue, account, terms, keeper)
        is_same = position is ledger.books.positions[account, terms] and position.size == size
        if not is_same or position.funding_index != series.funding_index:
            return  # it could not pay, and shrank or carries it
        end = (
            min(self.world.now, ledger.books.closings[terms.market_id].fixed_at)
            if ledger.final(terms.market_id)
            else self.world.now
        )
        once = -(-size * rate * max(end - start, 0) * 10**9 * ledger.unit // FUNDING_SCALE)
        assert once <= paid <= once + POKES
        self._count("poke often")

    @precondition(lambda self: self._held())
    @rule(random=CHOICES)
    def move_position(self, random: Random) -> None:
        """A part of a position goes to another account, whose owner takes it."""
        venue, account, terms = random.choice(self._held())
        size = part(venue.ledger.books.positions[account, terms].size, random)
        to = random.choice(TRADING)
        giver, taker, receiver = self._owner_of(account), ACCOUNTS[to][0], self.accounts[to]
        series_id = venue.series_ids[terms]
        if giver != taker:
            self.options.offerPosition(account, receiver, series_id, size, self._from(giver))
        self._attempt(
            "move position",
            venue,
            lambda: self.options.movePosition(account, receiver, series_id, size, self._from(taker)),
            lambda _: venue.ledger.move_position(account, receiver, terms, size),
            actor=giver,
        )

    @precondition(lambda self: self._held())
    @rule(random=CHOICES)
    def close_final(self, random: Random) -> None:
        """Anybody closes a position whose market has come to its end."""
        held = self._held()
        final = [(venue, account, terms) for venue, account, terms in held if venue.ledger.final(terms.market_id)]
        venue, account, terms = random.choice(final or held)
        self._attempt(
            "close final",
            venue,
            lambda: self.options.closeFinal(account, venue.series_ids[terms], self._from("keeper")),
            lambda now: venue.ledger.close_final(account, terms, now[terms.market_id]),
        )

    # How a trade is made

    def _open(self, venue: Venue, name: str, terms: Terms, lock: int) -> None:
        """Of a size that locks about so many bps of the pool's cash."""
        owner, account = ACCOUNTS[name][0], self.accounts[name]
        size = self._size(venue, terms, lock)
        self._attempt(
            "open",
            venue,
            lambda: self.options.open(terms, account, size, NO_LIMIT, FOREVER, self._from(owner)),
            lambda now: venue.ledger.open(account, terms, size, now[terms.market_id]),
            actor=owner,
        )

    def _close(self, venue: Venue, account: str, terms: Terms, size: int) -> None:
        owner, series_id = self._owner_of(account), venue.series_ids[terms]
        self._attempt(
            "close",
            venue,
            lambda: self.options.close(account, series_id, size, 0, FOREVER, self._from(owner)),
            lambda now: venue.ledger.close(account, terms, size, now[terms.market_id]),
            actor=owner,
        )

    def _settle(self, venue: Venue, account: str, terms: Terms, collector: str) -> int:
        caller = self.people[ACCOUNTS[collector][0]]
        paid: int = self._attempt(
            "settle",
            venue,
            lambda: self.options.settle(account, venue.series_ids[terms], {"from": caller}),
            lambda now: venue.ledger.settle(account, terms, now[terms.market_id], caller.address),
        )
        return paid

    def _size(self, venue: Venue, terms: Terms, lock: int) -> int:
        cover = max(venue.ledger.cash(terms.pool) * lock // 10_000, 1) * WAD // venue.ledger.unit
        return cover * WAD // terms.max_payoff

    def _new_terms(self, venue: Venue, pool: str, random: Random, steps: int) -> Terms:
        """Of a strike up to so many steps of the grid from the money."""
        market_id = random.choice(venue.open_markets())
        mid = Decimal(venue.moments()[market_id].index.mid) / WAD
        strike = nearest_strike(mid * Decimal("1.05") ** random.randint(-steps, steps))
        return Terms(pool, market_id, wad(strike), random.choice(WIDTHS), random.random() < 0.5)

    def _held(self) -> list[tuple[Venue, str, Terms]]:
        """Every position."""
        return [(venue, *position) for venue in self.venues for position in venue.ledger.open_positions()]
