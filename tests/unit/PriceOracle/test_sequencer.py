"""On a rollup, nobody opens while the sequencer is down or has just come back."""

from typing import Any

import pytest

from tests.support.oracle import HOUR, OPEN, THURSDAY, ZERO_ADDRESS, OracleDesk, move_to, usd
from tests.support.reverts import reverts

GRACE = HOUR
BACK = THURSDAY + OPEN
UP, DOWN = 0, 1


@pytest.fixture(scope="module")
def uptime(desk: OracleDesk) -> Any:
    return desk.containers.AggregatorMock.deploy(0, {"from": desk.roles["keeper"]})


@pytest.fixture(scope="module")
def rollup(desk: OracleDesk, uptime: Any) -> Any:
    """The oracle of a rollup; BTC is listed and fresh at all times that matter."""
    governor = {"from": desk.roles["governor"]}
    oracle = desk.containers.PriceOracle.deploy(desk.manager, desk.calendar, uptime, governor)
    desk.manager.setTargetFunctionRole(oracle, [oracle.signatures["listAsset"]], 1, governor)
    source = desk.source(maxAge=HOUR * 3)
    oracle.listAsset(desk.asset(), [source], governor)
    desk.feed.set(source[1], usd(64_000), 0, BACK, {"from": desk.roles["keeper"]})
    move_to(BACK)
    oracle.refresh([1], [], {"from": desk.roles["keeper"]})
    return oracle


def report(uptime: Any, desk: OracleDesk, answer: int, since: int) -> None:
    uptime.set(answer, since, since, {"from": desk.roles["keeper"]})


@pytest.mark.parametrize(("answer", "since"), [(DOWN, BACK - 1), (UP, 0)])
def test_down_or_never_reported(desk: OracleDesk, rollup: Any, uptime: Any, answer: int, since: int) -> None:
    report(uptime, desk, answer, since)
    for read in (rollup.freshIndexOf, rollup.tradableIndexOf):
        with reverts("SequencerNotSettled", 0):
            read(1, 0)
    with reverts("SequencerNotSettled", 0):
        rollup.freshIntervalOf(1)
    assert rollup.indexOf(1, 0)[1] == usd(64_000)


def test_grace_period(desk: OracleDesk, rollup: Any, uptime: Any) -> None:
    report(uptime, desk, UP, BACK)
    move_to(BACK + GRACE)
    for read in (rollup.freshIndexOf, rollup.tradableIndexOf):
        with reverts("SequencerNotSettled", BACK + GRACE):
            read(1, 0)

    move_to(BACK + GRACE + 1)
    assert rollup.freshIndexOf(1, 0) == rollup.indexOf(1, 0) == rollup.tradableIndexOf(1, 0)


def test_the_feed_that_is_asked(desk: OracleDesk, rollup: Any, uptime: Any) -> None:
    assert rollup.sequencerUptimeFeed() == uptime
    assert desk.oracle.sequencerUptimeFeed() == ZERO_ADDRESS
