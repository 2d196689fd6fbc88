"""PerpetualOptions.offerPosition and movePosition"""

import pytest

from evershare.localnet import wad
from tests.support.ledger import sub_account
from tests.support.reverts import reverts

HOUR = 3_600


@pytest.fixture
def receiver(world):
    return world.people["second_trader"]


@pytest.fixture
def margin(trader):
    """Another account of the trader's, empty."""
    return sub_account(trader, 7)


def move(world, origin, to, size="0.5", sender="trader"):
    return world["PerpetualOptions"].movePosition(origin, to, world.series_id(), wad(size), world.as_(sender))


def offer(world, origin, to, size="0.5", sender="trader"):
    return world["PerpetualOptions"].offerPosition(origin, to, world.series_id(), wad(size), world.as_(sender))


def test_only_the_owner_offers(world, put, trader, receiver):
    with reverts("NotAuthorised", trader, receiver):
        offer(world, trader, receiver, sender="second_trader")


def test_nobody_is_given_a_position_unasked(world, put, trader, receiver):
    """Positions owe funding, and take one of sixteen places."""
    offer(world, trader, receiver)
    with reverts("NotAuthorised", receiver, trader):
        move(world, trader, receiver)


def test_nobody_takes_more_than_was_offered(world, put, trader, receiver):
    with reverts("OfferExceeded", wad("0.5"), 0):
        move(world, trader, receiver, sender="second_trader")
    offer(world, trader, receiver, "0.2")
    with reverts("OfferExceeded", wad("0.3"), wad("0.2")):
        move(world, trader, receiver, "0.3", sender="second_trader")


def test_an_offer_can_be_withdrawn(world, options, put, trader, receiver):
    offer(world, trader, receiver)
    offer(world, trader, receiver, "0")
    assert options.offerOf(trader, receiver, put) == 0
    with reverts("OfferExceeded", wad("0.5"), 0):
        move(world, trader, receiver, sender="second_trader")


def test_to_itself(world, put, trader):
    with reverts("PositionStays", trader):
        move(world, trader, trader)


def test_nothing_and_more_than_there_is(world, put, trader, margin, half):
    with reverts("InvalidSize", 0, half):
        move(world, trader, margin, "0")
    with reverts("CloseExceedsPosition", wad("0.6"), half):
        move(world, trader, margin, "0.6")


def test_no_position(world, put, trader, margin):
    with reverts("NoPosition", margin, put):
        move(world, margin, trader)


def test_between_accounts_of_one_owner(world, options, put, trader, margin, half):
    """The funding due moves along, and the list of each account is right."""
    world.wait_until(world.now + HOUR)
    due, series = options.fundingOwed(trader, put), tuple(options.seriesOf(put))
    moved = move(world, trader, margin)
    assert moved.events["PositionMoved"]["size"] == options.positionOf(margin, put)[0] == half
    assert tuple(options.positionOf(trader, put)) == (0, 0)
    assert (tuple(options.positionsOf(trader)), tuple(options.positionsOf(margin))) == ((), (put,))
    assert tuple(options.seriesOf(put)) == series
    rate = options.seriesOf(put)["fundingRate"]
    assert int(options.fundingOwed(margin, put)) == pytest.approx(int(due + rate * half // 10**27), abs=2)


def test_to_another_who_takes_it_in_parts(world, options, put, trader, receiver):
    """What he holds already keeps what it owes: the sum of both debts stays, rounded up."""
    world.wait_until(world.now + HOUR)
    world.refresh()
    world.open("second_trader", "0.25")
    offered = offer(world, trader, receiver, "0.4").events["PositionOffered"]
    assert (offered["from"], offered["to"], offered["size"]) == (trader, receiver, wad("0.4"))
    for size in ("0.1", "0.3"):
        before = sum(int(options.fundingOwed(who, put, block_identifier="pending")) for who in (trader, receiver))
        move(world, trader, receiver, size, sender="second_trader")
        after = sum(int(options.fundingOwed(who, put)) for who in (trader, receiver))
        assert before <= after <= before + 2
    assert options.positionOf(trader, put)[0] == wad("0.1")
    assert options.positionOf(receiver, put)[0] == wad("0.65")
    assert options.offerOf(trader, receiver, put) == 0
    assert tuple(options.positionsOf(trader)) == tuple(options.positionsOf(receiver)) == (put,)
