from typing import Any

import pytest

from tests.support.oracle import OracleDesk, usd
from tests.support.reverts import reverts


def test_only_risk(desk: OracleDesk, btc: int, roles: dict[str, Any]) -> None:
    for role in ("governor", "stranger"):
        with reverts("AccessManagedUnauthorized", roles[role]):
            desk.oracle.setDrift(btc, 300, {"from": roles[role]})


@pytest.mark.parametrize("asset_id", [0, 9])
def test_unlisted_asset(desk: OracleDesk, asset_id: int, roles: dict[str, Any]) -> None:
    with reverts("AssetNotListed", asset_id):
        desk.oracle.setDrift(asset_id, 300, {"from": roles["risk"]})


@pytest.mark.parametrize("drift", [0, 2_001])
def test_out_of_range(desk: OracleDesk, btc: int, drift: int, roles: dict[str, Any]) -> None:
    with reverts("DriftOutOfRange", drift, 2_000):
        desk.oracle.setDrift(btc, drift, {"from": roles["risk"]})


def test_sets_only_the_drift(desk: OracleDesk, btc: int, roles: dict[str, Any]) -> None:
    desk.observe(btc, usd(64_000), 1_722_500_000)
    before = desk.observation(btc)

    changed = desk.oracle.setDrift(btc, 300, {"from": roles["risk"]})

    assert changed.events["DriftSet"] == {"assetId": btc, "driftBps": 300}
    assert desk.observation(btc) == (*before[:4], 300, *before[5:])
