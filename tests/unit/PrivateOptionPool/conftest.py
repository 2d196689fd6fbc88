import pytest

from evershare.localnet import wad


@pytest.fixture(scope="module")
def pool(world, module_isolation):
    """The market maker's own TSLA pool with 200 tokens; another key signs its quotes."""
    world.tokens["TSLA"].transfer(world.people["market_maker"], wad(300), world.as_("authorised_participant"))
    pool = world.create_private_pool("market_maker", "TSLA", world.people["stranger"])
    world.tokens["TSLA"].approve(pool, wad(10**6), world.as_("market_maker"))
    pool.deposit(wad(200), world.as_("market_maker"))
    return pool


@pytest.fixture
def maker(world):
    return world.people["market_maker"]


@pytest.fixture
def signer(world):
    return world.people["stranger"]
