from typing import Any

import pytest

from tests.support.oracle import HOUR, THURSDAY, OracleDesk, rejections, usd
from tests.support.reverts import reverts

PUBLISHED_AT = THURSDAY + HOUR


@pytest.fixture(scope="module")
def source(desk: OracleDesk) -> Any:
    return desk.containers.ChainlinkSource.deploy({"from": desk.roles["governor"]})


def aggregator(desk: OracleDesk, decimals: int, answer: int) -> Any:
    keeper = {"from": desk.roles["keeper"]}
    feed = desk.containers.AggregatorMock.deploy(decimals, keeper)
    feed.set(answer, PUBLISHED_AT - 5, PUBLISHED_AT, keeper)
    return feed


def key(feed: Any) -> str:
    return "0x" + feed.address[2:].rjust(64, "0")


@pytest.mark.parametrize("answer", [0, -1])
def test_price_not_positive(desk: OracleDesk, source: Any, answer: int) -> None:
    with reverts("ChainlinkPriceNotPositive", answer):
        source.read(key(aggregator(desk, 8, answer)))


def test_decimals_out_of_range(desk: OracleDesk, source: Any) -> None:
    with reverts("ChainlinkDecimalsOutOfRange", 37):
        source.read(key(aggregator(desk, 37, 1)))


def test_takes_no_updates(desk: OracleDesk, source: Any) -> None:
    with reverts("ChainlinkTakesNoUpdates"):
        source.update(["0x01"], {"from": desk.roles["keeper"]})
    assert source.updateFee(["0x01"]) == 0
    assert source.isSigned() is False


@pytest.mark.parametrize(
    ("decimals", "answer", "price"),
    [(8, 6_400_012_345_678, usd("64000.12345678")), (0, 7, usd(7)), (18, 1, 1), (36, 10**18, 1)],
)
def test_reads(desk: OracleDesk, source: Any, decimals: int, answer: int, price: int) -> None:
    answered = source.read(key(aggregator(desk, decimals, answer)))
    assert [int(value) for value in answered] == [price, 0, PUBLISHED_AT]


@pytest.mark.parametrize("answer", [2**255 - 1, 0, -1, -(2**255)])
def test_answer_that_is_no_price_does_not_count(desk: OracleDesk, source: Any, answer: int) -> None:
    """The oracle says so, and keeps the price that it has."""
    feed = aggregator(desk, 8, 6_400_000_000_000)
    asset = desk.list_asset(desk.source(source=source, key=key(feed), baseBps=70, deviationBps=50))
    desk.refresh(asset, at=PUBLISHED_AT)
    before = desk.observation(asset)

    feed.set(answer, PUBLISHED_AT, PUBLISHED_AT + 60, {"from": desk.roles["keeper"]})
    refreshed = desk.refresh(asset, at=PUBLISHED_AT + 60)

    rejected = refreshed.events["ObservationRejected"]
    assert (rejections(refreshed), rejected["assetId"], rejected["source"]) == (["Reverted"], asset, source)
    assert desk.observation(asset) == before


def test_refresh_needs_no_update(desk: OracleDesk, source: Any) -> None:
    feed = aggregator(desk, 8, 6_400_000_000_000)
    asset = desk.list_asset(
        desk.source(source=source, key=key(feed), baseBps=70, deviationBps=50, maxAge=HOUR), symbol="0x" + "e7" * 32
    )
    desk.refresh(asset, at=PUBLISHED_AT)
    assert desk.observation(asset) == (usd(64_000), 0, 0, 70, 250, PUBLISHED_AT, 0, 0)
