import pytest

from evershare.localnet import wad


@pytest.fixture
def open_interest(world):
    """Somebody holds an option of the pool; the result is what it locks."""
    world.refresh()
    world.open("trader", "0.5")
    return world["PerpetualOptions"].reserveOf(world.pool)[0]


@pytest.fixture
def holdings(world):
    """Reads all that a deposit or redemption could change."""
    tsla, provider, vault = world.tokens["TSLA"], world.people["liquidity_provider"], world["CollateralVault"]

    def read():
        return (
            tsla.balanceOf(provider),
            tsla.balanceOf(vault),
            tsla.balanceOf(world.pool),
            world.pool.balanceOf(provider),
            world.pool.totalSupply(),
            world.pool.cash(),
        )

    return read


@pytest.fixture
def approved(world):
    """The liquidity provider has approved the pool for all that he holds."""
    world.tokens["TSLA"].approve(world.pool, wad(10**6), world.as_("liquidity_provider"))
