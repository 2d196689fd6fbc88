"""``lastSession`` and ``lastRegularOpen``."""

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

LAST_DAY = (FIRST_DAY + PUBLISHED_DAYS - 1) * DAY
EXTENDED = 2
TODAY = THURSDAY // DAY
PRE_MARKET = 8 * 3_600


@pytest.mark.parametrize(
    ("time", "opened_at", "last_open_at"),
    [
        (FIRST_DAY * DAY + OPEN - 1, 0, 0),
        (FIRST_DAY * DAY + OPEN, FIRST_DAY * DAY + OPEN, FIRST_DAY * DAY + OPEN),
        (THURSDAY + OPEN + 5, THURSDAY + OPEN, THURSDAY + OPEN + 5),
        (THURSDAY + CLOSE, THURSDAY + OPEN, THURSDAY + CLOSE),
        (THURSDAY + CLOSE + 1, THURSDAY + OPEN, THURSDAY + CLOSE),
        (SATURDAY, FRIDAY + OPEN, FRIDAY + CLOSE),
        (MONDAY + OPEN - 1, FRIDAY + OPEN, FRIDAY + CLOSE),
        (LAST_DAY + 20 * DAY, LAST_DAY + OPEN, LAST_DAY + CLOSE),
        (LAST_DAY + 31 * DAY, 0, 0),
    ],
)
def test_new_york(desk: OracleDesk, time: int, opened_at: int, last_open_at: int) -> None:
    closes_at = opened_at + CLOSE - OPEN if opened_at else 0
    assert tuple(desk.calendar.lastSession(NEW_YORK, time)) == (opened_at, last_open_at, closes_at)
    assert desk.calendar.lastRegularOpen(NEW_YORK, time) == last_open_at


def test_calendar_0_never_closes(desk: OracleDesk) -> None:
    assert tuple(desk.calendar.lastSession(0, SATURDAY + 9)) == (SATURDAY, SATURDAY + 9, SATURDAY + DAY)


@pytest.fixture(scope="module")
def extended(desk: OracleDesk) -> int:
    """Pre-market from 08:00, regular 13:30 to 20:00, after hours to 01:00 of the next day."""
    desk.publish(TODAY, [Session(480, 810, 1_200, 1_500), CLOSED], calendar_id=EXTENDED)
    return EXTENDED


@pytest.mark.parametrize(
    ("time", "last_open_at", "last_regular", "is_regular"),
    [
        (THURSDAY + PRE_MARKET - 1, 0, 0, False),
        (THURSDAY + PRE_MARKET, THURSDAY + PRE_MARKET, 0, False),
        (THURSDAY + OPEN - 1, THURSDAY + OPEN - 1, 0, False),
        (THURSDAY + OPEN, THURSDAY + OPEN, THURSDAY + OPEN, True),
        (THURSDAY + CLOSE - 1, THURSDAY + CLOSE - 1, THURSDAY + CLOSE - 1, True),
        (THURSDAY + CLOSE, THURSDAY + CLOSE, THURSDAY + CLOSE, False),
        (FRIDAY + 3_599, FRIDAY + 3_599, THURSDAY + CLOSE, False),
        (FRIDAY + 3_601, FRIDAY + 3_600, THURSDAY + CLOSE, False),
    ],
)
def test_extended_hours(
    desk: OracleDesk, extended: int, time: int, last_open_at: int, last_regular: int, is_regular: bool
) -> None:
    assert desk.calendar.lastSession(extended, time)[1] == last_open_at
    assert desk.calendar.lastRegularOpen(extended, time) == last_regular
    assert desk.calendar.isRegular(extended, time) is is_regular


def test_a_regular_session_may_run_past_midnight(desk: OracleDesk) -> None:
    """From 22:00 to 02:00, with nothing on the days beside it."""
    calendar_id = EXTENDED + 1
    desk.publish(TODAY, [CLOSED, Session(1_320, 1_320, 1_560, 1_560), CLOSED, CLOSED], calendar_id=calendar_id)
    opens_at = THURSDAY + DAY + 22 * 3_600

    edges = (opens_at - 1, opens_at, opens_at + 4 * 3_600 - 1, opens_at + 4 * 3_600)
    assert [desk.calendar.isRegular(calendar_id, time) for time in edges] == [False, True, True, False]
