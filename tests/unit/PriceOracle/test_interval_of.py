import pytest

from evershare.model.interval import WAD, Interval, around, half_width_up
from tests.support.oracle import (
    BASE_BPS,
    CLOSE,
    DAY,
    DRIFT_BPS,
    FRIDAY,
    HOUR,
    MONDAY,
    OPEN,
    SATURDAY,
    THURSDAY,
    OracleDesk,
    move_to,
    usd,
)
from tests.support.reverts import reverts

PRICE = usd(200)
PUBLISHED_AT = FRIDAY + OPEN + HOUR
OLD_BASE_BPS = 3 * BASE_BPS  # of a signed update older than 15 seconds


def expected(age: int, base: int = OLD_BASE_BPS, confidence: int = 0) -> Interval:
    return around(PRICE, confidence, confidence, half_width_up(base, DRIFT_BPS, age))


@pytest.mark.parametrize("asset_id", [1, 7])
def test_never_observed(desk: OracleDesk, asset_id: int) -> None:
    with reverts("PriceNeverObserved", asset_id):
        desk.oracle.intervalOf(asset_id)


def test_usd_is_one(desk: OracleDesk) -> None:
    assert desk.interval(0) == (WAD, WAD, WAD)


@pytest.mark.parametrize(("age", "base"), [(0, BASE_BPS), (15, BASE_BPS), (16, OLD_BASE_BPS), (9 * DAY, OLD_BASE_BPS)])
def test_widens_with_age(desk: OracleDesk, btc: int, age: int, base: int) -> None:
    desk.observe(btc, PRICE, PUBLISHED_AT, confidence=PRICE // 1_000)
    move_to(PUBLISHED_AT + age)

    assert desk.interval(btc) == expected(age, base, confidence=10**6)


def test_half_is_at_most_90_percent(desk: OracleDesk, btc: int) -> None:
    desk.observe(btc, PRICE, PUBLISHED_AT)
    move_to(PUBLISHED_AT + 1_000 * DAY)

    assert desk.interval(btc) == (PRICE // 10, PRICE, PRICE * 19 // 10)


def test_base_of_a_feed_that_pushes_holds_at_any_age(desk: OracleDesk) -> None:
    push = desk.containers.PriceSourceMock.deploy(False, {"from": desk.roles["keeper"]})
    gold = desk.list_asset(desk.source(source=push, baseBps=70, deviationBps=50), symbol="0x" + "a7" * 32)
    push.set(desk.source()[1], PRICE, 0, PUBLISHED_AT, {"from": desk.roles["keeper"]})
    desk.refresh(gold, at=PUBLISHED_AT)
    move_to(PUBLISHED_AT + HOUR)

    assert desk.interval(gold) == expected(HOUR, base=70)


@pytest.mark.parametrize("now", [FRIDAY + CLOSE, SATURDAY, MONDAY + OPEN - 1])
def test_closed_market_is_as_wide_as_at_its_next_open(desk: OracleDesk, tsla: int, now: int) -> None:
    """News breaks right after the close, so the whole closure counts from its first second."""
    desk.observe(tsla, PRICE, PUBLISHED_AT)
    move_to(now)

    assert desk.interval(tsla) == expected(MONDAY + OPEN - PUBLISHED_AT)


def test_open_market_ages_by_the_clock(desk: OracleDesk, tsla: int) -> None:
    desk.observe(tsla, PRICE, PUBLISHED_AT)

    for now in (FRIDAY + CLOSE - 1, MONDAY + OPEN, MONDAY + OPEN + HOUR):
        move_to(now)
        assert desk.interval(tsla) == expected(now - PUBLISHED_AT)


@pytest.mark.parametrize("before_close", [1, 599, 600, 4_321])
def test_word_knows_the_close_of_its_session(desk: OracleDesk, tsla: int, before_close: int) -> None:
    """In full ten minutes; after those the calendar is asked, and the last second is open all the same."""
    published_at = FRIDAY + CLOSE - before_close
    desk.observe(tsla, PRICE, published_at)

    assert desk.oracle.observationOf(tsla)["openFor"] == before_close // 600
    for now in sorted({published_at + 1, published_at + before_close // 600 * 600, FRIDAY + CLOSE - 1}):
        if published_at < now < FRIDAY + CLOSE:
            move_to(now)
            age = now - published_at
            assert desk.interval(tsla) == expected(age, BASE_BPS if age <= 15 else OLD_BASE_BPS)
    move_to(FRIDAY + CLOSE)
    assert desk.interval(tsla) == expected(MONDAY + OPEN - published_at)


@pytest.mark.parametrize(("hours", "counted"), [(0, 72), (71, 72), (73, 73)])
def test_unknown_next_open_counts_as_72_hours(desk: OracleDesk, tsla: int, hours: int, counted: int) -> None:
    last_close = THURSDAY - 3 * DAY + 29 * DAY + CLOSE
    desk.observe(tsla, PRICE, last_close)
    move_to(last_close + hours * HOUR + 1)

    assert desk.interval(tsla) == expected(max(counted * HOUR, hours * HOUR + 1))
