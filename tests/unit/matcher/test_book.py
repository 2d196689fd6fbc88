"""The book: price-time priority, groups, and no unit that is matched twice."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evershare.errors import InvalidInput
from evershare.matcher.book import Book, Entry, Group, Kind, Level, Match, Side, suits
from tests.support.matching import (
    CALL,
    MAKER,
    POOL,
    PUT,
    SECOND_MAKER,
    SECOND_POOL,
    SECOND_TRADER,
    TRADER,
    order,
    quote,
)

NOW = 1_000


def filled_book(*entries: Entry) -> Book:
    book = Book()
    for entry in entries:
        book.add(entry)
    return book


def test_an_entry_has_one_place() -> None:
    offer = quote(10, 5)
    book = filled_book(offer)

    with pytest.raises(InvalidInput, match="is in the book already"):
        book.add(offer)
    assert len(book) == 1


def test_the_best_price_comes_first_and_then_the_earliest() -> None:
    dear, first, second = quote(12, 5), quote(10, 5), quote(10, 5, signer=SECOND_MAKER)
    buy = order(12, 12)
    book = filled_book(dear, second, first, buy)

    assert book.cross(buy.id, NOW) == [
        Match(buy.id, first.id, 5),
        Match(buy.id, second.id, 5),
        Match(buy.id, dear.id, 2),
    ]
    assert book.remaining(dear) == 3
    assert book.remaining(buy) == 0


def test_a_quote_that_comes_later_takes_the_best_order_first() -> None:
    low, high = order(10, 5), order(11, 5, signer=SECOND_TRADER)
    offer = quote(10, 7)
    book = filled_book(low, high, offer)

    assert book.cross(offer.id, NOW) == [Match(high.id, offer.id, 5), Match(low.id, offer.id, 2)]


def test_a_trader_who_closes_gets_the_highest_bid() -> None:
    low = quote(9, 5, side=Side.BUY)
    high = quote(10, 5, side=Side.BUY, signer=SECOND_MAKER)
    sell = order(9, 6, side=Side.SELL)
    book = filled_book(low, high, sell)

    assert book.cross(sell.id, NOW) == [Match(sell.id, high.id, 5), Match(sell.id, low.id, 1)]


@pytest.mark.parametrize(
    ("offer", "buy"),
    [
        (quote(11, 5), order(10, 5)),  # too dear
        (quote(10, 5), order(10, 5, instrument=PUT)),
        (quote(10, 5), order(10, 5, pool=SECOND_POOL)),
        (quote(10, 5, taker=SECOND_TRADER), order(10, 5)),
        (quote(10, 5, valid_until=NOW - 1), order(10, 5)),
        (quote(10, 5), order(10, 5, valid_until=NOW - 1)),
        (quote(10, 5), quote(10, 5, side=Side.BUY)),  # two pools
        (order(10, 5, side=Side.SELL), order(10, 5)),  # two traders
    ],
)
def test_what_does_not_match(offer: Entry, buy: Entry) -> None:
    for late, early in ((offer, buy), (buy, offer)):
        assert filled_book(early, late).cross(late.id, NOW) == []


def test_fees_are_part_of_an_orders_price() -> None:
    offer, bid = quote(10, 5), quote(10, 5, side=Side.BUY)
    for entry, counterpart in ((order(12, 5), offer), (order(8, 5, side=Side.SELL), bid)):
        book = filled_book(counterpart, entry)

        assert book.cross(entry.id, NOW, fee=lambda order, quote: 3) == []
        assert book.cross(entry.id, NOW, fee=lambda order, quote: 2) == [Match(entry.id, counterpart.id, 5)]


def test_a_quote_for_an_owner_is_for_all_his_accounts() -> None:
    offer = quote(10, 5, taker=TRADER, pool=POOL)

    assert suits(order(10, 5, account=TRADER[:-2] + "ff", pool=POOL), offer)
    assert not suits(order(10, 5, account=TRADER[:-3] + "fff"), offer)


def test_what_is_kept_apart_does_not_match() -> None:
    offer, buy = quote(10, 5), order(10, 5)
    book = filled_book(offer, buy)

    assert book.cross(buy.id, NOW, apart={(buy.id, offer.id)}) == []
    assert book.cross(buy.id, NOW, apart={(buy.id, "another")}) == [Match(buy.id, offer.id, 5)]


def test_a_group_trades_its_size_once() -> None:
    """A maker who offers ten units at three strikes or prices, and wants to sell ten in all."""
    either, other = quote(10, 10, group=7), quote(11, 8, group=7)
    first, second = order(11, 6), order(11, 9, signer=SECOND_TRADER)
    book = filled_book(either, other, first, second)

    assert book.cross(first.id, NOW) == [Match(first.id, either.id, 6)]
    assert book.remaining(other) == 2
    assert book.levels(CALL, Side.SELL, 5) == [Level(10, 4, 1)]
    assert book.cross(second.id, NOW) == [Match(second.id, either.id, 4)]
    assert book.levels(CALL, Side.SELL, 5) == []


def test_what_is_filled_elsewhere_leaves_the_book() -> None:
    small, large = quote(10, 5, group=7), quote(11, 9, group=7)
    book = filled_book(small, large)

    assert book.consume(small.group, 5) == [small]
    assert book.remaining(large) == 4
    assert book.consume(small.group, 3) == [], "what is filled stays filled"
    assert book.remaining(large) == 4


def test_a_match_that_fails_is_open_again() -> None:
    offer, buy = quote(10, 5), order(10, 5)
    book = filled_book(offer, buy)
    book.cross(buy.id, NOW)

    with pytest.raises(InvalidInput, match="6 cannot be released: 5 are reserved"):
        book.release(offer.group, 6)
    book.release(offer.group, 5)
    book.release(buy.group, 5)

    assert book.cross(offer.id, NOW) == [Match(buy.id, offer.id, 5)]


def test_expiry_takes_out_what_is_over() -> None:
    over, last, open_ = quote(10, 5, valid_until=NOW - 1), quote(10, 5, valid_until=NOW), order(9, 5)
    book = filled_book(over, last, open_)

    assert book.expire(NOW) == [over]
    assert book.expire(NOW + 1) == [last]
    assert book.of_signer(TRADER) == [open_]
    assert book.of_signer(MAKER) == []


def test_levels_add_up_by_price() -> None:
    book = filled_book(quote(11, 4), quote(10, 5), quote(10, 6, signer=SECOND_MAKER), quote(12, 1))

    assert book.levels(CALL, Side.SELL, 2) == [Level(10, 11, 2), Level(11, 4, 1)]
    assert book.levels(CALL, Side.BUY, 2) == []
    assert book.levels(PUT, Side.SELL, 2) == []
    assert book.instruments() == [CALL]


def test_memory_follows_what_is_open() -> None:
    """Ten thousand that come and go leave nothing behind, whatever their prices, groups and signers."""
    book = Book()
    for number in range(10_000):
        entry = quote(number, 5, group=number, signer=f"0x{number:040x}")
        book.add(entry)
        book.reserve(entry.group, 5)
        book.remove(entry.id)
        book.release(entry.group, 5)

    assert len(book) == book.count(Kind.QUOTE) == 0
    leftovers = {name: len(value) for name, value in vars(book).items() if name != "_count" and len(value)}
    assert leftovers.pop("_ends", 0) <= 65
    assert leftovers == {}


# Against a matcher that looks at everything each time

SIDES = st.sampled_from(
    [(Kind.QUOTE, Side.SELL), (Kind.QUOTE, Side.BUY), (Kind.ORDER, Side.BUY), (Kind.ORDER, Side.SELL)]
)
ARRIVALS = st.lists(
    st.tuples(
        SIDES,
        st.integers(8, 12),  # price
        st.integers(1, 6),  # size
        st.sampled_from([None, 1, 2]),  # group; None: one of its own
        st.sampled_from([None, POOL, SECOND_POOL]),
        st.sampled_from([None, TRADER, SECOND_TRADER]),
        st.sampled_from(["stay", "settle", "fail"]),
    ),
    max_size=30,
)


def entry_of(
    kind: Kind, side: Side, price: int, size: int, group: int | None, pool: str | None, who: str | None
) -> Entry:
    changes = {} if group is None else {"group": group}
    if kind is Kind.QUOTE:
        return quote(price, size, side=side, pool=pool or POOL, taker=who, **changes)
    return order(price, size, side=side, pool=pool, signer=who or TRADER, **changes)


def expected(entries: list[Entry], used: Counter[Group], new: Entry) -> list[Match]:
    """What must match when `new` comes: the best of all that may, again and again."""

    def left(entry: Entry) -> int:
        return entry.size - used[entry.group]

    matches: list[Match] = []
    candidates = [e for e in entries if e.kind is not new.kind and e.side is not new.side]
    sign = 1 if new.side is Side.BUY else -1
    while True:
        open_ = [
            e
            for e in candidates
            if left(e) > 0
            and sign * e.price <= sign * new.price
            and suits(*((new, e) if new.kind is Kind.ORDER else (e, new)))
        ]
        if not open_ or left(new) <= 0:
            return matches
        best = min(open_, key=lambda e: (sign * e.price, e.sequence))
        size = min(left(best), left(new))
        used[best.group] += size
        used[new.group] += size
        pair = (new, best) if new.kind is Kind.ORDER else (best, new)
        matches.append(Match(pair[0].id, pair[1].id, size))


@given(ARRIVALS)
def test_matching_is_that_of_the_plain_rules(arrivals: list) -> None:
    """The same pairs in the same order, and of no group more than the largest size signed for it."""
    book, entries, used, settled = Book(), {}, Counter(), Counter()
    for (kind, side), price, size, group, pool, who, fate in arrivals:
        new = entry_of(kind, side, price, size, group, pool, who)
        book.add(new, settled[new.group])
        matches = book.cross(new.id, NOW)

        assert matches == (expected([e for e in entries.values() if e.id in book], used, new) if new.id in book else [])
        entries[new.id] = new
        for match in matches:
            for entry in (entries[match.order_id], entries[match.quote_id]):
                if fate == "fail":
                    used[entry.group] -= match.size
                    book.release(entry.group, match.size)
                elif fate == "settle":
                    settled[entry.group] += match.size
                    book.release(entry.group, match.size)
                    book.consume(entry.group, settled[entry.group])
        for entry in entries.values():
            assert used[entry.group] <= max(e.size for e in entries.values() if e.group == entry.group)
            if entry.id in book:
                assert book.remaining(entry) == max(entry.size - used[entry.group], 0)
            else:
                assert settled[entry.group] >= entry.size
