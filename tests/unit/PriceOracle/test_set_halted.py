from typing import Any

import pytest

from evershare.model.interval import around, half_width_up
from tests.support.oracle import BASE_BPS, DRIFT_BPS, HOUR, OPEN, THURSDAY, OracleDesk, move_to, rejections, usd
from tests.support.reverts import reverts

START = THURSDAY + OPEN + HOUR
PRICE = usd(200)
UNKNOWN = 72 * HOUR


def test_only_risk(desk: OracleDesk, btc: int, roles: dict[str, Any]) -> None:
    for role in ("governor", "stranger"):
        with reverts("AccessManagedUnauthorized", roles[role]):
            desk.oracle.setHalted(btc, True, {"from": roles[role]})


@pytest.mark.parametrize("asset_id", [0, 9])
def test_unlisted_asset(desk: OracleDesk, asset_id: int, roles: dict[str, Any]) -> None:
    with reverts("AssetNotListed", asset_id):
        desk.oracle.setHalted(asset_id, True, {"from": roles["risk"]})


@pytest.mark.parametrize("symbol", ["btc", "tsla"])
def test_halted_market_counts_as_closed_with_unknown_open(
    desk: OracleDesk, btc: int, tsla: int, roles: dict[str, Any], symbol: str
) -> None:
    asset = {"btc": btc, "tsla": tsla}[symbol]
    desk.observe(asset, PRICE, START)

    halted = desk.oracle.setHalted(asset, True, {"from": roles["risk"]})
    assert halted.events["HaltSet"] == {"assetId": asset, "halted": True}

    refreshed = desk.observe(asset, PRICE + 1, START + 60)
    assert rejections(refreshed) == ["Halted"]
    assert desk.observation(asset)[0] == PRICE
    for age in (60, UNKNOWN + 1):
        move_to(START + age)
        half = half_width_up(3 * BASE_BPS, DRIFT_BPS, max(age, UNKNOWN))
        assert desk.interval(asset) == around(PRICE, 0, 0, half)
        # A closed leg needs only to have been observed.
        assert desk.oracle.freshIndexOf(asset, 0) == desk.oracle.indexOf(asset, 0)


def test_trades_again(desk: OracleDesk, tsla: int, roles: dict[str, Any]) -> None:
    desk.observe(tsla, PRICE, START)
    before = desk.observation(tsla)
    desk.oracle.setHalted(tsla, True, {"from": roles["risk"]})
    desk.oracle.setHalted(tsla, False, {"from": roles["risk"]})
    assert desk.observation(tsla) == before

    desk.observe(tsla, PRICE + 1, START + 60)
    assert desk.observation(tsla)[0] == PRICE + 1
