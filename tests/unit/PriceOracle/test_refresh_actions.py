"""What ``refresh`` and ``applyDividend`` write before, during and after a corporate action (C2, P1, P2)."""

from fractions import Fraction
from math import floor
from typing import Any

import pytest

from evershare.actions import FREEZE_SECONDS, PriceAction
from tests.support.oracle import (
    CLOSE,
    DAY,
    FRIDAY,
    HOUR,
    MONDAY,
    NEW_YORK,
    OPEN,
    SATURDAY,
    TSLA_KEY,
    WAD,
    OracleDesk,
    move_to,
    rejections,
    usd,
)

LAST = FRIDAY + CLOSE - 60  # the last observation before the action
PRICE = usd(200)  # a share, and a raw token, before it
EX_OPEN = MONDAY + OPEN
IN_SESSION = EX_OPEN + HOUR
DIVIDEND = usd(4)


@pytest.fixture
def stock(desk: OracleDesk, tsla: int) -> int:
    """TSLA, observed a minute before Friday's close."""
    desk.observe(tsla, PRICE, LAST)
    return tsla


@pytest.fixture
def split(desk: OracleDesk, stock: int, roles: dict[str, Any]) -> int:
    """TSLA with a 10:1 split on Saturday."""
    desk.oracle.scheduleRatio(stock, SATURDAY, {"from": roles["corporate_actions"]})
    return stock


@pytest.fixture
def dividend(desk: OracleDesk, stock: int, roles: dict[str, Any]) -> int:
    """TSLA with a dividend of 4 USD on Monday."""
    desk.oracle.scheduleDividend(stock, EX_OPEN, DIVIDEND, {"from": roles["corporate_actions"]})
    return stock


def take_effect(desk: OracleDesk, multiplier: int = 10 * WAD) -> None:
    move_to(SATURDAY)
    desk.token.setMultiplier(multiplier, {"from": desk.roles["keeper"]})


def phase(desk: OracleDesk, asset_id: int) -> int:
    return int(desk.oracle.adjustmentOf(asset_id)[3])


