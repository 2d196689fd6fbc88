"""OptionPool.balanceAtRecord and supplyAtRecord"""

import pytest

from evershare.deployment import CORPORATE_ACTIONS
from evershare.localnet import wad
from tests.support.reverts import reverts

HOUR = 3_600


@pytest.fixture(scope="module")
def record(world, module_isolation):
    """Lets a record time of the pool's token pass."""
    world["ProtocolManager"].grantRole(CORPORATE_ACTIONS, world.people["governor"], 0, world.as_("governor"))

    def pass_one():
        world["CollateralVault"].scheduleRecord(world.asset_ids["TSLA"], world.now + HOUR, world.as_("governor"))
        world.wait_until(world.now + HOUR)

    return pass_one


def weights(world, epoch, *people):
    return tuple(world.pool.balanceAtRecord(person, epoch) for person in people)


def test_a_record_that_has_not_come(world, record, provider):
    with reverts("RecordNotReached", 1, 0):
        world.pool.balanceAtRecord(provider, 1)
    record()
    for epoch in (0, 2):
        with reverts("RecordNotReached", epoch, 1):
            world.pool.supplyAtRecord(epoch)


def test_shares_in_wallets(world, record, provider, stranger):
    record()
    world.pool.transfer(stranger, wad(300), {"from": provider})
    record()
    world.pool.transfer(stranger, wad(1_700), {"from": provider})
    assert weights(world, 1, provider, stranger) == (wad(2_000), 0)
    assert weights(world, 2, provider, stranger) == (wad(1_700), wad(300))
    assert world.pool.supplyAtRecord(1) == world.pool.supplyAtRecord(2) == wad(2_000)


def test_what_moves_after_a_record_changes_it_no_more(world, record, provider, stranger):
    world.pool.transfer(stranger, wad(300), {"from": provider})
    record()
    for _ in range(2):
        world.pool.transfer(stranger, wad(500), {"from": provider})
    assert weights(world, 1, provider, stranger) == (wad(1_700), wad(300))


def test_shares_that_wait_to_be_redeemed(world, record, desk, pending_redemption, provider):
    """They are the requester's, until the epoch that redeems them: before it they share in a dividend, after it not."""
    record()
    desk.settle_next()
    record()
    assert weights(world, 1, provider, world.pool) == (wad(2_000), 0)
    assert weights(world, 2, provider, world.pool) == (wad(1_500), 0)
    assert (world.pool.supplyAtRecord(1), world.pool.supplyAtRecord(2)) == (wad(2_000), wad(1_500))

    world.pool.redeem(wad(500), provider, provider, {"from": provider})
    record()
    assert weights(world, 1, provider) == (wad(2_000),)
    assert weights(world, 2, provider) == weights(world, 3, provider) == (wad(1_500),)


def test_a_partly_filled_request_between_records(world, record, desk, busy, provider, stranger):
    """Records that passed between the epochs of one long request, read before and after it is booked."""
    world.pool.transfer(stranger, wad(500), {"from": provider})
    world.pool.requestRedeem(wad(1_500), provider, provider, {"from": provider})
    left, supplies = [], []
    for _ in range(3):
        record()
        left.append(world.pool.pendingRedeemRequest(0, provider))
        supplies.append(world.pool.totalSupply())
        world["PerpetualOptions"].settle(world.people["trader"], world.series_id(), {"from": stranger})
        desk.settle_next()
    record()
    left.append(world.pool.pendingRedeemRequest(0, provider))
    supplies.append(world.pool.totalSupply())
    assert left[0] > left[1] > left[2] > left[3]

    def of_all():
        return [world.pool.balanceAtRecord(provider, epoch) for epoch in range(1, 5)]

    assert of_all() == left
    for epochs in (2, 5):
        world.pool.advance(provider, epochs, {"from": stranger})
        assert of_all() == left
    world.pool.cancelRedeemRequest(provider, {"from": provider})
    assert of_all() == left
    assert [world.pool.supplyAtRecord(epoch) for epoch in range(1, 5)] == supplies


def test_a_deposit_counts_from_when_its_tokens_are_the_pools(world, record, desk, pending_deposit, newcomer, stranger):
    """Until they are collected they are in the depositor's account, which has its own record: nothing counts twice."""
    vault, supply = world["CollateralVault"], world.pool.totalSupply()

    def at(epoch):
        return vault.balanceAtRecord(newcomer, desk.asset_id, epoch), world.pool.balanceAtRecord(newcomer, epoch)

    record()
    desk.settle_next()
    record()
    world.pool.collectDeposit(newcomer, {"from": stranger})
    record()
    shares = world.pool.maxMint(newcomer)
    world.pool.mint(shares, newcomer, {"from": newcomer})
    record()
    assert [at(epoch) for epoch in (1, 2)] == [(wad(400), 0)] * 2
    assert [at(epoch) for epoch in (3, 4)] == [(wad(300), shares)] * 2
    assert [world.pool.supplyAtRecord(epoch) for epoch in (1, 2)] == [supply] * 2
    assert [world.pool.supplyAtRecord(epoch) for epoch in (3, 4)] == [supply + shares] * 2
