"""PerpetualOptions.takeOver"""

from evershare.localnet import wad
from tests.support.reverts import reverts


def balance(world, account):
    return world["CollateralVault"].balanceOf(account, world.asset_ids["TSLA"])


def test_only_for_an_account_of_the_caller(world, options, put):
    trader, second = world.people["trader"], world.people["second_trader"]
    with reverts("NotAuthorised", second, world.people["stranger"]):
        options.takeOver(trader, second, put, world.as_("stranger"))


def test_reverts_without_a_position(world, options, put):
    stranger, second = world.people["stranger"], world.people["second_trader"]
    with reverts("NoPosition", stranger, put):
        options.takeOver(stranger, second, put, world.as_("second_trader"))


def test_reverts_for_the_same_account(world, options, put):
    trader = world.people["trader"]
    with reverts("PositionStays", trader):
        options.takeOver(trader, trader, put, world.as_("trader"))


def test_reverts_for_who_cannot_pay(world, options, put):
    """72 of 300 TSLA are needed for half a bitcoin; one more put, and they are not there."""
    trader, second, vault = world.people["trader"], world.people["second_trader"], world["CollateralVault"]
    vault.withdraw(world.asset_ids["TSLA"], second, second, wad(290), {"from": second})
    paid = options.seriesOf(put)[0][2] // 4
    with reverts("InsufficientAccountBalance", second, world.asset_ids["TSLA"], wad(10), paid):
        options.takeOver(trader, second, put, {"from": second})


def test_the_holder_is_paid_the_most_that_the_option_can_pay(world, options, put):
    """And the funding due is the buyer's from then on."""
    trader, second = world.people["trader"], world.people["second_trader"]
    world.wait_until(world.now + 86_400)
    owed = options.fundingOwed(trader, put)
    before = [balance(world, person) for person in (trader, second)]
    tx = options.takeOver(trader, second, put, {"from": second})

    strike = options.seriesOf(put)[0][2]
    assert tx.return_value == strike // 4  # half a bitcoin, half the strike
    moved = tx.events["PositionMoved"]
    assert (moved["from"], moved["to"], moved["seriesId"], moved["size"]) == (trader, second, put, wad("0.5"))
    assert [balance(world, person) for person in (trader, second)] == [
        before[0] + tx.return_value,
        before[1] - tx.return_value,
    ]
    assert options.positionsOf(trader) == ()
    assert options.positionOf(second, put)[0] == wad("0.5")
    assert options.fundingOwed(second, put) >= owed > 0
    assert options.seriesOf(put)[1] == wad("0.5")
