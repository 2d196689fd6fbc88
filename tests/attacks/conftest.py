import pytest

from evershare.oracle import signed_source
from tests.support.pool import PoolDesk


@pytest.fixture(scope="module")
def desk(world):
    return PoolDesk(world)


@pytest.fixture
def hook_source(world, HookSourceMock):
    """A price source that calls whatever it is armed with, and the asset that is priced by it."""
    source = world.people["deployer"].deploy(HookSourceMock)
    asset = (b"HOOKED".ljust(32, b"\0"), 0, 100, "0x" + "0" * 40)
    listed = signed_source(source, b"\0" * 32, False)
    return source, world["PriceOracle"].listAsset(asset, [listed], world.as_("governor")).return_value
