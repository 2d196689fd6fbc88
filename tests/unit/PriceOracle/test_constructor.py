from tests.support.oracle import ZERO_ADDRESS, OracleDesk
from tests.support.reverts import reverts


def test_without_a_calendar(desk: OracleDesk) -> None:
    with reverts("CalendarMissing"):
        desk.containers.PriceOracle.deploy(desk.manager, ZERO_ADDRESS, ZERO_ADDRESS, {"from": desk.roles["governor"]})


def test_manager_and_calendar(desk: OracleDesk) -> None:
    assert desk.oracle.authority() == desk.manager
    assert desk.oracle.calendar() == desk.calendar
