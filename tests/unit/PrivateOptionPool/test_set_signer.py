"""PrivateOptionPool.setSigner"""

from tests.support.reverts import reverts


def test_by_another(pool, maker, signer):
    """The signer cannot pass its work on."""
    with reverts("NotPoolOwner", signer, maker):
        pool.setSigner(signer, {"from": signer})


def test_another_key_signs(world, pool, maker):
    keeper = world.people["keeper"]
    change = pool.setSigner(keeper, {"from": maker})
    assert change.events["SignerSet"]["signer"] == pool.signer() == keeper


def test_nobody_signs(pool, maker):
    """A pool without a signer sells nothing, and pays what it has sold."""
    pool.setSigner("0x" + "0" * 40, {"from": maker})
    assert pool.signer() == "0x" + "0" * 40
