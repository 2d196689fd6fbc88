"""Trading sessions that are to be published before the published ones run out."""

from __future__ import annotations

import datetime
from typing import Any

from evershare.calendar import MAX_PUBLICATION_DAYS, SECONDS_PER_DAY, exchange_sessions
from evershare.keeper.desk import Desk, Job

LEASES = ("calendar",)
LEAST_DAYS = 14
EXCHANGES = {1: "XNYS"}  # by the calendar's number


def jobs(desk: Desk) -> list[Job]:
    """A publication for each calendar that runs out in two weeks. The governor alone can send it."""
    now = desk.chain.now()
    answers = desk.chain.views([desk.chain.call("TradingCalendar", "nextDayOf", id_) for id_ in EXCHANGES])
    published = {id_: day for id_, day in zip(EXCHANGES, answers, strict=True) if day}
    desk.calendar_days = {id_: day - now // SECONDS_PER_DAY for id_, day in published.items()}
    found = []
    for id_, day in published.items():
        if desk.calendar_days[id_] < LEAST_DAYS:
            about = f"publish sessions of calendar {id_} from day {day}"
            found.append(Job(f"publish {id_}", *LEASES, about, _publication(desk, id_, day)))
    return found


def _publication(desk: Desk, calendar: int, day: int) -> Any:
    def publish() -> Any:
        first = datetime.date(1970, 1, 1) + datetime.timedelta(days=day)
        sessions = exchange_sessions(EXCHANGES[calendar], first, MAX_PUBLICATION_DAYS)
        return desk.contracts.send("TradingCalendar", "publish", calendar, day, [tuple(one) for one in sessions])

    return publish
