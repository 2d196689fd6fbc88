import pytest

from evershare.localnet import wad


@pytest.fixture
def options(world):
    return world["PerpetualOptions"]


@pytest.fixture
def lens(world):
    return world["OptionsLens"]


@pytest.fixture
def trader(world):
    return world.people["trader"]


@pytest.fixture
def state(world, options, trader):
    """Reads all that a trade in the first series could change."""

    def read():
        vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
        accounts = (trader, world.people["second_trader"], world.pool, options, world.people["keeper"])
        series_id = world.series_id()
        series = tuple(options.seriesOf(series_id)) if series_id else ()
        return (
            [int(vault.balanceOf(account, tsla)) for account in accounts],
            tuple(map(int, options.reserveOf(world.pool))),
            tuple(map(int, options.positionOf(trader, series_id))),
            series,
            tuple(options.liveSeriesOf(world.pool)),
            options.uncollectedOf(world.pool),
        )

    return read


@pytest.fixture
def put(world, options):
    """The series of which the trader holds half a put that was at the money when bought."""
    world.refresh()
    world.open("trader", "0.5")
    return world.series_id()


@pytest.fixture
def empty_account(world, trader):
    """Takes all that the trader has out of the vault."""

    def take():
        vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
        vault.withdraw(tsla, trader, trader, vault.balanceOf(trader, tsla), {"from": trader})

    return take


@pytest.fixture
def half(world):
    return wad("0.5")
