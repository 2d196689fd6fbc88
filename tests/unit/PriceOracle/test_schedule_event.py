"""``scheduleEvent`` and ``cancelEvent``, and what an event does until it ends."""

from typing import Any

import pytest

from evershare import devchain
from tests.support.oracle import CLOSE, DAY, FRIDAY, HOUR, MONDAY, OPEN, THURSDAY, OracleDesk, move_to, usd
from tests.support.reverts import reverts

EARNINGS = FRIDAY + CLOSE + 300
NOTICE = 24 * HOUR
PRICE = usd(200)


def schedule(desk: OracleDesk, asset_id: int, event_at: int = EARNINGS) -> Any:
    return desk.oracle.scheduleEvent(asset_id, event_at, {"from": desk.roles["risk"]})


class TestReverts:
    def test_only_risk(self, desk: OracleDesk, tsla: int, roles: dict[str, Any]) -> None:
        for role in ("governor", "stranger"):
            with reverts("AccessManagedUnauthorized", roles[role]):
                desk.oracle.scheduleEvent(tsla, EARNINGS, {"from": roles[role]})
            with reverts("AccessManagedUnauthorized", roles[role]):
                desk.oracle.cancelEvent(tsla, {"from": roles[role]})

    @pytest.mark.parametrize("asset_id", [0, 9])
    def test_unlisted_asset(self, desk: OracleDesk, asset_id: int) -> None:
        with reverts("AssetNotListed", asset_id):
            schedule(desk, asset_id)

    def test_too_soon(self, desk: OracleDesk, tsla: int) -> None:
        now = THURSDAY + HOUR
        devchain.set_next_timestamp(now)
        with reverts("EventTooSoon", now + NOTICE - 1, now + NOTICE):
            schedule(desk, tsla, now + NOTICE - 1)

    def test_begun(self, desk: OracleDesk, tsla: int, roles: dict[str, Any]) -> None:
        schedule(desk, tsla)
        devchain.set_next_timestamp(EARNINGS)
        with reverts("EventHasBegun", EARNINGS):
            schedule(desk, tsla, EARNINGS + 30 * DAY)
        with reverts("EventHasBegun", EARNINGS):
            desk.oracle.cancelEvent(tsla, {"from": roles["risk"]})

    def test_nothing_to_cancel(self, desk: OracleDesk, tsla: int, roles: dict[str, Any]) -> None:
        with reverts("EventNotScheduled", tsla):
            desk.oracle.cancelEvent(tsla, {"from": roles["risk"]})


def test_schedules_replaces_and_cancels(desk: OracleDesk, tsla: int, roles: dict[str, Any]) -> None:
    assert schedule(desk, tsla).events["EventScheduled"] == {"assetId": tsla, "eventAt": EARNINGS}
    schedule(desk, tsla, EARNINGS + DAY)
    assert desk.oracle.eventOf(tsla) == EARNINGS + DAY

    cancelled = desk.oracle.cancelEvent(tsla, {"from": roles["risk"]})
    assert cancelled.events["EventEnded"] == {"assetId": tsla, "eventAt": EARNINGS + DAY}
    assert desk.oracle.eventOf(tsla) == 0


def test_from_the_event_to_the_first_regular_price(desk: OracleDesk, tsla: int) -> None:
    schedule(desk, tsla)
    desk.observe(tsla, PRICE, FRIDAY + CLOSE - 1)

    move_to(EARNINGS - 1)
    assert desk.oracle.freshIndexOf(tsla, 0) == desk.oracle.indexOf(tsla, 0) == desk.oracle.tradableIndexOf(tsla, 0)
    for now in (EARNINGS, MONDAY + OPEN):
        move_to(now)
        for read in (desk.oracle.freshIndexOf, desk.oracle.tradableIndexOf):
            for legs in ((tsla, 0), (0, tsla)):
                with reverts("EventInProgress", tsla, EARNINGS):
                    read(*legs)
        with reverts("EventInProgress", tsla, EARNINGS):
            desk.oracle.freshIntervalOf(tsla)
        assert desk.oracle.indexOf(tsla, 0)[1] == PRICE

    ended = desk.observe(tsla, PRICE + usd(2), MONDAY + OPEN + 61)

    assert ended.events["EventEnded"] == {"assetId": tsla, "eventAt": EARNINGS}
    assert desk.oracle.eventOf(tsla) == 0
    assert desk.oracle.freshIndexOf(tsla, 0)[1] == PRICE + usd(2)


def test_price_of_the_close_before_does_not_end_it(desk: OracleDesk, tsla: int) -> None:
    schedule(desk, tsla)
    desk.observe(tsla, PRICE, FRIDAY + CLOSE - 100)
    desk.observe(tsla, PRICE + 1, EARNINGS + 60)  # counts as of the close
    assert desk.oracle.eventOf(tsla) == EARNINGS


def test_pending_jump_does_not_end_it(desk: OracleDesk, tsla: int) -> None:
    schedule(desk, tsla)
    opened = MONDAY + OPEN
    desk.observe(tsla, PRICE, FRIDAY + CLOSE - 1)
    desk.observe(tsla, 3 * PRICE, opened + 61)
    assert desk.oracle.eventOf(tsla) == EARNINGS

    desk.observe(tsla, 3 * PRICE, opened + 181)
    assert desk.oracle.eventOf(tsla) == 0
