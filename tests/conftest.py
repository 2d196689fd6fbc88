"""What every test stands on: one chain a worker, at the same time in each run, and rewound after each test."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

from evershare import devchain
from tests.support import called
from tests.support.effort import Effort, effort, runs
from tests.support.world import world

__all__ = ["world"]

# The web app's tests need a browser and packages of their own: `make test-e2e`.
collect_ignore = ["e2e_web"]


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Set Hypothesis's effort: the same examples in each short run, and many others in a long one.

    A long run keeps what failed in the checkout (Brownie would keep it in the home folder).
    """
    examples = DirectoryBasedExampleDatabase(Path(devchain.ROOT) / ".hypothesis/examples")
    is_short = effort() is Effort.EVERY_RUN
    chosen = {"derandomize": True, "database": None} if is_short else {"database": examples}
    settings.register_profile("evershare", parent=settings.default, max_examples=runs(100, 2_000), **chosen)
    settings.load_profile("evershare")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Note what is called, from the parent's start to each worker's end."""
    if not hasattr(session.config, "workerinput"):
        called.forget()
    called.record()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What is called is kept by each process."""
    called.keep(os.environ.get("PYTEST_XDIST_WORKER", "alone"))


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
