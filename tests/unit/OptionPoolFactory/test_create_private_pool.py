"""OptionPoolFactory.createPrivatePool"""

from tests.support.reverts import reverts

NOBODY = "0x" + "0" * 40


def test_asset_that_has_no_token(world):
    btc = world.asset_ids["BTC"]
    with reverts("UnlistedAsset", btc):
        world["OptionPoolFactory"].createPrivatePool(btc, NOBODY, world.as_("stranger"))


def test_anyone_creates_as_many_as_he_likes(world):
    factory, maker, signer = world["OptionPoolFactory"], world.people["market_maker"], world.people["keeper"]
    tsla = world.asset_ids["TSLA"]
    for _ in range(2):
        transaction = factory.createPrivatePool(tsla, signer, {"from": maker})
        pool = world.project["PrivateOptionPool"].at(transaction.return_value)
        assert dict(transaction.events["PrivatePoolCreated"][0]) == {
            "pool": pool,
            "assetId": tsla,
            "owner": maker,
            "signer": signer,
        }
        assert (pool.owner(), pool.signer(), pool.assetId()) == (maker, signer, tsla)
        assert world["CollateralVault"].isProtocolAccount(pool)
        assert world["PerpetualOptions"].assetOfPool(pool) == tsla
    assert factory.poolOf(tsla) == world.pool
