from collections.abc import Iterator
from pathlib import Path

import pytest

from evershare.matcher.limits import Limits
from evershare.matcher.service import Service
from evershare.matcher.store import Store
from tests.support.fake_chain import FakeChain


@pytest.fixture(autouse=True)
def _isolation() -> None:
    """The service is tested beside a chain of its own making, so none is rewound."""


@pytest.fixture
def chain() -> FakeChain:
    return FakeChain()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'matcher.db'}"


@pytest.fixture
def service(chain: FakeChain, url: str) -> Iterator[Service]:
    store = Store(url)
    yield Service(store, chain, Limits())
    store.close()