def test_the_factor_after_a_dividend_is_known_before_it(desk: OracleDesk, dividend: int) -> None:
    known, before = desk.oracle.returnFactorAfter(dividend), desk.oracle.returnFactorOf(dividend)
    move_to(EX_OPEN)
    desk.oracle.applyDividend(dividend, {"from": desk.roles["keeper"]})

    assert (before, known) == (WAD, WAD * PRICE // (PRICE - DIVIDEND))
    assert desk.oracle.returnFactorOf(dividend) == known


def test_nothing_is_written_from_the_freeze_on(desk: OracleDesk, split: int) -> None:
    """Not even a true price of the closed market."""
    before = desk.observation(split)
    for at in (SATURDAY - FREEZE_SECONDS, SATURDAY - 1):
        assert rejections(desk.observe(split, PRICE + 1, FRIDAY + CLOSE + 60, at=at)) == ["Frozen"]
    assert desk.observation(split) == before


def test_an_interval_widens_through_the_freeze(desk: OracleDesk, split: int) -> None:
    """P1."""
    take_effect(desk)
    widths = []
    for at in (SATURDAY + 1, MONDAY, IN_SESSION + 4 * HOUR):
        move_to(at)
        interval = desk.interval(split)
        assert 0 < interval.lo < interval.mid == PRICE < interval.hi
        widths.append(interval.hi - interval.lo)
    assert widths == sorted(widths)


def test_a_late_price_of_before_the_split_does_not_count(desk: OracleDesk, split: int) -> None:
    """It would be multiplied by the new multiplier."""
    take_effect(desk)
    assert rejections(desk.observe(split, PRICE + 1, LAST + 30, at=IN_SESSION)) == ["BeforeAction"]


@pytest.mark.parametrize(
    ("share_price", "reason"),
    [
        (PRICE + 1, "Discontinuous"),
        (usd(16), "Discontinuous"),
        (usd(24), "Discontinuous"),
        (usd("16.01"), None),
        (usd("23.99"), None),
    ],
)
def test_the_first_price_has_to_continue_the_last(
    desk: OracleDesk, split: int, share_price: int, reason: str | None
) -> None:
    """Within 20 %, as its interval is wider by Monday; the feed of a false 10:1 split is far from that."""
    take_effect(desk)
    refreshed = desk.observe(split, share_price, IN_SESSION)

    assert rejections(refreshed) == ([reason] if reason else [])
    assert phase(desk, split) == (PriceAction.RATIO if reason else PriceAction.CONTINUOUS)
    assert desk.observation(split)[0] == (PRICE if reason else share_price * 10)


def test_the_band_is_the_interval_where_that_is_narrower(desk: OracleDesk, stock: int, roles: dict[str, Any]) -> None:
    """An action in the middle of a session."""
    price = usd(201)
    desk.observe(stock, price, IN_SESSION)
    desk.oracle.scheduleRatio(stock, IN_SESSION + HOUR, {"from": roles["corporate_actions"]})
    move_to(IN_SESSION + HOUR)
    # 10 bps and 250 bps for each square root of an hour.
    edge = price * 260 // 10_000
    for distance, continues in ((edge, True), (edge + 1_000, False)):
        assert desk.oracle.isContinuous(stock, price + distance) == continues
        assert desk.oracle.isContinuous(stock, price - distance) == continues


def test_what_continues_the_last_price_is_no_jump(desk: OracleDesk, roles: dict[str, Any]) -> None:
    """Of a quiet stock with a wide base: 1.5 % in an hour are inside its interval, and beyond the band of jumps."""
    source = desk.source(key=TSLA_KEY, pricesShares=True, baseBps=200)
    quiet = desk.list_asset(source, calendarId=NEW_YORK, token=desk.token, driftBps=10)
    desk.observe(quiet, PRICE, IN_SESSION)
    desk.oracle.scheduleRatio(quiet, IN_SESSION + HOUR, {"from": roles["corporate_actions"]})
    move_to(IN_SESSION + HOUR)

    refreshed = desk.observe(quiet, PRICE * 1_015 // 1_000, IN_SESSION + HOUR + 1)

    assert "JumpPending" not in refreshed.events
    assert desk.observation(quiet)[0] == PRICE * 1_015 // 1_000


def test_the_first_price_is_of_a_regular_session(desk: OracleDesk, stock: int, roles: dict[str, Any]) -> None:
    """With extended hours from 08:00: a price of before the bell does not count."""
    day = MONDAY // DAY
    desk.publish(day, [(480, 810, 1_200, 1_440)])
    desk.oracle.scheduleRatio(stock, SATURDAY, {"from": roles["corporate_actions"]})
    take_effect(desk)

    assert rejections(desk.observe(stock, usd(20), EX_OPEN - 1)) == ["NotRegular"]
    assert phase(desk, stock) == PriceAction.RATIO
    refreshed = desk.observe(stock, usd(20), EX_OPEN)
    assert refreshed.events["PriceContinued"] == {"assetId": stock, "mid": PRICE, "observedAt": EX_OPEN}


def test_after_the_first_price_observation_goes_on_and_risk_waits(desk: OracleDesk, split: int) -> None:
    take_effect(desk)
    desk.observe(split, usd("20.1"), IN_SESSION)
    desk.observe(split, usd("20.2"), IN_SESSION + 10)

    assert desk.observation(split)[0] == usd(202)
    assert desk.oracle.isFrozen(split)
    desk.oracle.endAction(split, {"from": desk.roles["corporate_actions"]})
    assert not desk.oracle.isFrozen(split)
    desk.observe(split, usd("20.3"), IN_SESSION + 20)
    assert desk.oracle.freshIndexOf(split, 0)[1] == usd(203)


def test_a_second_source_from_before_the_split_does_not_widen_the_first_price(
    desk: OracleDesk, roles: dict[str, Any]
) -> None:
    key = "0x" + "76" * 32
    sources = [desk.source(key=k, pricesShares=True, maxAge=3 * DAY) for k in (TSLA_KEY, key)]
    stock = desk.list_asset(*sources, symbol="0x" + "07" * 32, calendarId=NEW_YORK, token=desk.token)
    keeper = {"from": roles["keeper"]}
    desk.feed.set(key, PRICE + 2, 0, LAST, keeper)
    desk.observe(stock, PRICE, LAST)
    desk.oracle.scheduleRatio(stock, SATURDAY, {"from": roles["corporate_actions"]})
    take_effect(desk)
    desk.feed.set(key, PRICE + 3, 0, LAST + 1, keeper)

    assert rejections(desk.observe(stock, usd(20), IN_SESSION)) == ["BeforeAction"]
    assert desk.observation(stock)[:3] == (PRICE, 0, 0)


def test_an_asset_never_observed_takes_its_first_price(desk: OracleDesk, tsla: int, roles: dict[str, Any]) -> None:
    desk.oracle.scheduleRatio(tsla, SATURDAY, {"from": roles["corporate_actions"]})
    take_effect(desk)
    desk.observe(tsla, usd(20), IN_SESSION)

    assert phase(desk, tsla) == PriceAction.CONTINUOUS
    assert desk.observation(tsla)[0] == PRICE


@pytest.mark.parametrize("end", ["fixPrice", "delist"])
def test_an_ended_asset_is_observed_no_more(desk: OracleDesk, stock: int, roles: dict[str, Any], end: str) -> None:
    arguments = (PRICE,) if end == "fixPrice" else ()
    desk.oracle.scheduleRatio(stock, SATURDAY, {"from": roles["corporate_actions"]})
    getattr(desk.oracle, end)(stock, *arguments, {"from": roles["corporate_actions"]})
    desk.oracle.setHalted(stock, False, {"from": roles["risk"]})

    assert rejections(desk.observe(stock, PRICE + 1, IN_SESSION)) == ["Frozen"]


def test_a_dividend_is_not_taken_off_early(desk: OracleDesk, dividend: int) -> None:
    move_to(EX_OPEN - 2)
    assert "DividendApplied" not in desk.oracle.applyDividend(dividend, {"from": desk.roles["stranger"]}).events
    assert desk.observation(dividend)[0] == PRICE
    assert desk.oracle.returnFactorOf(dividend) == WAD


def test_a_dividend_counts_from_the_last_price_before_it(desk: OracleDesk, dividend: int) -> None:
    """Nobody chooses P: it is the last confirmed price, also one of the day before that arrives late."""
    desk.observe(dividend, usd(201), FRIDAY + CLOSE - 1, at=EX_OPEN - 1)
    applied = desk.oracle.applyDividend(dividend, {"from": desk.roles["stranger"]})

    factor = 201 * WAD // 197
    expected = {"assetId": dividend, "dividend": DIVIDEND, "mid": usd(197), "returnFactor": factor}
    assert applied.events["DividendApplied"] == expected
    assert desk.oracle.returnFactorOf(dividend) == factor
    assert desk.observation(dividend)[0] == usd(197)
    assert not desk.oracle.isFrozen(dividend)
    assert "DividendApplied" not in desk.oracle.applyDividend(dividend, {"from": desk.roles["stranger"]}).events


def test_a_refresh_takes_it_off_and_compares_with_what_is_left(desk: OracleDesk, dividend: int) -> None:
    """2 % less is no jump; it neither moves the total return, nor is taken off twice."""
    refreshed = desk.observe(dividend, usd(196), EX_OPEN + 60)

    assert "DividendApplied" in refreshed.events
    assert "JumpPending" not in refreshed.events
    assert desk.oracle.intervalOf(dividend)[1] == desk.oracle.freshIntervalOf(dividend)[1] == usd(196)
    assert abs(desk.oracle.freshIndexOf(dividend, 0)[1] - PRICE) <= 200  # wei
    assert desk.oracle.freshIndexOf(0, dividend)[1] == desk.oracle.indexMidOf(0, dividend) == WAD // 200


def test_a_price_of_before_the_ex_date_does_not_count_after_it(desk: OracleDesk, dividend: int) -> None:
    assert rejections(desk.observe(dividend, PRICE + 1, FRIDAY + CLOSE - 1, at=EX_OPEN)) == ["BeforeAction"]
    assert desk.observation(dividend)[0] == PRICE - DIVIDEND


def test_a_price_of_the_very_second_of_the_ex_date_counts(desk: OracleDesk, stock: int, roles: dict[str, Any]) -> None:
    desk.oracle.scheduleDividend(stock, IN_SESSION, DIVIDEND, {"from": roles["corporate_actions"]})

    assert rejections(desk.observe(stock, PRICE - DIVIDEND + 1, IN_SESSION, at=IN_SESSION)) == []
    assert desk.observation(stock)[0] == PRICE - DIVIDEND + 1


def test_a_dividend_takes_a_fifth_of_the_price_at_most(desk: OracleDesk, stock: int, roles: dict[str, Any]) -> None:
    """The price has fallen since it was scheduled: refreshing must go on."""
    desk.oracle.scheduleDividend(stock, EX_OPEN, usd(40), {"from": roles["corporate_actions"]})
    desk.observe(stock, usd(198), FRIDAY + CLOSE - 30)
    move_to(EX_OPEN)
    event = desk.oracle.applyDividend(stock, {"from": roles["stranger"]}).events["DividendApplied"]

    assert (event["dividend"], event["mid"]) == (usd("39.6"), usd("158.4"))
    assert event["returnFactor"] == WAD * 5 // 4


def test_a_total_return_is_rounded_down(desk: OracleDesk, dividend: int) -> None:
    desk.observe(dividend, usd(196) + 1, EX_OPEN + 60)
    exact = Fraction((usd(196) + 1) * desk.oracle.returnFactorOf(dividend), WAD)

    assert exact.denominator != 1
    assert desk.oracle.indexMidOf(dividend, 0) == floor(exact)


def test_factors_multiply(desk: OracleDesk, dividend: int, roles: dict[str, Any]) -> None:
    desk.observe(dividend, usd(196), EX_OPEN + 60)
    first = desk.oracle.returnFactorOf(dividend)
    next_open = EX_OPEN + DAY
    desk.oracle.scheduleDividend(dividend, next_open, usd(1), {"from": roles["corporate_actions"]})
    move_to(next_open)
    desk.oracle.applyDividend(dividend, {"from": roles["stranger"]})

    assert desk.oracle.returnFactorOf(dividend) == first * 196 // 195
