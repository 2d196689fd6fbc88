"""Trading sessions, packed the way ``TradingCalendar`` stores them.

Days are Unix days (seconds since 1970 // 86,400); times of a session are minutes from 00:00 UTC of its day.
"""

import datetime
import importlib
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from evershare.errors import InvalidInput, MissingPackage

SECONDS_PER_DAY = 86_400
MINUTES_PER_DAY = 1_440
DAYS_PER_WORD = 5
MAX_PUBLICATION_DAYS = 60

_BITS_PER_DAY = 48
_BITS_PER_TIME = 12
_PUBLISHED_BIT = 240
_EPOCH = datetime.date(1970, 1, 1)
_SATURDAY = 5
_MARGIN = datetime.timedelta(days=14)  # so that a schedule always has sessions


class Session(NamedTuple):
    """One day's session in minutes of the UTC day; all zero = closed. Closes are exclusive, and may pass midnight."""

    extended_open: int
    regular_open: int
    regular_close: int
    extended_close: int

    @property
    def is_closed(self) -> bool:
        """Whether the market stays closed that day."""
        return not any(self)


CLOSED = Session(0, 0, 0, 0)
# New York, 09:30 to 16:00: UTC - 4 h in summer, UTC - 5 h in winter (rule 51, New York Stock Exchange).
NEW_YORK_SUMMER = Session(810, 810, 1_200, 1_200)
NEW_YORK_WINTER = Session(870, 870, 1_260, 1_260)


def unix_day(date: datetime.date) -> int:
    """The Unix day of a date in UTC."""
    return (date - _EPOCH).days


def weekday_sessions(
    first: datetime.date, days: int, session: Session, holidays: Collection[datetime.date] = ()
) -> list[Session]:
    """The same session on each weekday that is no holiday, one entry for each of ``days`` days from ``first``."""
    dates = (first + datetime.timedelta(days=offset) for offset in range(days))
    return [CLOSED if date.weekday() >= _SATURDAY or date in holidays else session for date in dates]


def exchange_sessions(exchange: str, first: datetime.date, days: int) -> list[Session]:
    """Regular sessions with holidays and early closes by an exchange's own rules, one entry for each of ``days`` days.

    ``exchange`` is a MIC, such as XNYS. Days far ahead follow the rules of today. Raises InvalidInput if it is unknown
    or rests at noon, and MissingPackage without the package exchange_calendars (the extra ``calendar``).
    """
    if days < 1:
        raise InvalidInput(f"days: must be at least 1, got {days}")
    dates = [first + datetime.timedelta(days=offset) for offset in range(days)]
    schedule = _schedule(exchange, first - _MARGIN, dates[-1] + _MARGIN)
    sessions = {day.date(): day for day in schedule.sessions}
    return [_session(schedule, sessions[date]) if date in sessions else CLOSED for date in dates]


def validate(session: Session) -> None:
    """Raise ValueError for a session that ``TradingCalendar`` would refuse."""
    extended_open, regular_open, regular_close, extended_close = session
    in_order = 0 <= extended_open <= regular_open < regular_close <= extended_close <= 2 * MINUTES_PER_DAY
    if not session.is_closed and not (in_order and extended_open < MINUTES_PER_DAY):
        raise ValueError(f"session out of order: {session}")


def pack_session(session: Session) -> int:
    """The 48 bits of one day: four times of 12 bits, the extended open lowest. ValueError if out of order."""
    validate(session)
    return sum(time << _BITS_PER_TIME * place for place, time in enumerate(session))


def pack_days(first_day: int, sessions: Sequence[Session]) -> dict[int, int]:
    """The storage words of a first publication: word of each ``day // 5``, bits 240 to 244 marking published days."""
    words: dict[int, int] = {}
    for day, session in enumerate(sessions, start=first_day):
        index, place = divmod(day, DAYS_PER_WORD)
        word = pack_session(session) << _BITS_PER_DAY * place | 1 << (_PUBLISHED_BIT + place)
        words[index] = words.get(index, 0) | word
    return words


def publications(first_day: int, sessions: Sequence[Session]) -> list[tuple[int, list[Session]]]:
    """Split sessions into arguments of ``publish``: (first day, sessions), at most 60 days each."""
    return [
        (first_day + start, list(sessions[start : start + MAX_PUBLICATION_DAYS]))
        for start in range(0, len(sessions), MAX_PUBLICATION_DAYS)
    ]


def _schedule(exchange: str, first: datetime.date, last: datetime.date) -> Any:
    """The exchange's calendar from exchange_calendars, which brings pandas and is therefore only loaded here."""
    try:
        package = importlib.import_module("exchange_calendars")
    except ImportError:
        raise MissingPackage("exchange_calendars is not installed: pip install 'evershare[calendar]'") from None
    try:
        return package.get_calendar(exchange, start=first.isoformat(), end=last.isoformat())
    except package.errors.InvalidCalendarName:
        raise InvalidInput(f"exchange: exchange_calendars knows no {exchange!r}") from None


def _session(schedule: Any, day: Any) -> Session:
    if schedule.session_has_break(day):
        raise InvalidInput(f"exchange: {schedule.name} rests at noon on {day.date()}, and a session has no break")
    opens, closes = (
        int(time.timestamp()) // 60 - unix_day(day.date()) * MINUTES_PER_DAY
        for time in (schedule.session_open(day), schedule.session_close(day))
    )
    return Session(opens, opens, closes, closes)
