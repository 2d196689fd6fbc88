"""OptionPool.requestDeposit and requestDepositFromAccount"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts


def sub_account(person, sub):
    return f"{int(person.address, 16) ^ sub:#042x}"


def test_nothing(world, newcomer):
    for function in ("requestDeposit", "requestDepositFromAccount"):
        with reverts("ZeroPoolAmount"):
            getattr(world.pool, function)(0, newcomer, newcomer, {"from": newcomer})


def test_tokens_of_another(world, approved, newcomer, stranger):
    with reverts("NotPoolOperator", newcomer, stranger):
        world.pool.requestDeposit(wad(1), stranger, newcomer, {"from": stranger})
    with reverts("NotAuthorised", newcomer, stranger):
        world.pool.requestDepositFromAccount(wad(1), stranger, newcomer, {"from": stranger})


def test_nobody_adds_to_the_requests_of_another(world, approved, newcomer, stranger):
    for function in ("requestDeposit", "requestDepositFromAccount"):
        with reverts("NotPoolOperator", stranger, newcomer):
            getattr(world.pool, function)(wad(1), stranger, newcomer, {"from": newcomer})


def test_without_approval(world, newcomer):
    with reverts("ERC20InsufficientAllowance", world.pool, 0, wad(1)):
        world.pool.requestDeposit(wad(1), newcomer, newcomer, {"from": newcomer})


def test_more_than_the_account_holds(world, newcomer):
    with reverts("InsufficientAccountBalance", newcomer, world.asset_ids["TSLA"], wad(300), wad(301)):
        world.pool.requestDepositFromAccount(wad(301), newcomer, newcomer, {"from": newcomer})


def test_a_token_with_a_transfer_fee(world, provider, MockFeeToken):
    token = provider.deploy(MockFeeToken, 100)
    world.list_token("FEE", token, drift_bps=100)
    pool = world.create_pool("FEE")
    token.mint(provider, wad(10), {"from": provider})
    token.mint(pool, wad(10), {"from": provider})  # else the token itself stops the pool from passing on
    token.approve(pool, wad(10), {"from": provider})
    with reverts("DepositIncomplete", wad("9.9"), wad(10)):
        pool.requestDeposit(wad(10), provider, provider, {"from": provider})


def test_from_a_second_account(world, pending_deposit, newcomer):
    """All of a request is locked in one account."""
    other, vault = sub_account(newcomer, 1), world["CollateralVault"]
    vault.transfer(world.asset_ids["TSLA"], newcomer, other, wad(10), {"from": newcomer})
    with reverts("RequestFromAnotherAccount", newcomer, newcomer):
        world.pool.requestDepositFromAccount(wad(10), newcomer, other, {"from": newcomer})


def test_it_waits_locked_in_the_depositors_account(world, desk, approved, open_interest, newcomer):
    wallet, cash = world.tokens["TSLA"].balanceOf(newcomer), world.pool.cash()

    request = world.pool.requestDeposit(wad(100), newcomer, newcomer, {"from": newcomer})

    assert request.return_value == 0
    assert dict(request.events["DepositRequest"][0]) == {
        "controller": newcomer,
        "owner": newcomer,
        "requestId": 0,
        "sender": newcomer,
        "assets": wad(100),
    }
    assert world.tokens["TSLA"].balanceOf(newcomer) == wallet - wad(100)
    assert (desk.balance(newcomer), desk.locked(newcomer)) == (wad(400), wad(100))
    assert world.pool.pendingDepositRequest(0, newcomer) == wad(100)
    assert world.pool.claimableDepositRequest(0, newcomer) == world.pool.maxDeposit(newcomer) == 0
    assert world.pool.depositAccountOf(newcomer) == newcomer
    assert (world.pool.cash(), world.pool.totalSupply()) == (cash, wad(2_000))
    with reverts("InsufficientAccountBalance", newcomer, desk.asset_id, wad(300), wad(301)):
        desk.vault.withdraw(desk.asset_id, newcomer, newcomer, wad(301), {"from": newcomer})


def test_into_an_account_that_is_new_to_the_asset(world, desk, approved, open_interest, provider):
    """The provider has an account without anything in it: his order lets the pool put the tokens there."""
    assert desk.balance(provider) == 0
    world.pool.requestDeposit(wad(7), provider, provider, {"from": provider})
    assert (desk.balance(provider), desk.locked(provider)) == (wad(7), wad(7))


def test_tokens_of_a_sub_account(world, desk, open_interest, newcomer):
    margin = sub_account(newcomer, 7)
    desk.vault.transfer(desk.asset_id, newcomer, margin, wad(50), {"from": newcomer})

    world.pool.requestDepositFromAccount(wad(40), newcomer, margin, {"from": newcomer})

    assert (desk.balance(margin), desk.locked(margin)) == (wad(50), wad(40))
    assert desk.locked(newcomer) == 0
    assert world.pool.pendingDepositRequest(0, newcomer) == wad(40)


def test_by_an_operator(world, approved, open_interest, newcomer, stranger):
    """ERC-7540: whom the owner trusts may request, for the owner or for himself."""
    world.pool.setOperator(stranger, True, {"from": newcomer})
    world.pool.requestDeposit(wad(1), newcomer, newcomer, {"from": stranger})
    world.pool.requestDeposit(wad(2), stranger, newcomer, {"from": stranger})
    assert world.pool.pendingDepositRequest(0, newcomer) == wad(1)
    assert world.pool.pendingDepositRequest(0, stranger) == wad(2)


def test_in_a_batch_of_the_ledger(world, desk, open_interest, newcomer):
    """From the wallet into the account and on, in one transaction: the pool sees who sent the batch."""
    world.tokens["TSLA"].approve(desk.vault, wad(60), {"from": newcomer})
    deposit = desk.vault.deposit.encode_input(desk.asset_id, newcomer, wad(60))
    request = world.pool.requestDepositFromAccount.encode_input(wad(360), newcomer, newcomer)

    batch = desk.vault.batch([(desk.vault, deposit), (world.pool, request)], {"from": newcomer})

    assert batch.events["DepositRequest"]["sender"] == newcomer
    assert desk.locked(newcomer) == world.pool.pendingDepositRequest(0, newcomer) == wad(360)
    with reverts("NotPoolOperator", newcomer, world.people["stranger"]):
        desk.vault.batch([(world.pool, request)], world.as_("stranger"))


def test_requests_add_up(world, approved, pending_deposit, newcomer):
    world.pool.requestDepositFromAccount(wad(30), newcomer, newcomer, {"from": newcomer})
    assert world.pool.pendingDepositRequest(0, newcomer) == pending_deposit + wad(30)
    assert world.pool.queue()[1] == pending_deposit + wad(30)


def test_an_idle_pool_takes_it_at_once(world, desk, approved, newcomer):
    """Claimable in the same transaction, and cover already; at the price of the cash, whatever the oracle says."""
    world.wait_until(world.now + 400 * 86_400)

    request = world.pool.requestDeposit(wad(100), newcomer, newcomer, {"from": newcomer})

    assert world.pool.pendingDepositRequest(0, newcomer) == 0
    assert world.pool.claimableDepositRequest(0, newcomer) == world.pool.maxDeposit(newcomer) == wad(100)
    assert world.pool.maxMint(newcomer) == wad(100)
    assert (desk.balance(newcomer), desk.locked(newcomer)) == (wad(300), 0)
    assert (world.pool.cash(), world.pool.totalSupply()) == (wad(2_100), wad(2_100))
    assert world.pool.balanceOf(newcomer) == 0
    assert dict(request.events["EpochSettled"][0]) == {
        "epoch": 1,
        "queuedShares": 0,
        "filledShares": 0,
        "paidAssets": 0,
        "depositedAssets": wad(100),
        "issuedShares": wad(100),
    }
    collected = request.events["DepositCollected"]
    assert (collected["controller"], collected["account"]) == (newcomer, newcomer)
    assert (collected["assets"], collected["shares"]) == (wad(100), wad(100))


def test_later_shares_cost_what_the_pool_has_earned(world, approved, newcomer):
    """Rounding is the pool's: a share bought after a gain costs more, never less."""
    trader = world.people["trader"]
    world.refresh()
    world.open("trader", "0.5")
    world["PerpetualOptions"].close(trader, world.series_id(), wad("0.5"), 0, world.now + 60, {"from": trader})
    supply, cash = world.pool.totalSupply(), world.pool.cash()
    assert cash > supply
    world.pool.requestDeposit(wad(100), newcomer, newcomer, {"from": newcomer})
    assert world.pool.maxMint(newcomer) == wad(100) * (supply + 1) // (cash + 1)


@pytest.mark.parametrize("target", ["pool", "vault"])
def test_a_donation_changes_no_share_price(world, target):
    """A2"""
    price = world.pool.convertToAssets(wad(1))
    receiver = world.pool if target == "pool" else world["CollateralVault"]
    world.tokens["TSLA"].transfer(receiver, wad(50), world.as_("trader"))
    assert world.pool.convertToAssets(wad(1)) == price
    with reverts("CreditToProtocolAccount", world.pool):
        world["CollateralVault"].transfer(
            world.asset_ids["TSLA"], world.people["trader"], world.pool, wad(50), world.as_("trader")
        )
