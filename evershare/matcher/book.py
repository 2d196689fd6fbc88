"""The book: what is open, who comes first, and what matches. In memory, without a clock, a chain or a file.

Option pools' *quotes* stand on one side and traders' *orders* on the other: an option is written by a pool and given
back to it, so two orders never meet, and neither do two quotes. The better price comes first, and of two equal prices
the earlier. An order's price includes the trading fees, a quote's does not; who matches says what they are.
Prices are settlement tokens per unit of the base (WAD), sizes are units of the base (WAD), times are Unix seconds.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

from evershare.errors import InvalidInput


class Kind(StrEnum):
    """Who has signed it: the signer of a private pool, or a trader."""

    QUOTE = "quote"
    ORDER = "order"


class Side(StrEnum):
    """What the signer does with the option. A pool that sells writes it; a trader who sells closes."""

    BUY = "buy"
    SELL = "sell"

    @property
    def other(self) -> Side:
        """The side that it trades with."""
        return Side.SELL if self is Side.BUY else Side.BUY


class Instrument(NamedTuple):
    """An option's terms but for the pool: orders may leave the pool open."""

    market_id: int
    strike: int
    width_bps: int
    is_call: bool


class Group(NamedTuple):
    """What is counted together: one number of units for all that a signer has signed under it."""

    signer: str
    number: int


@dataclass(frozen=True)
class Entry:
    """One signed quote or order, as far as matching sees it."""

    id: str  # the digest that was signed
    sequence: int  # when it came: the smaller, the earlier
    kind: Kind
    side: Side
    instrument: Instrument
    price: int
    size: int  # at most, of its whole group
    group: Group
    epoch: int
    valid_until: int  # the last second
    pool: str | None  # an order's may be None: any
    taker: str | None = None  # the owner whom a quote is for; None: everybody
    account: str | None = None  # whom an order trades for
    integrator_fee_bps: int = 0  # what an order's front end adds to the trading fee

    @property
    def rank(self) -> tuple[int, int]:
        """Its place among its kind and side: the best price first, then the earliest."""
        return (-self.price if self.side is Side.BUY else self.price, self.sequence)

    def crosses(self, other: Entry, fee: int = 0) -> bool:
        """Whether the two prices leave room for a trade, and for a fee per unit."""
        buy, sell = (self, other) if self.side is Side.BUY else (other, self)
        return sell.price + fee <= buy.price


Fee = Callable[[Entry, Entry], int]
"""The fee per unit that an order pays for trading with a quote: settlement tokens, WAD."""


def no_fee(order: Entry, quote: Entry) -> int:
    """Of a market without fees."""
    return 0


class Match(NamedTuple):
    """An order and a quote that trade `size`, at the quote's price."""

    order_id: str
    quote_id: str
    size: int


class Level(NamedTuple):
    """All that is open at one price."""

    price: int
    size: int
    entries: int


@dataclass
class _Used:
    consumed: int = 0  # on chain
    reserved: int = 0  # matched, and not settled yet


_Key = TypeVar("_Key")
_Queue = list[tuple[tuple[int, int], str]]


