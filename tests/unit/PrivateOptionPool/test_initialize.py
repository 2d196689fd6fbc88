"""PrivateOptionPool.initialize"""

from tests.support.reverts import reverts


def test_a_pool_is_set_up_once(world, pool, signer):
    with reverts("InvalidInitialization"):
        pool.initialize(world.asset_ids["TSLA"], signer, signer, {"from": signer})


def test_the_implementation_cannot_be_set_up(world, signer):
    with reverts("InvalidInitialization"):
        world["PrivateOptionPool"].initialize(world.asset_ids["TSLA"], signer, signer, {"from": signer})


def test_owner_signer_and_asset(world, pool, maker, signer):
    assert (pool.owner(), pool.signer(), pool.assetId()) == (maker, signer, world.asset_ids["TSLA"])
