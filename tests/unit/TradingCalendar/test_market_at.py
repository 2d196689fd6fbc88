"""``marketAt``, and ``isOpen``, which is the first half of it."""

import pytest

from evershare.calendar import CLOSED, Session
from tests.support.oracle import (
    CLOSE,
    DAY,
    FIRST_DAY,
    FRIDAY,
    MONDAY,
    NEW_YORK,
    OPEN,
    PUBLISHED_DAYS,
    SATURDAY,
    THURSDAY,
    OracleDesk,
)

END = (FIRST_DAY + PUBLISHED_DAYS) * DAY
OVERNIGHT = 2
TODAY = THURSDAY // DAY


@pytest.fixture(scope="module")
def overnight(desk: OracleDesk) -> int:
    """Opens at 22:00, closes at 05:00 of the next day; rests on the third day; then 24 hours without a break."""
    late = Session(1_320, 1_320, 1_740, 1_740)
    round_the_clock = Session(0, 0, 1_440, 1_440)
    desk.publish(TODAY, [late, late, CLOSED, round_the_clock, round_the_clock], calendar_id=OVERNIGHT)
    return OVERNIGHT


@pytest.mark.parametrize(
    ("time", "is_open", "next_open"),
    [
        (THURSDAY, False, THURSDAY + OPEN),
        (THURSDAY + OPEN - 1, False, THURSDAY + OPEN),
        (THURSDAY + OPEN, True, THURSDAY + OPEN),
        (THURSDAY + CLOSE - 1, True, THURSDAY + CLOSE - 1),
        (THURSDAY + CLOSE, False, FRIDAY + OPEN),
        (FRIDAY + CLOSE, False, MONDAY + OPEN),
        (SATURDAY, False, MONDAY + OPEN),
        (END - DAY + CLOSE, False, 0),
        (END, False, 0),
        (FIRST_DAY * DAY - 1, False, 0),
    ],
)
def test_new_york(desk: OracleDesk, time: int, is_open: bool, next_open: int) -> None:
    assert tuple(desk.calendar.marketAt(NEW_YORK, time)) == (is_open, next_open)
    assert desk.calendar.isOpen(NEW_YORK, time) is is_open


@pytest.mark.parametrize(
    ("hours", "is_open", "next_open_hours"),
    [
        (0, False, 22),
        (22, True, 22),
        (24, True, 24),
        (28, True, 28),
        (29, False, 46),
        (46, True, 46),
        (48, True, 48),
        (53, False, 72),
        (72, True, 72),
        (96, True, 96),
        (119, True, 119),
        (120, False, None),
    ],
)
def test_past_midnight(
    desk: OracleDesk, overnight: int, hours: int, is_open: bool, next_open_hours: int | None
) -> None:
    next_open = 0 if next_open_hours is None else THURSDAY + 3_600 * next_open_hours
    assert tuple(desk.calendar.marketAt(overnight, THURSDAY + 3_600 * hours)) == (is_open, next_open)


@pytest.mark.parametrize("time", [THURSDAY, SATURDAY + 1, END])
def test_calendar_0_never_closes(desk: OracleDesk, time: int) -> None:
    assert tuple(desk.calendar.marketAt(0, time)) == (True, time)


def test_unpublished_calendar(desk: OracleDesk) -> None:
    assert tuple(desk.calendar.marketAt(9, THURSDAY)) == (False, 0)


@pytest.mark.parametrize(("days_closed", "next_open_day"), [(30, 30), (31, None)])
def test_looks_thirty_days_ahead(desk: OracleDesk, days_closed: int, next_open_day: int | None) -> None:
    desk.publish(TODAY, [CLOSED] * days_closed + [Session(0, 0, 1, 1)], calendar_id=3)
    expected = 0 if next_open_day is None else THURSDAY + next_open_day * DAY
    assert tuple(desk.calendar.marketAt(3, THURSDAY)) == (False, expected)
