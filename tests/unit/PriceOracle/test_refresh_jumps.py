"""Beyond its band a price is not believed at once: one wick moves no mid (P3)."""

from __future__ import annotations

from typing import Any

import pytest

from evershare.model.interval import NANO, drift_up
from tests.support.oracle import BTC_KEY, DRIFT_BPS, HOUR, OPEN, THURSDAY, OracleDesk, rejections, usd

START = THURSDAY + OPEN + HOUR
PRICE = usd(60_000)
JUMP = usd(54_000)  # 10 % lower
PATIENCE = 1_800
NOTHING = (0, 0, 0, 0)
PENDING = 1


@pytest.fixture
def asset(desk: OracleDesk, btc: int) -> int:
    desk.observe(btc, PRICE, START)
    return btc


def mid(desk: OracleDesk, asset_id: int) -> int:
    return desk.observation(asset_id)[0]


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("seconds", [1, 60, HOUR])
@pytest.mark.parametrize("beyond", [0, 1])
def test_edge_of_the_band(desk: OracleDesk, asset: int, direction: int, seconds: int, beyond: int) -> None:
    band = max(10**16, drift_up(4 * DRIFT_BPS, seconds))
    edge = PRICE + direction * (PRICE * band // 10**18)

    desk.observe(asset, edge + direction * beyond, START + seconds)
    assert mid(desk, asset) == (PRICE if beyond else edge)


def test_jump_is_pending(desk: OracleDesk, asset: int) -> None:
    """The price, its time and its base stay; the interval takes the observation in, with its confidence."""
    refreshed = desk.observe(asset, JUMP, START + 10, confidence=usd(60))

    below = NANO // 10 + NANO // 1_000
    assert desk.observation(asset) == (PRICE, below, 0, 10, DRIFT_BPS, START, 4 | PENDING, 0)
    assert desk.pending(asset) == (JUMP, START + 10, START + 10, START + 10)
    event = refreshed.events["JumpPending"]
    assert [int(event[name]) for name in ("assetId", "price", "below", "above", "observedAt")] == [
        asset,
        JUMP,
        below,
        0,
        START + 10,
    ]
    assert "PriceObserved" not in refreshed.events
    lo, middle, hi = desk.interval(asset)
    assert lo < JUMP - usd(60) < middle == PRICE < hi


def test_one_wick_moves_no_mid(desk: OracleDesk, asset: int) -> None:
    """P3: a price back inside the band clears the jump, and the interval narrows again."""
    desk.observe(asset, JUMP, START + 10)
    desk.observe(asset, PRICE, START + 20)

    assert desk.observation(asset) == (PRICE, 0, 0, 10, DRIFT_BPS, START + 20, 4, 0)
    assert desk.pending(asset) == NOTHING


@pytest.mark.parametrize("later", [JUMP, JUMP * 1_005 // 1_000, JUMP * 995 // 1_000])
def test_confirmed_by_an_observation_two_minutes_later(desk: OracleDesk, asset: int, later: int) -> None:
    desk.observe(asset, JUMP, START + 10)
    desk.observe(asset, later, START + 129)
    assert mid(desk, asset) == PRICE

    desk.observe(asset, later, START + 130)
    assert desk.observation(asset) == (later, 0, 0, 10, DRIFT_BPS, START + 130, 4, 0)
    assert desk.pending(asset) == NOTHING


def test_different_jump_starts_again(desk: OracleDesk, asset: int) -> None:
    desk.observe(asset, JUMP, START + 10)
    other = usd(70_000)
    desk.observe(asset, other, START + 100)

    assert desk.pending(asset) == (other, START + 100, START + 10, START + 100)
    below, above = desk.observation(asset)[1:3]
    assert (below, above) == (NANO // 10, NANO // 6 + 1)  # both extremes

    desk.observe(asset, other, START + 219)
    assert mid(desk, asset) == PRICE
    desk.observe(asset, other, START + 220)
    assert mid(desk, asset) == other


def test_newest_is_confirmed_after_half_an_hour(desk: OracleDesk, asset: int) -> None:
    prices = [JUMP, usd(70_000)]
    for step in range(0, PATIENCE, 60):
        desk.observe(asset, prices[step // 60 % 2], START + 10 + step)
        assert mid(desk, asset) == PRICE

    desk.observe(asset, usd(48_000), START + 10 + PATIENCE)
    assert mid(desk, asset) == usd(48_000)


def test_publish_time_of_a_pending_jump_counts_as_seen(desk: OracleDesk, asset: int) -> None:
    """P2."""
    desk.observe(asset, JUMP, START + 10)
    assert rejections(desk.observe(asset, PRICE, START + 9)) == ["NotNewer"]
    assert desk.pending(asset)[0] == JUMP


@pytest.fixture
def second(desk: OracleDesk, roles: dict[str, Any]) -> Any:
    return desk.containers.PriceSourceMock.deploy(True, {"from": roles["keeper"]})


@pytest.mark.parametrize(("offset", "believed"), [(0, True), (5, True), (6, False)])
def test_second_source_within_half_a_percent_confirms_at_once(
    desk: OracleDesk, second: Any, roles: dict[str, Any], offset: int, believed: bool
) -> None:
    asset = desk.list_asset(desk.source(), desk.source(source=second), symbol="0x" + "a7" * 32)
    desk.observe(asset, PRICE, START)
    second.set(BTC_KEY, JUMP + JUMP * offset // 1_000, 0, START + 8, {"from": roles["keeper"]})

    desk.observe(asset, JUMP, START + 10)

    assert mid(desk, asset) == (JUMP if believed else PRICE)


def test_stale_second_source_is_no_witness(desk: OracleDesk, second: Any, roles: dict[str, Any]) -> None:
    asset = desk.list_asset(desk.source(), desk.source(source=second), symbol="0x" + "a7" * 32)
    desk.observe(asset, PRICE, START)
    second.set(BTC_KEY, JUMP, 0, START + 10, {"from": roles["keeper"]})

    desk.observe(asset, JUMP, START + 26)
    assert mid(desk, asset) == PRICE


def test_two_sources_far_apart_widen(desk: OracleDesk, second: Any, roles: dict[str, Any]) -> None:
    """20 % apart, neither is believed against the price; both are in the interval."""
    asset = desk.list_asset(desk.source(), desk.source(source=second), symbol="0x" + "a7" * 32)
    desk.observe(asset, PRICE, START)
    second.set(BTC_KEY, PRICE * 11 // 10, 0, START + 10, {"from": roles["keeper"]})

    desk.observe(asset, PRICE * 9 // 10, START + 10)

    assert desk.observation(asset)[:3] == (PRICE, NANO // 10, NANO // 10)


def test_jump_beyond_what_a_word_holds(desk: OracleDesk, asset: int) -> None:
    desk.observe(asset, 10 * PRICE, START + 10)
    assert desk.observation(asset)[:3] == (PRICE, 0, 2**32 - 1)
    desk.observe(asset, 10 * PRICE, START + 130)
    assert mid(desk, asset) == 10 * PRICE


def test_pending_observation_is_fresh(desk: OracleDesk, asset: int) -> None:
    desk.observe(asset, JUMP, START + 100)
    assert desk.oracle.freshIndexOf(asset, 0) == desk.oracle.indexOf(asset, 0)
