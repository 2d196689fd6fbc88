"""OptionPool.cancelDepositRequest"""

from evershare.localnet import wad
from tests.support.reverts import reverts

DAY = 86_400


def test_by_another(world, pending_deposit, newcomer, stranger):
    with reverts("NotPoolOperator", newcomer, stranger):
        world.pool.cancelDepositRequest(newcomer, {"from": stranger})


def test_nothing_waits(world, newcomer):
    with reverts("NothingRequested", newcomer):
        world.pool.cancelDepositRequest(newcomer, {"from": newcomer})


def test_in_the_epoch_of_its_request(world, pending_deposit, newcomer):
    """Who has asked for a price takes it, or seeing it come would be free."""
    epoch = world.pool.queue()[4]
    with reverts("RequestTooNew", newcomer, epoch):
        world.pool.cancelDepositRequest(newcomer, {"from": newcomer})
    world.wait_until(world.now + 5 * DAY - 60)
    with reverts("RequestTooNew", newcomer, epoch):
        world.pool.cancelDepositRequest(newcomer, {"from": newcomer})


def test_once_it_is_settled(world, desk, pending_deposit, newcomer):
    desk.settle_next()
    with reverts("NothingRequested", newcomer):
        world.pool.cancelDepositRequest(newcomer, {"from": newcomer})


def test_after_an_epoch_that_passed_it_by(world, desk, pending_redemption, pending_deposit, newcomer):
    """Redemptions were settled at a wide interval, deposits wait and may go."""
    world.wait_until(world.now + 5 * DAY + 12 * 3_600)
    world.pool.settleEpoch([], [], world.as_("keeper"))
    assert world.pool.pendingDepositRequest(0, newcomer) == pending_deposit

    cancelled = world.pool.cancelDepositRequest(newcomer, {"from": newcomer})

    assert cancelled.return_value == pending_deposit
    assert dict(cancelled.events["DepositRequestCancelled"][0]) == {
        "controller": newcomer,
        "account": newcomer,
        "assets": pending_deposit,
    }
    assert (desk.balance(newcomer), desk.locked(newcomer)) == (wad(400), 0)
    assert world.pool.pendingDepositRequest(0, newcomer) == world.pool.queue()[1] == 0


def test_when_no_epoch_came_for_five_days(world, desk, pending_deposit, newcomer):
    world.wait_until(world.now + 5 * DAY)
    world.pool.cancelDepositRequest(newcomer, {"from": newcomer})
    assert desk.locked(newcomer) == 0


def test_a_second_request_starts_the_wait_again(world, pending_deposit, approved, newcomer):
    world.wait_until(world.now + 4 * DAY)
    world.pool.requestDeposit(wad(1), newcomer, newcomer, {"from": newcomer})
    world.wait_until(world.now + 4 * DAY)
    with reverts("RequestTooNew", newcomer, world.pool.queue()[4]):
        world.pool.cancelDepositRequest(newcomer, {"from": newcomer})
