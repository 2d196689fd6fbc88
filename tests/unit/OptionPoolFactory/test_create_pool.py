"""OptionPoolFactory.createPool"""

from evershare.localnet import wad
from tests.support.reverts import reverts


def test_asset_that_has_no_token(world):
    btc = world.asset_ids["BTC"]
    with reverts("UnlistedAsset", btc):
        world["OptionPoolFactory"].createPool(btc, world.as_("stranger"))


def test_one_public_pool_an_asset(world):
    tsla = world.asset_ids["TSLA"]
    with reverts("PoolExists", tsla, world.pool):
        world["OptionPoolFactory"].createPool(tsla, world.as_("stranger"))
    assert world["OptionPoolFactory"].poolOf(tsla) == world.pool


def test_a_token_with_more_decimals_than_a_reserve_counts(world, MockToken):
    token = world.people["deployer"].deploy(MockToken, "Fine grained", "FINE", 19)
    asset_id = world.list_token("FINE", token, drift_bps=100)
    with reverts("TooManyDecimals", asset_id, 19, 18):
        world["OptionPoolFactory"].createPool(asset_id, world.as_("stranger"))
    assert world["OptionPoolFactory"].poolOf(asset_id) == "0x" + "0" * 40


def test_only_the_factory_registers_pools(world):
    stranger = world.people["stranger"]
    with reverts("AccessManagedUnauthorized", stranger):
        world["PerpetualOptions"].registerPool(stranger, world.asset_ids["TSLA"], True, {"from": stranger})


def test_anyone_creates_a_pool_that_works(world, MockToken):
    provider = world.people["liquidity_provider"]
    token = world.people["deployer"].deploy(MockToken, "USD Coin", "USDC", 6)
    asset_id = world.list_token("USDC", token, drift_bps=2)
    transaction = world["OptionPoolFactory"].createPool(asset_id, world.as_("stranger"))
    pool = world.project["OptionPool"].at(transaction.return_value)
    created = transaction.events["PoolCreated"]
    assert (created["pool"], created["assetId"], created["creator"]) == (pool, asset_id, world.people["stranger"])
    assert world["CollateralVault"].isProtocolAccount(pool)
    assert world["PerpetualOptions"].assetOfPool(pool) == asset_id
    assert (pool.symbol(), pool.decimals()) == ("opUSDC", 6)

    token.mint(provider, 5 * 10**6, {"from": provider})
    token.approve(pool, wad(1), {"from": provider})
    pool.requestDeposit(5 * 10**6, provider, provider, {"from": provider})
    assert pool.cash() == 5 * 10**6
