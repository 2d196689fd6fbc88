import pytest

from tests.support.oracle import CLOSE, FRIDAY, HOUR, MAX_AGE, OPEN, SATURDAY, OracleDesk, move_to, usd
from tests.support.reverts import reverts

PUBLISHED_AT = FRIDAY + OPEN + HOUR


def observe_both(desk: OracleDesk, btc: int, tsla: int, at: int) -> None:
    for asset_id, price in ((btc, usd(64_000)), (tsla, usd(200))):
        desk.feed.set(desk.oracle.sourcesOf(asset_id)[0][1], price, 0, at, {"from": desk.roles["keeper"]})
    desk.refresh(btc, tsla, at=at)


def test_never_observed(desk: OracleDesk, btc: int) -> None:
    with reverts("PriceNeverObserved", btc):
        desk.oracle.freshIndexOf(btc, 0)


def test_old_base(desk: OracleDesk, btc: int, tsla: int) -> None:
    observe_both(desk, btc, tsla, PUBLISHED_AT)
    move_to(PUBLISHED_AT + MAX_AGE + 1)

    with reverts("ObservationTooOld", btc, MAX_AGE + 1, MAX_AGE):
        desk.oracle.freshIndexOf(btc, 0)


def test_old_quote_whose_market_is_open(desk: OracleDesk, btc: int, tsla: int) -> None:
    observe_both(desk, btc, tsla, PUBLISHED_AT)
    desk.observe(btc, usd(64_001), PUBLISHED_AT + MAX_AGE + 1)

    with reverts("ObservationTooOld", tsla, MAX_AGE + 1, MAX_AGE):
        desk.oracle.freshIndexOf(btc, tsla)


def test_old_leg_around_the_clock_while_the_stock_sleeps(desk: OracleDesk, btc: int, tsla: int) -> None:
    observe_both(desk, btc, tsla, PUBLISHED_AT)
    move_to(SATURDAY)

    with reverts("ObservationTooOld", btc, SATURDAY - PUBLISHED_AT, MAX_AGE):
        desk.oracle.freshIndexOf(btc, tsla)


@pytest.mark.parametrize("age", [0, MAX_AGE])
def test_fresh_legs(desk: OracleDesk, btc: int, tsla: int, age: int) -> None:
    observe_both(desk, btc, tsla, PUBLISHED_AT)
    move_to(PUBLISHED_AT + age)

    assert desk.oracle.freshIndexOf(btc, tsla) == desk.oracle.indexOf(btc, tsla)
    assert desk.oracle.freshIndexOf(0, 0) == desk.oracle.indexOf(0, 0)


def test_closed_leg_needs_only_to_have_been_observed(desk: OracleDesk, btc: int, tsla: int) -> None:
    observe_both(desk, btc, tsla, FRIDAY + CLOSE - 1)
    desk.observe(btc, usd(63_000), SATURDAY)

    assert desk.oracle.freshIndexOf(btc, tsla) == desk.oracle.indexOf(btc, tsla)


def test_max_age_is_that_of_the_source_that_observed(desk: OracleDesk) -> None:
    keeper = {"from": desk.roles["keeper"]}
    push = desk.containers.PriceSourceMock.deploy(False, keeper)
    heartbeat = desk.source(source=push, baseBps=70, deviationBps=50, maxAge=HOUR)
    gold = desk.list_asset(desk.source(), heartbeat, symbol="0x" + "a7" * 32)
    push.set(desk.source()[1], usd(2_400), 0, PUBLISHED_AT, keeper)
    desk.refresh(gold, at=PUBLISHED_AT)

    move_to(PUBLISHED_AT + HOUR)
    assert desk.oracle.freshIndexOf(gold, 0) == desk.oracle.indexOf(gold, 0)
    move_to(PUBLISHED_AT + HOUR + 1)
    with reverts("ObservationTooOld", gold, HOUR + 1, HOUR):
        desk.oracle.freshIndexOf(gold, 0)
