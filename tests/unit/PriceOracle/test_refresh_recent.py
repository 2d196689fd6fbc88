"""What a price was a moment ago fades out of its interval over a minute: two valid prices cannot be played off."""

from __future__ import annotations

import pytest

from evershare.model.interval import NANO
from tests.support.oracle import HOUR, OPEN, THURSDAY, OracleDesk, usd

START = THURSDAY + OPEN + HOUR
PRICE, LOWER, HIGHER = usd(60_000), usd("59_700"), usd("60_300")  # half a percent apart


@pytest.fixture
def asset(desk: OracleDesk, btc: int) -> int:
    desk.observe(btc, PRICE, START)
    return btc


def reach(desk: OracleDesk, asset: int) -> tuple[int, ...]:
    """below and above, 1e-9 of mid."""
    return desk.observation(asset)[1:3]


def up(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


@pytest.mark.parametrize("seconds", [1, 15, 30, 59, 60, 61])
def test_last_price_fades_over_a_minute(desk: OracleDesk, asset: int, seconds: int) -> None:
    left = max(60 - seconds, 0)
    desk.observe(asset, LOWER, START + seconds)
    assert reach(desk, asset) == (0, up(up((PRICE - LOWER) * left, 60) * NANO, LOWER))


def test_it_fades_on_its_side(desk: OracleDesk, asset: int) -> None:
    desk.observe(asset, HIGHER, START + 30)
    assert reach(desk, asset) == (up((HIGHER - PRICE) // 2 * NANO, HIGHER), 0)


def test_what_has_faded_in_part_fades_on(desk: OracleDesk, asset: int) -> None:
    """Bringing a third price does not shake off the first."""
    desk.observe(asset, LOWER, START + 15)
    first = LOWER + (PRICE - LOWER) * 3 // 4
    desk.observe(asset, LOWER + 1, START + 30)
    above = reach(desk, asset)[1]
    expected = (first - LOWER) * 3 // 4 * NANO // LOWER
    assert expected <= above <= expected + 2


def test_confidence_fades_too(desk: OracleDesk, asset: int) -> None:
    desk.observe(asset, PRICE, START + 100, confidence=usd(60))
    assert reach(desk, asset) == (NANO // 1_000, NANO // 1_000)
    desk.observe(asset, PRICE, START + 130)
    assert reach(desk, asset) == (NANO // 2_000, NANO // 2_000)


def test_of_a_jump_only_the_price_before_it_stays(desk: OracleDesk, asset: int) -> None:
    desk.observe(asset, usd(54_000), START + 10)
    assert reach(desk, asset)[0] == NANO // 10
    desk.observe(asset, LOWER, START + 30)
    assert reach(desk, asset) == (0, up((PRICE - LOWER) // 2 * NANO, LOWER))


def test_wider_hull_of_the_moment_counts(desk: OracleDesk, asset: int) -> None:
    desk.observe(asset, LOWER, START + 30, confidence=usd(600))
    assert reach(desk, asset) == (up(usd(600) * NANO, LOWER),) * 2
