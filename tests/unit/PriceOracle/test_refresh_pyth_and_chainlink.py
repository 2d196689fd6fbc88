"""One asset priced by Pyth and by Chainlink, through the sources that a public network has."""

from typing import Any

import pytest

from evershare import devchain
from evershare.model.interval import NANO
from evershare.oracle import pyth_update
from tests.support.oracle import BASE_BPS, BTC_KEY, DRIFT_BPS, HOUR, MAX_AGE, THURSDAY, OracleDesk, rejections, usd

FEE = 3
NOW = THURSDAY + HOUR
PUSH_BASE_BPS, HEARTBEAT = 70, HOUR
PYTH_FLAGS = 1 << 6 | 4  # two sources, of which the first, signed
CHAINLINK_FLAGS = 1 << 6 | 1 << 4  # two sources, of which the second


@pytest.fixture
def feed(desk: OracleDesk) -> Any:
    return desk.containers.AggregatorMock.deploy(8, {"from": desk.roles["keeper"]})


@pytest.fixture
def btc(desk: OracleDesk, feed: Any) -> int:
    keeper = {"from": desk.roles["keeper"]}
    pyth = desk.containers.PythSource.deploy(desk.containers.LocalPyth.deploy(60, FEE, keeper), keeper)
    chainlink = desk.containers.ChainlinkSource.deploy(keeper)
    key = "0x" + feed.address[2:].rjust(64, "0")
    push = desk.source(source=chainlink, key=key, baseBps=PUSH_BASE_BPS, deviationBps=50, maxAge=HEARTBEAT)
    return desk.list_asset(desk.source(source=pyth), push)


def refresh(desk: OracleDesk, btc: int, feed: Any, pyth: str, chainlink: str, age: int, at: int = NOW) -> Any:
    """An update of Pyth as of now, and an answer of Chainlink that is some seconds old."""
    keeper = {"from": desk.roles["keeper"]}
    feed.set(usd(chainlink) // 10**10, at - age, at - age, keeper)
    update = pyth_update(bytes.fromhex(BTC_KEY[2:]), pyth, at)
    devchain.set_next_timestamp(at)
    return desk.oracle.refresh([btc], [update], keeper | {"value": FEE})


def test_the_newer_is_the_price_and_the_older_widens_it(desk: OracleDesk, btc: int, feed: Any) -> None:
    refresh(desk, btc, feed, pyth="64000", chainlink="63360", age=1_800)

    assert desk.observation(btc) == (usd(64_000), NANO // 100, 0, BASE_BPS, DRIFT_BPS, NOW, PYTH_FLAGS, 0)
    assert desk.oracle.observationOf(btc)["maxAge"] == MAX_AGE


@pytest.mark.parametrize("price", ["0", "-1"])
def test_chainlink_stands_in_for_a_price_that_is_none(desk: OracleDesk, btc: int, feed: Any, price: str) -> None:
    refreshed = refresh(desk, btc, feed, pyth=price, chainlink="63360", age=0)

    assert rejections(refreshed) == ["Reverted"]
    assert desk.observation(btc) == (usd(63_360), 0, 0, PUSH_BASE_BPS, DRIFT_BPS, NOW, CHAINLINK_FLAGS, 0)
    assert desk.oracle.observationOf(btc)["maxAge"] == HEARTBEAT


def test_one_witnesses_the_other_s_jump(desk: OracleDesk, btc: int, feed: Any) -> None:
    """What one alone has to say twice, in two minutes, is believed at once if both say it."""
    refresh(desk, btc, feed, pyth="64000", chainlink="64000", age=5)
    alone = refresh(desk, btc, feed, pyth="80000", chainlink="64000", age=5, at=NOW + 120)
    assert "JumpPending" in alone.events
    assert desk.observation(btc)[0] == usd(64_000)

    refresh(desk, btc, feed, pyth="80100", chainlink="80050", age=5, at=NOW + 150)
    assert desk.observation(btc)[0] == usd(80_100)