class Book:
    """Open quotes and orders. What has matched is reserved until it is settled or released."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._queues: dict[tuple[Instrument, Kind, Side], _Queue] = {}
        self._groups: dict[Group, set[str]] = {}
        self._used: dict[Group, _Used] = {}
        self._by_signer: dict[tuple[str, Kind], set[str]] = {}
        self._count = {Kind.QUOTE: 0, Kind.ORDER: 0}
        self._ends: list[tuple[int, str]] = []

    # What is in it

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._entries

    def get(self, entry_id: str) -> Entry | None:
        """An open entry."""
        return self._entries.get(entry_id)

    def count(self, kind: Kind) -> int:
        """How many quotes, or orders, are open."""
        return self._count[kind]

    def count_of(self, signer: str, kind: Kind) -> int:
        """How many of them are one signer's."""
        return len(self._by_signer.get((signer, kind), ()))

    def of_signer(self, signer: str) -> list[Entry]:
        """A signer's open entries, the earliest first."""
        found = (self._entries[entry_id] for kind in Kind for entry_id in self._by_signer.get((signer, kind), ()))
        return sorted(found, key=lambda entry: entry.sequence)

    def groups(self) -> list[Group]:
        """The groups that something open counts in."""
        return list(self._groups)

    def instruments(self) -> list[Instrument]:
        """The options that something is open in."""
        return sorted({key[0] for key, queue in self._queues.items() if queue})

    def remaining(self, entry: Entry) -> int:
        """How much of an entry can still be matched."""
        used = self._used.get(entry.group)
        return max(entry.size - used.consumed - used.reserved, 0) if used else entry.size

    def side(self, instrument: Instrument, kind: Kind, side: Side) -> Iterator[Entry]:
        """The open entries of an option on one side, the best first."""
        return (self._entries[entry_id] for _, entry_id in self._queues.get((instrument, kind, side), ()))

    def levels(self, instrument: Instrument, side: Side, depth: int) -> list[Level]:
        """The best prices of an option on one side, quotes and orders together, `depth` of them."""
        both = (self.side(instrument, kind, side) for kind in Kind)
        found: list[Level] = []
        counted: set[Group] = set()
        for entry in heapq.merge(*both, key=lambda entry: entry.rank):
            size = self.remaining(entry)
            if not size or entry.group in counted:
                continue  # a group trades its size once, wherever
            counted.add(entry.group)
            if found and found[-1].price == entry.price:
                found[-1] = Level(entry.price, found[-1].size + size, found[-1].entries + 1)
            elif len(found) == depth:
                break
            else:
                found.append(Level(entry.price, size, 1))
        return found

    # What changes it

    def add(self, entry: Entry, consumed: int = 0) -> None:
        """Put an entry in its place; `consumed` of its group is used up on chain. InvalidInput if it is in the book."""
        if entry.id in self._entries:
            raise InvalidInput(f"{entry.id} is in the book already")
        self._entries[entry.id] = entry
        insort(self._queues.setdefault((entry.instrument, entry.kind, entry.side), []), (entry.rank, entry.id))
        self._groups.setdefault(entry.group, set()).add(entry.id)
        self._by_signer.setdefault((entry.group.signer, entry.kind), set()).add(entry.id)
        self._count[entry.kind] += 1
        heapq.heappush(self._ends, (entry.valid_until, entry.id))
        if consumed:
            self.consume(entry.group, consumed)

    def remove(self, entry_id: str) -> Entry | None:
        """Take an entry out. What it has reserved stays reserved until it is settled or released."""
        entry = self._entries.pop(entry_id, None)
        if entry is None:
            return None
        key = (entry.instrument, entry.kind, entry.side)
        queue = self._queues[key]
        del queue[bisect_left(queue, (entry.rank, entry.id))]
        if not queue:
            del self._queues[key]
        _discard(self._groups, entry.group, entry_id)
        _discard(self._by_signer, (entry.group.signer, entry.kind), entry_id)
        self._count[entry.kind] -= 1
        self._forget(entry.group)
        if len(self._ends) > 2 * len(self._entries) + 64:  # mostly of entries that have left
            self._ends = [(open_.valid_until, open_.id) for open_ in self._entries.values()]
            heapq.heapify(self._ends)
        return entry

    def expire(self, now: int) -> list[Entry]:
        """Take out what is no longer valid."""
        gone: list[Entry] = []
        while self._ends and self._ends[0][0] < now:
            _, entry_id = heapq.heappop(self._ends)
            entry = self._entries.get(entry_id)
            if entry is not None and entry.valid_until < now and self.remove(entry_id):
                gone.append(entry)
        return gone

    def cross(
        self, entry_id: str, now: int, fee: Fee = no_fee, apart: Container[tuple[str, str]] = frozenset()
    ) -> list[Match]:
        """Match an open entry with the other side, the best and earliest first, and reserve what matches.

        Nothing is matched after its last second, nor an order and a quote whose ids are in `apart`.
        """
        entry = self._entries.get(entry_id)
        if entry is None or entry.valid_until < now:
            return []
        matches: list[Match] = []
        kind = Kind.ORDER if entry.kind is Kind.QUOTE else Kind.QUOTE
        for other in self.side(entry.instrument, kind, entry.side.other):
            if not entry.crosses(other) or not self.remaining(entry):
                break
            size = min(self.remaining(entry), self.remaining(other))
            if not size or other.valid_until < now:
                continue
            order, quote = (entry, other) if entry.kind is Kind.ORDER else (other, entry)
            if (order.id, quote.id) in apart or not suits(order, quote):
                continue
            if order.crosses(quote, fee(order, quote)):
                self.reserve(order.group, size)
                self.reserve(quote.group, size)
                matches.append(Match(order.id, quote.id, size))
        return matches

    def reserve(self, group: Group, size: int) -> None:
        """Keep a part of a group for a match."""
        self._used.setdefault(group, _Used()).reserved += size

    def release(self, group: Group, size: int) -> None:
        """Give back what a match has reserved and will not use. InvalidInput if that is more than is reserved."""
        used = self._used.get(group, _Used())
        if size > used.reserved:
            raise InvalidInput(f"{size} cannot be released: {used.reserved} are reserved")
        used.reserved -= size
        self._forget(group)

    def consume(self, group: Group, consumed: int) -> list[Entry]:
        """Learn how much of a group is used up on chain. The entries that it completes leave the book."""
        used = self._used.setdefault(group, _Used())
        used.consumed = max(used.consumed, consumed)
        done = [entry for entry in map(self._entries.get, self._groups.get(group, ())) if entry]
        done = [entry for entry in done if entry.size <= used.consumed]
        for entry in done:
            self.remove(entry.id)
        self._forget(group)
        return done

    def _forget(self, group: Group) -> None:
        """Drop the count of a group in which nothing is open or reserved: memory follows what is open."""
        used = self._used.get(group)
        if used is not None and not used.reserved and group not in self._groups:
            del self._used[group]


def suits(order: Entry, quote: Entry) -> bool:
    """Whether the two may trade, prices apart."""
    if order.pool not in (None, quote.pool):
        return False
    # An owner has 256 accounts: his address with any last byte.
    return quote.taker is None or (order.account is not None and int(order.account, 16) ^ int(quote.taker, 16) < 256)


def _discard(index: dict[_Key, set[str]], key: _Key, entry_id: str) -> None:
    found = index[key]
    found.discard(entry_id)
    if not found:
        del index[key]
