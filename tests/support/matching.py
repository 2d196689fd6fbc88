"""Entries of a matcher's book, made in one line."""

from dataclasses import replace
from itertools import count
from typing import Any

from evershare.matcher.book import Entry, Group, Instrument, Kind, Side

CALL = Instrument(1, 300 * 10**18, 5_000, True)
PUT = CALL._replace(is_call=False)
MAKER, SECOND_MAKER, TRADER, SECOND_TRADER = (f"0x{digit * 40}" for digit in "1234")
POOL, SECOND_POOL = (f"0x{digit * 40}" for digit in "56")
FOREVER = 2**40 - 1

_sequence = count(1)


def quote(price: int, size: int, **changes: Any) -> Entry:
    """A pool's offer to sell, to anybody."""
    number = next(_sequence)
    plain = Entry(
        id=f"quote {number}",
        sequence=number,
        kind=Kind.QUOTE,
        side=Side.SELL,
        instrument=CALL,
        price=price,
        size=size,
        group=Group(changes.pop("signer", MAKER), changes.pop("group", number)),
        epoch=0,
        valid_until=FOREVER,
        pool=POOL,
    )
    return replace(plain, **changes)


def order(price: int, size: int, **changes: Any) -> Entry:
    """A trader's order to buy, of any pool."""
    trader = changes.pop("signer", TRADER)
    entry = replace(quote(price, size, signer=trader, group=changes.pop("group", None) or next(_sequence)), pool=None)
    plain = replace(entry, id=f"order {entry.sequence}", kind=Kind.ORDER, side=Side.BUY, account=trader)
    return replace(plain, **changes)
