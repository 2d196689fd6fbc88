import pytest

from tests.support.pool import PoolDesk


@pytest.fixture(scope="module")
def desk(world):
    return PoolDesk(world)
