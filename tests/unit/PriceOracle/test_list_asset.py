from typing import Any

import pytest

from evershare.calendar import CLOSED
from tests.support.oracle import FIRST_DAY, NEW_YORK, TSLA_KEY, ZERO_ADDRESS, OracleDesk, plain
from tests.support.reverts import reverts

SYMBOL = "0x" + b"TSLA".ljust(32, b"\0").hex()
MAX_AGE_LIMIT = 3 * 24 * 3_600


def test_only_governor(desk: OracleDesk, roles: dict[str, Any]) -> None:
    for role in ("risk", "stranger"):
        with reverts("AccessManagedUnauthorized", roles[role]):
            desk.oracle.listAsset(desk.asset(), [desk.source()], {"from": roles[role]})


def test_no_symbol(desk: OracleDesk) -> None:
    with reverts("AssetSymbolMissing"):
        desk.list_asset(symbol="0x" + "0" * 64)


def test_symbol_taken(desk: OracleDesk) -> None:
    btc = desk.list_btc()
    with reverts("AssetSymbolTaken", desk.asset()[0], btc):
        desk.list_asset()


def test_calendar_without_sessions(desk: OracleDesk) -> None:
    with reverts("CalendarUnpublished", 9):
        desk.list_asset(calendarId=9)


def test_calendar_id_beyond_the_word(desk: OracleDesk) -> None:
    desk.publish(FIRST_DAY, [CLOSED], calendar_id=2**10)
    with reverts("CalendarIdTooHigh", 2**10, 2**10 - 1):
        desk.list_asset(calendarId=2**10)


@pytest.mark.parametrize("drift", [0, 2_001])
def test_drift_out_of_range(desk: OracleDesk, drift: int) -> None:
    with reverts("DriftOutOfRange", drift, 2_000):
        desk.list_asset(driftBps=drift)


@pytest.mark.parametrize("count", [0, 5])
def test_number_of_sources(desk: OracleDesk, roles: dict[str, Any], count: int) -> None:
    with reverts("SourceCountOutOfRange", count, 4):
        desk.oracle.listAsset(desk.asset(), [desk.source()] * count, {"from": roles["governor"]})


def test_source_without_code(desk: OracleDesk) -> None:
    with reverts("SourceMissing", 1):
        desk.list_asset(desk.source(), desk.source(source=ZERO_ADDRESS))


def test_source_of_shares_without_token(desk: OracleDesk) -> None:
    with reverts("ShareSourceNeedsToken", 0):
        desk.list_asset(desk.source(pricesShares=True))


@pytest.mark.parametrize("base", [0, 1_001])
def test_base_of_signed_updates(desk: OracleDesk, base: int) -> None:
    with reverts("SourceBaseOutOfRange", base, 1, 1_000):
        desk.list_asset(desk.source(baseBps=base))


@pytest.mark.parametrize("base", [69, 1_001])
def test_base_of_a_feed_that_pushes(desk: OracleDesk, base: int) -> None:
    push = desk.containers.PriceSourceMock.deploy(False, {"from": desk.roles["keeper"]})
    with reverts("SourceBaseOutOfRange", base, 70, 1_000):
        desk.list_asset(desk.source(source=push, baseBps=base, deviationBps=50))


@pytest.mark.parametrize("max_age", [0, MAX_AGE_LIMIT + 1])
def test_max_age(desk: OracleDesk, max_age: int) -> None:
    with reverts("SourceMaxAgeOutOfRange", max_age, MAX_AGE_LIMIT):
        desk.list_asset(desk.source(maxAge=max_age))


@pytest.mark.parametrize("confidence", [0, 2_001])
def test_max_confidence(desk: OracleDesk, confidence: int) -> None:
    with reverts("SourceMaxConfidenceOutOfRange", confidence, 2_000):
        desk.list_asset(desk.source(maxConfidenceBps=confidence))


def test_limits_themselves_are_allowed(desk: OracleDesk) -> None:
    source = desk.source(maxAge=MAX_AGE_LIMIT, maxConfidenceBps=2_000, baseBps=1_000)
    asset_id = desk.list_asset(source)

    assert plain(desk.oracle.sourcesOf(asset_id)) == plain([source])


def test_lists(desk: OracleDesk) -> None:
    asset = desk.asset(symbol=SYMBOL, calendarId=NEW_YORK, token=desk.token)
    sources = [desk.source(key=TSLA_KEY, pricesShares=True), desk.source()]

    listed = desk.oracle.listAsset(asset, sources, {"from": desk.roles["governor"]})

    asset_id = listed.return_value
    assert asset_id == desk.oracle.pricedAssetCount() == desk.oracle.assetIdOf(SYMBOL) == 1
    assert desk.oracle.tokenOf(asset_id) == desk.token
    assert plain(desk.oracle.sourcesOf(asset_id)) == plain(sources)
    assert desk.observation(asset_id) == (0, 0, 0, 0, 250, 0, 1 << 6, NEW_YORK)  # two sources
    assert listed.events["AssetListed"]["assetId"] == asset_id
    assert plain(listed.events["SourcesSet"]["sources"]) == plain(sources)


def test_ids_count_up(desk: OracleDesk) -> None:
    assert [desk.list_btc(), desk.list_tsla()] == [1, 2]
