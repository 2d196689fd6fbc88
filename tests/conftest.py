"""What every test stands on: one chain a worker, at the same time in each run, and rewound after each test."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

from evershare import devchain
from tests.support.world import world

__all__ = ["world"]

# The web app's tests need a browser and packages of their own: `make test-e2e`.
collect_ignore = ["e2e_web"]

LONG_RUN = {"max_examples": 2_000, "stateful_step_count": 100}


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Keep Hypothesis's examples in the checkout (Brownie keeps them in the home folder) and set its effort."""
    settings.register_profile(
        "evershare",
        parent=settings.default,
        database=DirectoryBasedExampleDatabase(Path(devchain.ROOT) / ".hypothesis/examples"),
        **(LONG_RUN if os.environ.get("EVERSHARE_FUZZ") else {}),
    )
    settings.load_profile("evershare")


@pytest.fixture(scope="session", autouse=True)
def _chain() -> None:
    devchain.start_clock()
    # Brownie collects garbage at each rewind. What is loaded by now stays for good: do not look through it each time.
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _isolation(module_isolation: None) -> Iterator[None]:
    """Module-scoped fixtures set the chain up; what a test changes is undone after it."""
    with devchain.rewound():
        yield
