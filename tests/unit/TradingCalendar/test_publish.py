from typing import Any

import pytest
from brownie import web3
from eth_abi import encode
from eth_utils import keccak

from evershare import devchain
from evershare.calendar import CLOSED, NEW_YORK_SUMMER, Session, pack_days
from tests.support.oracle import DAY, FIRST_DAY, NEW_YORK, OPEN, PUBLISHED_DAYS, THURSDAY, OracleDesk
from tests.support.reverts import reverts

TODAY = THURSDAY // DAY
END_DAY = FIRST_DAY + PUBLISHED_DAYS
EARLY_CLOSE = Session(810, 810, 1_020, 1_020)
TOKYO = 2
WORDS_SLOT = 1  # of the contract's storage, after AccessManaged's
# A session that lasts from noon to the end of the next day, as far as one may.
LONG = Session(720, 720, 1_440, 2_880)


def session(desk: OracleDesk, day: int, calendar_id: int = NEW_YORK) -> Session | None:
    published, times = desk.calendar.sessionOf(calendar_id, day)
    return Session(*map(int, times)) if published else None


def test_only_risk(desk: OracleDesk, roles: dict[str, Any]) -> None:
    for role in ("governor", "stranger"):
        with reverts("AccessManagedUnauthorized", roles[role]):
            desk.calendar.publish(NEW_YORK, END_DAY, [NEW_YORK_SUMMER], {"from": roles[role]})


def test_calendar_that_never_closes(desk: OracleDesk) -> None:
    with reverts("CalendarNeverCloses"):
        desk.publish(END_DAY, [NEW_YORK_SUMMER], calendar_id=0)


@pytest.mark.parametrize("days", [0, 61])
def test_length(desk: OracleDesk, days: int) -> None:
    with reverts("PublicationLength", days, 60):
        desk.publish(END_DAY, [NEW_YORK_SUMMER] * days)


def test_gap(desk: OracleDesk) -> None:
    with reverts("PublicationLeavesGap", END_DAY + 1, END_DAY):
        desk.publish(END_DAY + 1, [NEW_YORK_SUMMER])


@pytest.mark.parametrize(
    "bad",
    [
        Session(811, 810, 1_200, 1_200),
        Session(810, 810, 810, 1_200),
        Session(0, 0, 0, 1_200),
        Session(810, 810, 1_200, 1_199),
        Session(1_440, 1_440, 1_500, 1_500),
        Session(720, 720, 1_440, 2_881),
        Session(720, 720, 1_440, 4_096 + 1_440),  # must not be cut to 12 bits
    ],
)
def test_out_of_order(desk: OracleDesk, bad: Session) -> None:
    with reverts("SessionOutOfOrder", END_DAY + 1):
        desk.publish(END_DAY, [NEW_YORK_SUMMER, bad])
    assert session(desk, END_DAY) is None


def test_overlap_within_a_publication(desk: OracleDesk) -> None:
    with reverts("SessionsOverlap", END_DAY + 2):
        desk.publish(END_DAY, [NEW_YORK_SUMMER, LONG, NEW_YORK_SUMMER])


def test_overlap_with_the_day_before(desk: OracleDesk) -> None:
    desk.publish(END_DAY, [LONG])
    with reverts("SessionsOverlap", END_DAY + 1):
        desk.publish(END_DAY + 1, [NEW_YORK_SUMMER])


def test_overlap_with_the_day_after(desk: OracleDesk) -> None:
    with reverts("SessionsOverlap", TODAY + 5):
        desk.publish(TODAY + 4, [LONG])


@pytest.mark.parametrize("changed", [EARLY_CLOSE, CLOSED])
def test_past_and_begun_sessions_stay(desk: OracleDesk, changed: Session) -> None:
    devchain.set_next_timestamp(THURSDAY + OPEN)
    with reverts("SessionHasBegun", TODAY):
        desk.publish(TODAY, [changed])
    with reverts("SessionHasBegun", TODAY - 1):
        desk.publish(TODAY - 1, [changed])
    assert session(desk, TODAY) == session(desk, TODAY - 1) == NEW_YORK_SUMMER


def test_closed_day_cannot_open_in_the_past(desk: OracleDesk) -> None:
    sunday = TODAY + 3
    devchain.set_next_timestamp(sunday * DAY + OPEN)
    with reverts("SessionHasBegun", sunday):
        desk.publish(sunday, [NEW_YORK_SUMMER])


def test_words_are_packed_as_in_python(desk: OracleDesk) -> None:
    extended = Session(480, 810, 1_200, 1_440)
    sessions = [NEW_YORK_SUMMER, EARLY_CLOSE, CLOSED, extended, CLOSED, NEW_YORK_SUMMER, LONG]

    published = desk.publish(FIRST_DAY + 3, sessions, calendar_id=TOKYO)

    assert [session(desk, FIRST_DAY + 3 + i, TOKYO) for i in range(len(sessions))] == sessions
    assert session(desk, FIRST_DAY + 2, TOKYO) is None
    assert session(desk, FIRST_DAY + 3 + len(sessions), TOKYO) is None
    assert desk.calendar.nextDayOf(TOKYO) == FIRST_DAY + 3 + len(sessions)
    event = published.events["SessionsPublished"]
    assert (event["calendarId"], event["firstDay"]) == (TOKYO, FIRST_DAY + 3)
    assert [Session(*map(int, times)) for times in event["sessions"]] == sessions
    for index, word in pack_days(FIRST_DAY + 3, sessions).items():
        assert stored_word(desk, TOKYO, index) == word


def test_past_days_may_be_published_once(desk: OracleDesk) -> None:
    desk.publish(TODAY - 10, [NEW_YORK_SUMMER] * 3, calendar_id=TOKYO)
    assert session(desk, TODAY - 9, TOKYO) == NEW_YORK_SUMMER


def test_repeating_the_past_unchanged(desk: OracleDesk) -> None:
    desk.publish(TODAY - 1, [NEW_YORK_SUMMER, EARLY_CLOSE])
    assert session(desk, TODAY) == EARLY_CLOSE


def test_future_days_may_be_corrected(desk: OracleDesk) -> None:
    desk.publish(TODAY + 1, [EARLY_CLOSE])

    assert session(desk, TODAY + 1) == EARLY_CLOSE
    assert session(desk, TODAY) == NEW_YORK_SUMMER
    assert session(desk, TODAY + 2) == CLOSED
    assert desk.calendar.nextDayOf(NEW_YORK) == END_DAY


def test_one_publication_covers_60_days(desk: OracleDesk) -> None:
    desk.publish(END_DAY, [NEW_YORK_SUMMER] * 60)
    assert desk.calendar.nextDayOf(NEW_YORK) == END_DAY + 60


def stored_word(desk: OracleDesk, calendar_id: int, index: int) -> int:
    outer = keccak(encode(["uint16", "uint256"], [calendar_id, WORDS_SLOT]))
    slot = keccak(encode(["uint256", "bytes32"], [index, outer]))
    return int.from_bytes(web3.eth.get_storage_at(desk.calendar.address, int.from_bytes(slot, "big")), "big")
