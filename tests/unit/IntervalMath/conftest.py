from typing import Any

import pytest

from tests.support.oracle import OracleDesk, btc, desk, roles, tsla

__all__ = ["btc", "desk", "roles", "tsla"]


@pytest.fixture(scope="module")
def maths(desk: OracleDesk) -> Any:
    return desk.containers.IntervalMathMock.deploy({"from": desk.roles["keeper"]})
