"""Sessions from exchange_calendars: a stand-in for the optional package, and the package itself where it is."""

import datetime
import sys
from types import ModuleType, SimpleNamespace

import pytest

from evershare.calendar import CLOSED, NEW_YORK_SUMMER, NEW_YORK_WINTER, Session, exchange_sessions
from evershare.errors import InvalidInput, MissingPackage
from evershare.history import read_stock
from tests.support.prices import DAY, real_prices

FRIDAY = datetime.date(2024, 3, 8)  # before New York's clocks change
UTC = datetime.UTC


class UnknownCalendarError(Exception):
    """The package's error for an exchange that it does not know."""


class NewYork:
    """Weekdays but one early close, with the clock of summer from 10 March on."""

    name = "XNYS"

    def __init__(self, start, end):
        first, last = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
        days = [first + datetime.timedelta(days=offset) for offset in range((last - first).days + 1)]
        self.sessions = [datetime.datetime(d.year, d.month, d.day) for d in days if d.weekday() < 5]

    def session_open(self, day):
        return day.replace(hour=13 if day.date() > FRIDAY else 14, minute=30, tzinfo=UTC)

    def session_close(self, day):
        if day.day == 12:
            return day.replace(hour=17, tzinfo=UTC)
        return day.replace(hour=20 if day.date() > FRIDAY else 21, tzinfo=UTC)

    def session_has_break(self, day):
        return self.name != "XNYS"


@pytest.fixture
def package(monkeypatch):
    """exchange_calendars, as far as it is used."""

    def get_calendar(name, *, start, end):
        if name not in ("XNYS", "XHKG"):
            raise UnknownCalendarError
        calendar = NewYork(start, end)
        calendar.name = name
        return calendar

    stand_in = ModuleType("exchange_calendars")
    stand_in.get_calendar = get_calendar
    stand_in.errors = SimpleNamespace(InvalidCalendarName=UnknownCalendarError)
    monkeypatch.setitem(sys.modules, "exchange_calendars", stand_in)


def test_says_which_package_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "exchange_calendars", None)

    with pytest.raises(
        MissingPackage, match=r"^exchange_calendars is not installed: pip install 'evershare\[calendar\]'$"
    ):
        exchange_sessions("XNYS", FRIDAY, 1)


@pytest.mark.parametrize(
    ("exchange", "days", "message"),
    [
        ("XNYS", 0, "days: must be at least 1, got 0"),
        ("NYSE?", 1, "exchange: exchange_calendars knows no 'NYSE?'"),
        ("XHKG", 1, "exchange: XHKG rests at noon on 2024-03-08, and a session has no break"),
    ],
)
def test_refuses_what_it_cannot_answer(package, exchange, days, message):
    with pytest.raises(InvalidInput) as refused:
        exchange_sessions(exchange, FRIDAY, days)

    assert str(refused.value) == message


def test_knows_weekends_early_closes_and_the_clocks_change(package):
    early = Session(810, 810, 1_020, 1_020)

    assert exchange_sessions("XNYS", FRIDAY, 5) == [NEW_YORK_WINTER, CLOSED, CLOSED, NEW_YORK_SUMMER, early]


def test_days_may_all_be_closed(package):
    assert exchange_sessions("XNYS", FRIDAY + datetime.timedelta(days=1), 2) == [CLOSED, CLOSED]


def test_the_packages_new_york_is_open_when_prices_were_made():
    pytest.importorskip("exchange_calendars", reason="the optional package exchange_calendars is not installed")
    starts = read_stock(real_prices(), "TSLA").starts
    opened = {}
    for start in starts.tolist():
        opened.setdefault(start // DAY, start % DAY // 60)
    first, last = min(opened), max(opened)
    sessions = exchange_sessions("XNYS", datetime.date(1970, 1, 1) + datetime.timedelta(days=first), last - first + 1)

    assert {first + at: s.regular_open for at, s in enumerate(sessions) if not s.is_closed} == opened
