"""A2: a first depositor cannot make the shares of others round to nothing, whatever he gives away"""

import pytest

from evershare.localnet import wad


@pytest.fixture
def young_pool(world, MockToken):
    """A pool of a new token, with one unit of the attacker's in it."""
    attacker, victim = world.people["trader"], world.people["second_trader"]
    token = attacker.deploy(MockToken, "USD Coin", "USDC", 6)
    world.list_token("USDC", token, drift_bps=2)
    pool = world.create_pool("USDC")
    for person in (attacker, victim):
        token.mint(person, 10**12, {"from": attacker})
        for spender in (pool, world["CollateralVault"]):
            token.approve(spender, 10**12, {"from": person})
    pool.requestDeposit(1, attacker, attacker, {"from": attacker})
    pool.deposit(1, attacker, {"from": attacker})
    return pool, token


@pytest.mark.parametrize("where", ["pool", "vault", "account of the claims"])
def test_a_first_depositor_who_gives_money_away(world, young_pool, where):
    pool, token = young_pool
    attacker, victim, vault = world.people["trader"], world.people["second_trader"], world["CollateralVault"]
    asset_id = world.asset_ids["USDC"]
    if where == "account of the claims":
        pool.requestRedeem(1, attacker, attacker, {"from": attacker})  # now it holds the asset and takes more
        vault.deposit(asset_id, pool.claimAccount(), 10**11, {"from": attacker})
        assert vault.balanceOf(pool.claimAccount(), asset_id) == 10**11 + 1
    else:
        token.transfer(pool if where == "pool" else vault, 10**11, {"from": attacker})

    pool.requestDeposit(150_000_000, victim, victim, {"from": victim})
    pool.deposit(150_000_000, victim, {"from": victim})
    shares = pool.balanceOf(victim)
    pool.requestRedeem(shares, victim, victim, {"from": victim})
    assert shares == 150_000_000
    assert pool.redeem(shares, victim, victim, {"from": victim}).return_value == 150_000_000


def test_shares_given_to_the_pool_are_nobodys(world, desk):
    """They go on sharing gains and losses; no request and no claim grows by them."""
    pool, provider, stranger = world.pool, world.people["liquidity_provider"], world.people["stranger"]
    pool.transfer(pool, wad(500), {"from": provider})
    pool.requestRedeem(wad(1_500), provider, provider, {"from": provider})
    assert pool.maxWithdraw(provider) == wad(1_500)
    assert pool.maxRedeem(stranger) == pool.maxMint(stranger) == 0
    assert pool.cash() == wad(500)
