"""OptionPool.netAssetValue and totalAssets"""

from evershare.localnet import wad


def test_an_idle_pool_is_worth_its_cash(world):
    assert world.pool.netAssetValue(True) == world.pool.netAssetValue(False) == world.pool.cash() == wad(2_000)


def test_the_value_of_what_is_written_comes_off_at_both_edges(world, open_interest):
    options, pool = world["PerpetualOptions"], world.pool
    low, high = pool.netAssetValue(False), pool.netAssetValue(True)
    assert low == pool.cash() - options.liabilityOf(pool, True)
    assert high == pool.cash() - options.liabilityOf(pool, False)
    assert pool.cash() - open_interest < low < high < pool.cash()
    assert pool.totalAssets() == low


def test_a_night_widens_it(world, open_interest):
    pool = world.pool
    before = pool.netAssetValue(True) - pool.netAssetValue(False)
    world.wait_until(world.now + 12 * 3_600)
    assert pool.netAssetValue(True) - pool.netAssetValue(False) > before
