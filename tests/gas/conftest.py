"""``gas_snapshot(action, gas_used)`` compares with snapshots/gas.json; with EVERSHARE_GAS=write it is written anew."""

import os
from collections.abc import Callable

import pytest

from tests.support import gas

WRITING = os.environ.get("EVERSHARE_GAS") == "write"
_measured: dict[str, int] = {}


@pytest.fixture(scope="session")
def gas_snapshot(request: pytest.FixtureRequest) -> Callable[[str, int], None]:
    """Record what an action costs: a whole transaction, as in docs/design.md, section 8."""
    if WRITING and hasattr(request.config, "workerinput"):
        raise pytest.UsageError("the snapshot is written by one process: run without -n")
    committed = gas.read()
    actions = gas.targets()

    def record(action: str, gas_used: int) -> None:
        if action not in actions:
            raise LookupError(f"{action} is not in the table of {gas.DESIGN.name}, section 8")
        if WRITING:
            _measured[action] = gas_used
        else:
            gas.check(action, gas_used, committed)

    return record


def pytest_sessionfinish(exitstatus: int) -> None:
    if WRITING and _measured and exitstatus == pytest.ExitCode.OK:
        gas.write(_measured)
