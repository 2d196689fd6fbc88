import pytest
import sqlalchemy as sql

from evershare.keeper.store import Store
from evershare.keeper.tables import METADATA
from tests.support import postgres


@pytest.fixture(autouse=True)
def _isolation() -> None:
    """What is tested here touches no chain, so none is rewound."""


@pytest.fixture(scope="session")
def postgres_url():
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request, tmp_path):
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'keeper.db'}"
    found = request.getfixturevalue("postgres_url")
    engine = sql.create_engine(found)
    METADATA.drop_all(engine)
    engine.dispose()
    return found


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
