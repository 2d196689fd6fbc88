import pytest

from tests.support.orders import OrderDesk


@pytest.fixture(scope="module")
def desk(world, module_isolation):
    return OrderDesk(world)


@pytest.fixture
def orders(world):
    return world["SignedOrders"]


@pytest.fixture
def options(world):
    return world["PerpetualOptions"]
