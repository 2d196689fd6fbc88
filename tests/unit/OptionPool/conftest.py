import pytest

from evershare.localnet import wad
from tests.support.pool import PoolDesk


@pytest.fixture(scope="module")
def desk(world):
    return PoolDesk(world)


@pytest.fixture
def provider(world):
    return world.people["liquidity_provider"]


@pytest.fixture
def newcomer(world):
    """Has 200 TSLA tokens in his wallet and 300 in his account, and no shares."""
    return world.people["second_trader"]


@pytest.fixture
def stranger(world):
    return world.people["stranger"]


@pytest.fixture
def open_interest(world):
    """Somebody holds an option of the pool; the result is what it locks."""
    world.refresh()
    world.open("trader", "0.5")
    return world["PerpetualOptions"].reserveOf(world.pool)[0]


@pytest.fixture
def busy(world):
    """Options lock almost 90 % of the pool's cash; the result is what they lock."""
    world.refresh()
    world.deposit("trader", "TSLA", 200)
    world.open("trader", "12.5")
    return world["PerpetualOptions"].reserveOf(world.pool)[0]


@pytest.fixture
def approved(world):
    """Provider and newcomer have approved the pool for all that they hold."""
    for role in ("liquidity_provider", "second_trader"):
        world.tokens["TSLA"].approve(world.pool, wad(10**6), world.as_(role))


@pytest.fixture
def pending_deposit(desk, open_interest, newcomer):
    """The newcomer waits with 100 tokens."""
    desk.request_deposit("second_trader", "100")
    return wad(100)


@pytest.fixture
def pending_redemption(world, open_interest, provider):
    """The provider waits with 500 of his 2,000 shares."""
    world.pool.requestRedeem(wad(500), provider, provider, {"from": provider})
    return wad(500)
