from collections.abc import Iterator
from pathlib import Path

import pytest

from evershare.matcher.limits import Limits
from evershare.matcher.service import Service
from evershare.matcher.store import TABLES, Store
from tests.support.fake_chain import FakeChain
from tests.support.postgres import emptied, postgres_url

__all__ = ["postgres_url"]


@pytest.fixture(autouse=True)
def _isolation() -> None:
    """The service is tested beside a chain of its own making, so none is rewound."""


@pytest.fixture
def chain() -> FakeChain:
    return FakeChain()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'matcher.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def either_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'matcher.db'}"
    return emptied(request.getfixturevalue("postgres_url"), TABLES)


@pytest.fixture
def service(chain: FakeChain, url: str) -> Iterator[Service]:
    store = Store(url)
    yield Service(store, chain, Limits())
    store.close()
