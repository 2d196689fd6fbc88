from typing import Any

import pytest

from tests.support.oracle import BTC_KEY, OracleDesk, plain, usd
from tests.support.reverts import reverts


def test_only_governor(desk: OracleDesk, btc: int, roles: dict[str, Any]) -> None:
    for role in ("risk", "stranger"):
        with reverts("AccessManagedUnauthorized", roles[role]):
            desk.oracle.setSources(btc, [desk.source()], {"from": roles[role]})


@pytest.mark.parametrize("asset_id", [0, 9])
def test_unlisted_asset(desk: OracleDesk, asset_id: int, roles: dict[str, Any]) -> None:
    with reverts("AssetNotListed", asset_id):
        desk.oracle.setSources(asset_id, [desk.source()], {"from": roles["governor"]})


def test_of_an_unlisted_asset_there_are_none_to_read(desk: OracleDesk) -> None:
    with reverts("AssetNotListed", 9):
        desk.oracle.sourcesOf(9)


def test_bad_source_changes_nothing(desk: OracleDesk, btc: int, roles: dict[str, Any]) -> None:
    with reverts("SourceBaseOutOfRange", 0, 1, 1_000):
        desk.oracle.setSources(btc, [desk.source(maxAge=20), desk.source(baseBps=0)], {"from": roles["governor"]})
    assert plain(desk.oracle.sourcesOf(btc)) == plain([desk.source()])


def test_last_observation_stays(desk: OracleDesk, btc: int, roles: dict[str, Any]) -> None:
    keeper = {"from": roles["keeper"]}
    now = desk.observe(btc, usd(64_000), 1_722_500_000).timestamp
    before = desk.observation(btc)
    other = desk.containers.PriceSourceMock.deploy(True, keeper)
    sources = [desk.source(source=other, baseBps=20)]

    changed = desk.oracle.setSources(btc, sources, {"from": roles["governor"]})

    assert plain(changed.events["SourcesSet"]["sources"]) == plain(sources)
    assert plain(desk.oracle.sourcesOf(btc)) == plain(sources)
    assert desk.observation(btc) == before

    changed_age = desk.source(source=other, baseBps=20, maxAge=90)
    desk.oracle.setSources(btc, [changed_age], {"from": roles["governor"]})
    assert desk.oracle.observationOf(btc)["maxAge"] == 90

    other.set(BTC_KEY, usd(64_100), 0, now + 60, keeper)
    desk.refresh(btc, at=now + 60)
    assert desk.observation(btc)[:4] == (usd(64_100), 0, 0, 20)
