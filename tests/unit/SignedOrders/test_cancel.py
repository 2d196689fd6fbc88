"""cancelGroup, bumpEpoch, and what the views say of cancelled messages"""

import pytest

from evershare.localnet import wad
from evershare.signing import bump_epoch_data, cancel_group_data
from tests.support.orders import key
from tests.support.reverts import reverts


@pytest.fixture
def maker_key(desk, accounts):
    """The pool's signer, as an account that sends transactions."""
    return accounts.add(key("quote signer").key)


def test_a_cancelled_group_is_void(world, desk, maker_key):
    """Whatever was filled before. Another group, and another signer's of the same number, are not."""
    world.refresh()
    desk.take(desk.quote(), "0.1")

    cancelled = desk.orders.cancelGroup(1, {"from": maker_key})

    assert tuple(cancelled.events["GroupCancelled"].values()) == (maker_key, 1)
    assert desk.orders.consumedOf(maker_key, 1) == 2**256 - 1
    quote = desk.quote()
    assert desk.orders.checkQuote(quote.as_tuple(), desk.sign(quote)) == 0
    with reverts("FillExceedsSize", maker_key, 1, wad("0.1"), 0):
        desk.take(quote, "0.1")
    desk.fill(desk.order(), desk.part(desk.quote(group=2)))


def test_a_group_may_be_cancelled_before_anything_is_signed_with_it(world, desk, maker_key):
    desk.orders.cancelGroup(77, {"from": maker_key})
    world.refresh()
    with reverts("FillExceedsSize", maker_key, 77, wad("0.1"), 0):
        desk.take(desk.quote(group=77, size=2**256 - 1), "0.1")


def test_another_epoch_makes_everything_void(world, desk, maker_key):
    quote = desk.quote()

    bumped = desk.orders.bumpEpoch({"from": maker_key})

    assert tuple(bumped.events["EpochBumped"].values()) == (maker_key, 1)
    assert (bumped.return_value, desk.orders.epochOf(maker_key)) == (1, 1)
    world.refresh()
    with reverts("SignedInOtherEpoch", maker_key, 0, 1):
        desk.take(quote)
    with reverts("SignedInOtherEpoch", maker_key, 0, 1):
        desk.orders.checkQuote(quote.as_tuple(), desk.sign(quote))
    desk.take(desk.quote(epoch=1))


def test_orders_too(world, desk, accounts):
    signer = accounts.add(key("trader's signer").key)
    order = desk.order()
    desk.orders.cancelGroup(1, {"from": signer})
    assert desk.orders.checkOrder(order.as_tuple(), desk.sign(order)) == 0

    desk.orders.bumpEpoch({"from": signer})
    with reverts("SignedInOtherEpoch", signer, 0, 1):
        desk.orders.checkOrder(order.as_tuple(), desk.sign(order))


def test_the_data_that_python_makes(desk, maker_key):
    maker_key.transfer(desk.orders, 0, data=cancel_group_data(5))
    maker_key.transfer(desk.orders, 0, data=bump_epoch_data())
    assert (desk.orders.consumedOf(maker_key, 5), desk.orders.epochOf(maker_key)) == (2**256 - 1, 1)


def test_in_a_batch_of_the_ledger_its_sender_is_the_signer(world, desk):
    """And nobody cancels for another."""
    calls = [
        (desk.orders, desk.orders.cancelGroup.encode_input(1)),
        (desk.orders, desk.orders.bumpEpoch.encode_input()),
    ]
    world["CollateralVault"].batch(calls, {"from": desk.trader})
    assert desk.orders.consumedOf(desk.trader, 1) == 2**256 - 1
    assert desk.orders.epochOf(desk.trader) == 1
    assert desk.orders.epochOf(world["CollateralVault"].batchCaller()) == 0
