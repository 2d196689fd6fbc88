"""PriceOracle.boundsOf: what collateral is worth at least, and debts at most."""

import pytest

from tests.support.oracle import CLOSE, FRIDAY, HOUR, OracleDesk, move_to, usd
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
