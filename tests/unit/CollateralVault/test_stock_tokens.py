"""Stock tokens in the ledger: whom a closed loop lets in and out, and that one holder's standing is his own (C6)."""

import pytest

from evershare.localnet import TRANSFER_POLICY_CLOSED_LOOP, wad
from tests.support.ledger import sub_account
from tests.support.reverts import reverts

HOLDERS = ("trader", "second_trader")


@pytest.fixture(scope="module")
def loop(world):
    """A closed-loop stock of which the two traders may hold, and have, 100 each; the ledger has 50 of each."""
    token = world.list_stock("AAPL", "Apple, tokenised", "US0378331005", 150, TRANSFER_POLICY_CLOSED_LOOP)
    for role in HOLDERS:
        token.setListed(world.people[role], True, world.as_("issuer"))
    world.attest("AAPL", 1_000)
    for role in HOLDERS:
        world.issue("AAPL", 100, role)
        token.approve(world["CollateralVault"], 2**256 - 1, world.as_(role))
        world["CollateralVault"].deposit(world.asset_ids["AAPL"], world.people[role], wad(50), world.as_(role))
    return token


def exclude(world, token, role):
    token.setListed(world.people[role], False, world.as_("issuer"))


def act(world, action, *arguments, role="trader"):
    return getattr(world["CollateralVault"], action)(world.asset_ids["AAPL"], *arguments, world.as_(role))


def test_a_deposit_for_an_owner_who_may_not_hold_reverts(world, loop):
    """Here by an operator, who may hold tokens himself."""
    trader, operator = world.people["trader"], world.people["second_trader"]
    world["CollateralVault"].setOperator(trader, operator, 2**40, world.as_("trader"))
    exclude(world, loop, "trader")

    with reverts("OwnerMayNotReceive", world.asset_ids["AAPL"], trader):
        act(world, "deposit", trader, 1, role="second_trader")


def test_a_deposit_into_somebody_elses_account_asks_for_its_main_address(world, loop):
    exclude(world, loop, "trader")

    with reverts("OwnerMayNotReceive", world.asset_ids["AAPL"], world.people["trader"]):
        act(world, "deposit", world.people["trader"], 1, role="second_trader")


def test_nobody_else_credits_a_sub_account(world, loop):
    """Whose it is, nobody can say."""
    account = sub_account(world.people["trader"], 1)
    act(world, "deposit", account, wad(1))

    with reverts("OwnerMayNotReceive", world.asset_ids["AAPL"], account):
        act(world, "deposit", account, 1, role="second_trader")


def test_a_transfer_between_people_asks_for_both(world, loop):
    trader, second, asset_id = world.people["trader"], world.people["second_trader"], world.asset_ids["AAPL"]
    act(world, "transfer", trader, second, wad(1))
    exclude(world, loop, "second_trader")

    with reverts("OwnerMayNotReceive", asset_id, second):
        act(world, "transfer", trader, second, 1)
    with reverts("OwnerMayNotSend", asset_id, second):
        act(world, "transfer", second, trader, 1, role="second_trader")


def test_a_withdrawal_asks_for_the_owner(world, loop):
    exclude(world, loop, "trader")

    with reverts("OwnerMayNotSend", world.asset_ids["AAPL"], world.people["trader"]):
        act(world, "withdraw", world.people["trader"], world.people["second_trader"], 1)


def test_an_operator_withdraws_what_the_owner_may_send(world, loop):
    trader, operator = world.people["trader"], world.people["stranger"]
    account = sub_account(trader, 2)
    act(world, "deposit", account, wad(5))
    world["CollateralVault"].setOperator(account, operator, 2**40, world.as_("trader"))

    act(world, "withdraw", account, trader, wad(1), role="stranger")
    exclude(world, loop, "trader")
    with reverts("OwnerMayNotSend", world.asset_ids["AAPL"], trader):
        act(world, "withdraw", account, trader, wad(1), role="stranger")


def test_one_who_is_excluded_blocks_nobody_else(world, loop):
    """C6."""
    exclude(world, loop, "trader")

    act(world, "withdraw", world.people["second_trader"], world.people["second_trader"], wad(50), role="second_trader")

    assert loop.balanceOf(world.people["second_trader"]) == wad(100)


def test_a_module_moves_what_its_owner_may_not(world, loop, accounts, web3):
    """C6: no standing of the holder's stops a liquidation."""
    module, trader = accounts[20], world.people["trader"]
    web3.provider.make_request("anvil_setCode", [module.address, "0x00"])
    world["CollateralVault"].addModule(module, world.as_("governor"))
    exclude(world, loop, "trader")

    world["CollateralVault"].move(
        world.asset_ids["AAPL"], trader, world.people["second_trader"], wad(50), {"from": module}
    )

    assert world["CollateralVault"].balanceOf(trader, world.asset_ids["AAPL"]) == 0


def test_a_payee_who_may_not_receive_finds_the_tokens_in_escrow(world, loop):
    trader, stranger = world.people["trader"], world.people["stranger"]

    act(world, "withdraw", trader, stranger, wad(10))

    assert loop.escrowOf(stranger) == wad(10)
    assert loop.balanceOf(stranger) == 0
    loop.setListed(stranger, True, world.as_("issuer"))
    loop.releaseEscrow(stranger, world.as_("keeper"))
    assert loop.balanceOf(stranger) == wad(10)


def test_the_denied_owner_of_an_open_stock_is_paid_into_escrow(world):
    """V4: he can always withdraw; what becomes of it then is for the issuer to say."""
    token, trader = world.tokens["TSLA"], world.people["trader"]
    token.setListed(trader, True, world.as_("issuer"))

    world["CollateralVault"].withdraw(world.asset_ids["TSLA"], trader, trader, wad(10), world.as_("trader"))

    assert token.escrowOf(trader) == wad(10)


def test_who_may_hold_goes_in_and_out(world, loop):
    trader = world.people["trader"]

    act(world, "deposit", trader, wad(10))
    act(world, "transfer", trader, sub_account(trader, 1), wad(20))
    act(world, "withdraw", trader, trader, wad(40))
    act(world, "withdraw", sub_account(trader, 1), trader, wad(20))

    assert loop.balanceOf(trader) == wad(100)
