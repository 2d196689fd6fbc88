"""PrivateOptionPool.withdraw"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts


@pytest.fixture(scope="module")
def covering(world, pool, CoverMock, PrivateOptionPool, OptionPoolFactory):
    """A pool of 100 tokens whose options lock whatever the mock says."""
    maker, vault = world.people["market_maker"], world["CollateralVault"]
    options = maker.deploy(CoverMock)
    implementation = maker.deploy(PrivateOptionPool, vault, options)
    factory = maker.deploy(OptionPoolFactory, vault, options, implementation, implementation)
    vault.addModule(factory, world.as_("governor"))
    created = factory.createPrivatePool(world.asset_ids["TSLA"], maker, {"from": maker})
    covering = PrivateOptionPool.at(created.return_value)
    world.tokens["TSLA"].approve(covering, wad(100), {"from": maker})
    covering.deposit(wad(100), {"from": maker})
    return covering, options


def test_by_another(pool, maker, signer):
    """Not even the signer."""
    with reverts("NotPoolOwner", signer, maker):
        pool.withdraw(wad(1), signer, {"from": signer})


def test_nothing(pool, maker):
    with reverts("ZeroPoolAmount"):
        pool.withdraw(0, maker, {"from": maker})


def test_more_than_there_is(pool, maker):
    with reverts("CoverInUse", wad(201), wad(200)):
        pool.withdraw(wad(201), maker, {"from": maker})


def test_what_covers_options_stays(world, covering, maker):
    """O1, to the wei"""
    pool, options = covering
    options.setReserve(wad(70), {"from": maker})
    assert pool.freeCash() == wad(30)
    with reverts("CoverInUse", wad(30) + 1, wad(30)):
        pool.withdraw(wad(30) + 1, maker, {"from": maker})
    pool.withdraw(wad(30), maker, {"from": maker})
    assert (pool.cash(), pool.freeCash()) == (wad(70), 0)


def test_at_once_and_to_anybody(world, pool, maker):
    """Without a request, an epoch or a price."""
    world.wait_until(world.now + 400 * 86_400)
    keeper = world.people["keeper"]
    withdrawal = pool.withdraw(wad(200), keeper, {"from": maker})
    paid = withdrawal.events["CoverWithdrawn"]
    assert (paid["receiver"], paid["assets"]) == (keeper, wad(200))
    assert world.tokens["TSLA"].balanceOf(keeper) == wad(200)
    assert pool.cash() == 0
