"""``PriceWord`` and ``SessionWord``: fields come out as they went in, at the bits that docs/oracle.md names."""

from typing import Any

from brownie.test import given
from hypothesis import strategies as st

from evershare.calendar import CLOSED, MINUTES_PER_DAY, Session, pack_session

# mid, below, above, base, drift, observedAt, flags, calendarId, maxAge, openFor
WIDTHS = (96, 30, 32, 10, 11, 32, 9, 10, 18, 8)
FIELDS = st.tuples(*(st.integers(0, 2**width - 1) for width in WIDTHS))


@given(fields=FIELDS)
def test_price_word(maths: Any, fields: tuple[int, ...]) -> None:
    word, shift = 0, 0
    for value, width in zip(fields, WIDTHS, strict=True):
        word |= value << shift
        shift += width
    assert shift == 256

    assert maths.pack(fields) == word
    assert tuple(map(int, maths.unpack(word))) == fields


@given(
    times=st.lists(st.integers(0, MINUTES_PER_DAY - 1), min_size=3, max_size=3, unique=True).map(sorted),
    after_hours=st.integers(0, MINUTES_PER_DAY),
    day=st.integers(0, 60_000),
    before=st.integers(0, 2**245 - 1),
)
def test_session_word(maths: Any, times: list[int], after_hours: int, day: int, before: int) -> None:
    session = Session(*times, times[-1] + after_hours)

    word = int(maths.setSession(before, day, session))

    published, stored = maths.sessionAt(word, day)
    assert published is True
    assert Session(*map(int, stored)) == session
    place = day % 5
    untouched = ~((2**48 - 1) << 48 * place | 1 << (240 + place))
    assert word & untouched == before & untouched
    assert word >> 48 * place & (2**48 - 1) == pack_session(session)
    assert int(maths.setSession(word, day, CLOSED)) >> 48 * place & (2**48 - 1) == 0
