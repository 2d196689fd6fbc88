"""Limits: who floods shares what he takes, and nobody's memory grows."""

from dataclasses import replace

import pytest

from evershare.matcher.book import Book, Kind
from evershare.matcher.limits import Limits, Rates, TooMany
from tests.support.matching import MAKER, SECOND_TRADER, TRADER, order, quote

SMALL = Limits(places=12, of_one_signer=100)


def flood(book: Book, limits: Limits, signers: list[str], rounds: int) -> None:
    """Everybody in turn asks for a place, again and again."""
    for _ in range(rounds):
        for signer in signers:
            try:
                limits.check_room(book, signer, Kind.ORDER)
            except TooMany:
                continue
            book.add(order(10, 1, signer=signer))


def test_a_signer_has_a_number_of_places() -> None:
    book, limits = Book(), replace(SMALL, of_one_signer=2)
    flood(book, limits, [TRADER], 2)

    with pytest.raises(TooMany, match=f"{TRADER} has 2 open orders: a signer may have 2 at most"):
        limits.check_room(book, TRADER, Kind.ORDER)
    limits.check_room(book, SECOND_TRADER, Kind.ORDER)


def test_one_who_floods_takes_half() -> None:
    book = Book()
    flood(book, SMALL, [TRADER], 1_000)

    assert book.count_of(TRADER, Kind.ORDER) == 6
    with pytest.raises(TooMany, match=f"{TRADER} has 6 open orders: a signer may have no more than are free, now 6"):
        SMALL.check_room(book, TRADER, Kind.ORDER)


def test_three_who_flood_take_a_quarter_each() -> None:
    book = Book()
    floods = [f"0x{number:040x}" for number in range(3)]
    flood(book, SMALL, floods, 1_000)

    assert [book.count_of(signer, Kind.ORDER) for signer in floods] == [3, 3, 3]
    SMALL.check_room(book, TRADER, Kind.ORDER)


def test_a_full_book() -> None:
    book = Book()
    flood(book, SMALL, [f"0x{number:040x}" for number in range(100)], 1)

    with pytest.raises(TooMany, match="the book is full: it holds 12 open orders at most"):
        SMALL.check_room(book, TRADER, Kind.ORDER)


def test_orders_do_not_crowd_out_quotes() -> None:
    book = Book()
    flood(book, SMALL, [f"0x{number:040x}" for number in range(100)], 1)

    SMALL.check_room(book, MAKER, Kind.QUOTE)
    book.add(quote(10, 1))
    assert book.count(Kind.QUOTE) == 1


def test_a_rate_is_refilled_by_time() -> None:
    rates = Rates(per_second=2, burst=3, remembered=10)
    for _ in range(3):
        rates.spend("client", 100.0)

    with pytest.raises(TooMany, match="client has sent too much: 2 a second and 3 at once at most"):
        rates.spend("client", 100.4)
    rates.spend("another", 100.4)
    rates.spend("client", 100.5)
    with pytest.raises(TooMany):
        rates.spend("client", 100.5)


def test_only_recent_names_are_remembered() -> None:
    rates = Rates(per_second=1, burst=5, remembered=10)
    for number in range(10_000):
        rates.spend(str(number), 0.0)

    assert len(rates) == 10
