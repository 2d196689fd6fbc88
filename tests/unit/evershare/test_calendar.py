import datetime

import pytest

from evershare.calendar import (
    CLOSED,
    NEW_YORK_SUMMER,
    Session,
    pack_days,
    pack_session,
    publications,
    unix_day,
    weekday_sessions,
)

MONDAY = datetime.date(2024, 8, 5)


@pytest.mark.parametrize(
    "bad",
    [
        Session(811, 810, 1_200, 1_200),
        Session(810, 810, 810, 1_200),
        Session(810, 810, 1_200, 1_199),
        Session(1_440, 1_440, 1_500, 1_500),
        Session(0, 0, 1, 2_881),
        Session(-1, 0, 1, 2),
    ],
)
def test_pack_session_out_of_order(bad: Session) -> None:
    with pytest.raises(ValueError, match="out of order"):
        pack_session(bad)


def test_pack_session() -> None:
    assert pack_session(CLOSED) == 0
    assert pack_session(Session(1, 2, 3, 4)) == 1 | 2 << 12 | 3 << 24 | 4 << 36


def test_pack_days_over_two_words() -> None:
    words = pack_days(9, [Session(1, 2, 3, 4), CLOSED])
    assert words == {1: pack_session(Session(1, 2, 3, 4)) << 192 | 1 << 244, 2: 1 << 240}


def test_weekday_sessions() -> None:
    holiday = MONDAY + datetime.timedelta(days=2)
    sessions = weekday_sessions(MONDAY, 7, NEW_YORK_SUMMER, {holiday})
    assert sessions == [NEW_YORK_SUMMER] * 2 + [CLOSED] + [NEW_YORK_SUMMER] * 2 + [CLOSED] * 2


def test_unix_day() -> None:
    assert unix_day(MONDAY) == 1_722_816_000 // 86_400


def test_publications_of_at_most_60_days() -> None:
    sessions = [NEW_YORK_SUMMER] * 130
    assert [(first, len(part)) for first, part in publications(5, sessions)] == [(5, 60), (65, 60), (125, 10)]
