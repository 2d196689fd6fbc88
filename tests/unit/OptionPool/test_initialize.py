"""OptionPool.initialize"""

from tests.support.reverts import reverts


def test_a_pool_is_set_up_once(world):
    with reverts("InvalidInitialization"):
        world.pool.initialize(world.asset_ids["TSLA"], "Another", "NAME", world.as_("stranger"))


def test_the_implementation_cannot_be_set_up(world):
    with reverts("InvalidInitialization"):
        world["OptionPool"].initialize(world.asset_ids["TSLA"], "Another", "NAME", world.as_("stranger"))


def test_name_asset_and_decimals(world):
    assert world.pool.name() == "Evershare option pool TSLA"
    assert world.pool.symbol() == "opTSLA"
    assert world.pool.decimals() == 18
    assert world.pool.asset() == world.tokens["TSLA"]
    assert world.pool.assetId() == world.asset_ids["TSLA"]
