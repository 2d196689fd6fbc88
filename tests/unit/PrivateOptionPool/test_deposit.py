"""PrivateOptionPool.deposit"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts


def test_by_another(pool, maker, signer):
    """Not even the signer."""
    with reverts("NotPoolOwner", signer, maker):
        pool.deposit(wad(1), {"from": signer})


def test_nothing(pool, maker):
    with reverts("ZeroPoolAmount"):
        pool.deposit(0, {"from": maker})


def test_a_token_with_a_transfer_fee(world, maker, MockFeeToken):
    token = maker.deploy(MockFeeToken, 100)
    world.list_token("FEE", token, drift_bps=100)
    pool = world.create_private_pool("market_maker", "FEE")
    for holder in (maker, pool):
        token.mint(holder, wad(10), {"from": maker})
    token.approve(pool, wad(10), {"from": maker})
    with reverts("DepositIncomplete", wad("9.9"), wad(10)):
        pool.deposit(wad(10), {"from": maker})


def test_it_is_cover_at_once(world, pool, maker):
    wallet = world.tokens["TSLA"].balanceOf(maker)
    deposit = pool.deposit(wad(50), {"from": maker})
    assert deposit.events["CoverAdded"]["assets"] == wad(50)
    assert world.tokens["TSLA"].balanceOf(maker) == wallet - wad(50)
    assert pool.cash() == pool.freeCash() == pool.netAssetValue(False) == wad(250)


@pytest.mark.parametrize("target", ["pool", "vault"])
def test_a_donation_does_not_count(world, pool, target):
    """A2"""
    receiver = pool if target == "pool" else world["CollateralVault"]
    world.tokens["TSLA"].transfer(receiver, wad(50), world.as_("trader"))
    assert pool.cash() == wad(200)
    with reverts("CreditToProtocolAccount", pool):
        world["CollateralVault"].transfer(
            world.asset_ids["TSLA"], world.people["trader"], pool, wad(50), world.as_("trader")
        )
