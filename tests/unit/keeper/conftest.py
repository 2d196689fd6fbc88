import pytest

from evershare.keeper.store import Store
from evershare.keeper.tables import METADATA
from tests.support.postgres import emptied, postgres_url

__all__ = ["postgres_url"]


@pytest.fixture(autouse=True)
def _isolation() -> None:
    """What is tested here touches no chain, so none is rewound."""


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'keeper.db'}"
    return emptied(request.getfixturevalue("postgres_url"), METADATA)


@pytest.fixture
def open_store(url):
    """Opens the database, as each worker does for itself."""
    stores = []

    def open_() -> Store:
        stores.append(Store(url))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()
