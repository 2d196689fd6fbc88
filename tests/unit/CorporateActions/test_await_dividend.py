"""CorporateActions.awaitDividend"""

import pytest

from evershare.actions import ActionKind, ActionState
from evershare.localnet import wad
from tests.support.actions import FRIDAY_CLOSE, MONDAY_OPEN
from tests.support.reverts import reverts

FACTOR = wad("2.275") * wad(1) // wad("225.225")


@pytest.fixture
def late_pool(world, accounts):
    """A pool created after a dividend was confirmed; 50 of its TSLA are the second trader's, who owes them."""
    world.dividend()
    pool = world.create_lending_pool("TSLA", 1_000)
    world.tsla.approve(pool, wad(100), world.as_("liquidity_provider"))
    pool.deposit(wad(100), world.people["liquidity_provider"], world.as_("liquidity_provider"))
    pool.lend(
        world.people["second_trader"], wad(50), {"from": accounts.at(world["CollateralVault"].address, force=True)}
    )
    return pool


def test_reverts_without_an_action(world, tsla):
    with reverts("ActionNotInState", 0, ActionState.NONE, ActionState.SCHEDULED):
        world.actions.awaitDividend(tsla, world.as_("stranger"))


def test_reverts_for_another_kind_of_action(world, tsla):
    world.confirm(world.announced_split())
    with reverts("WrongActionKind", ActionKind.SPLIT):
        world.actions.awaitDividend(tsla, world.as_("stranger"))


def test_changes_nothing_where_there_is_no_pool(world, tsla):
    world.dividend()
    assert not world.actions.awaitDividend(tsla, world.as_("stranger")).events


def test_who_repays_before_verification_owes_the_dividend_to_a_late_pool_too(world, tsla, late_pool):
    vault, short_seller = world["CollateralVault"], world.people["second_trader"]
    world.actions.awaitDividend(tsla, world.as_("stranger"))
    assert late_pool.dividendOnRepaid() == 0

    world.wait_until(FRIDAY_CLOSE)
    assert late_pool.dividendOnRepaid() == FACTOR
    debt = late_pool.debtOf(short_seller, block_identifier="pending")
    event = vault.repay(world.tsla_id, short_seller, short_seller, 2**200, world.as_("second_trader")).events

    assert late_pool.debtOf(short_seller) == 0
    assert event["DebtRepaid"]["amount"] == -(-debt * (wad(1) + FACTOR) // wad(1))
    world.wait_until(MONDAY_OPEN + 60)
    assert world.verify_action("TSLA").events["DividendCharged"]["assets"] == 0
    provider = world.people["liquidity_provider"]
    paid = late_pool.claimDividend(1, provider, world.as_("stranger")).events["DividendClaimed"]["assets"]
    assert paid == event["DividendRepaid"]["assets"] > 0
