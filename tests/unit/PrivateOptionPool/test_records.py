"""PrivateOptionPool.balanceAtRecord and supplyAtRecord"""


def test_all_of_it_is_the_owners(pool, maker, signer):
    """A dividend on the cover is his, at any record."""
    for epoch in (1, 7):
        assert pool.balanceAtRecord(maker, epoch) == pool.supplyAtRecord(epoch) == 1
        assert pool.balanceAtRecord(signer, epoch) == 0
