"""PriceOracle.boundsOf: what collateral is worth at least, and debts at most."""

import pytest

from evershare.calendar import Session
from tests.support.oracle import CLOSE, FIRST_DAY, FRIDAY, HOUR, PUBLISHED_DAYS, OracleDesk, move_to, usd
from tests.support.reverts import reverts

AMOUNT = 12_345 << 16  # beside an id in one word; the price does not depend on it


@pytest.fixture
def priced(desk: OracleDesk, btc: int, tsla: int) -> tuple[int, int]:
    """Both have a price, an hour old, while the stock's market is closed."""
    desk.observe(btc, usd(64_000), FRIDAY + CLOSE - HOUR, confidence=usd(64))
    desk.observe(tsla, usd(200), FRIDAY + CLOSE - 60, confidence=usd(1))
    move_to(FRIDAY + CLOSE + HOUR)
    return btc, tsla


def test_they_are_the_ends_of_the_intervals(desk: OracleDesk, priced: tuple[int, int]) -> None:
    btc, tsla = priced
    bitcoin, stock = desk.interval(btc), desk.interval(tsla)

    lows, highs = desk.oracle.boundsOf([tsla | AMOUNT, btc], [btc | AMOUNT, tsla, tsla])

    assert list(lows) == [stock.lo, bitcoin.lo]
    assert list(highs) == [bitcoin.hi, stock.hi, stock.hi]
    assert 0 < stock.lo < stock.hi


def test_collateral_without_a_price_is_worth_nothing(desk: OracleDesk, btc: int) -> None:
    lows, highs = desk.oracle.boundsOf([btc], [])
    assert (list(lows), list(highs)) == ([0], [])


def test_a_debt_without_a_price_has_no_bound(desk: OracleDesk, btc: int) -> None:
    with reverts("PriceNeverObserved", btc):
        desk.oracle.boundsOf([], [btc])


def test_each_asset_goes_by_its_own_calendar(desk: OracleDesk, tsla: int) -> None:
    """A market that is open does not make another's look open in the same call."""
    elsewhere = 2
    desk.publish(FIRST_DAY, [Session(60, 60, 120, 120)] * PUBLISHED_DAYS, elsewhere)  # 01:00 to 02:00 UTC
    other = desk.list_asset(desk.source(), calendarId=elsewhere, symbol="0x" + "a7" * 32)
    desk.observe(other, usd(64_000), FRIDAY + 90 * 60)
    desk.observe(tsla, usd(200), FRIDAY + CLOSE - 2 * HOUR)
    move_to(FRIDAY + CLOSE - HOUR)

    lows, highs = desk.oracle.boundsOf([tsla, other], [tsla, other])

    intervals = [desk.interval(tsla), desk.interval(other)]
    assert list(lows) == [interval.lo for interval in intervals]
    assert list(highs) == [interval.hi for interval in intervals]
