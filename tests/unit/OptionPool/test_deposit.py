"""OptionPool.deposit, mint and collectDeposit: the claims of a settled deposit"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts


@pytest.fixture
def bought(world, desk, pending_deposit, newcomer):
    """An epoch has settled the newcomer's deposit; the result is the assets and the shares that it bought."""
    settled = desk.settle_next().events["EpochSettled"]
    return settled["depositedAssets"], world.pool.maxMint(newcomer)


@pytest.mark.parametrize("function", ["deposit", "mint"])
def test_nothing(world, newcomer, function):
    with reverts("ZeroPoolAmount"):
        getattr(world.pool, function)(0, newcomer, {"from": newcomer})


@pytest.mark.parametrize("function", ["deposit", "mint"])
def test_before_the_epoch(world, pending_deposit, newcomer, function):
    with reverts("ClaimExceeded", newcomer, 1, 0):
        getattr(world.pool, function)(1, newcomer, {"from": newcomer})


@pytest.mark.parametrize("function", ["deposit", "mint"])
def test_what_belongs_to_another(world, bought, newcomer, stranger, function):
    with reverts("NotPoolOperator", newcomer, stranger):
        getattr(world.pool, function)(1, stranger, newcomer, {"from": stranger})


def test_more_than_was_bought(world, bought, newcomer):
    assets, shares = bought
    with reverts("ClaimExceeded", newcomer, assets + 1, assets):
        world.pool.deposit(assets + 1, newcomer, {"from": newcomer})
    with reverts("ClaimExceeded", newcomer, shares + 1, shares):
        world.pool.mint(shares + 1, newcomer, {"from": newcomer})


def test_an_operator_claims_shares_for_the_controller(world, bought, newcomer, stranger):
    _, shares = bought
    world.pool.setOperator(stranger, True, {"from": newcomer})

    world.pool.mint(shares, stranger, newcomer, {"from": stranger})

    assert (world.pool.balanceOf(stranger), world.pool.maxMint(newcomer)) == (shares, 0)


def test_nothing_to_collect(world, pending_deposit, newcomer, stranger):
    for controller in (newcomer, stranger):
        with reverts("NothingRequested", controller):
            world.pool.collectDeposit(controller, {"from": stranger})


def test_all_of_it(world, desk, bought, newcomer, stranger):
    """The tokens become the pool's, the shares go where they are sent, and nothing is left."""
    assets, shares = bought
    cash, net = world.pool.cash(), world.pool.netAssetValue(False)

    claim = world.pool.deposit(assets, stranger, {"from": newcomer})

    assert claim.return_value == world.pool.balanceOf(stranger) == shares
    assert dict(claim.events["Deposit"][0]) == {
        "sender": newcomer,
        "owner": stranger,
        "assets": assets,
        "shares": shares,
    }
    assert dict(claim.events["DepositCollected"][0]) == {
        "controller": newcomer,
        "account": newcomer,
        "assets": assets,
        "shares": shares,
    }
    assert (desk.balance(newcomer), desk.locked(newcomer)) == (wad(300), 0)
    assert world.pool.cash() == cash + assets
    assert world.pool.netAssetValue(False) <= net  # what was owed has come; only the interval has aged
    assert world.pool.maxDeposit(newcomer) == world.pool.maxMint(newcomer) == 0
    with reverts("ClaimExceeded", newcomer, 1, 0):
        world.pool.deposit(1, newcomer, {"from": newcomer})


def test_in_parts(world, bought, newcomer):
    """Each part rounds for the pool, and the last takes what is left."""
    assets, shares = bought
    first = world.pool.deposit(assets // 3, newcomer, {"from": newcomer}).return_value
    assert first == shares * (assets // 3) // assets
    left_assets, left_shares = assets - assets // 3, shares - first
    paid = world.pool.mint(left_shares // 2, newcomer, {"from": newcomer}).return_value
    assert paid == -(-left_assets * (left_shares // 2) // left_shares)
    world.pool.mint(left_shares - left_shares // 2, newcomer, {"from": newcomer})
    assert world.pool.balanceOf(newcomer) == shares
    assert world.pool.maxDeposit(newcomer) == 0


def test_anybody_brings_the_tokens_in(world, desk, bought, newcomer, stranger):
    assets, shares = bought
    cash, claims = world.pool.cash(), (world.pool.maxDeposit(newcomer), world.pool.maxMint(newcomer))

    world.pool.collectDeposit(newcomer, {"from": stranger})

    assert world.pool.cash() == cash + assets
    assert desk.locked(newcomer) == 0
    assert (world.pool.maxDeposit(newcomer), world.pool.maxMint(newcomer)) == claims == (assets, shares)
    assert world.pool.balanceOf(newcomer) == 0  # ERC-7540: shares are claimed, never pushed


def test_by_an_operator(world, bought, newcomer, stranger):
    assets, shares = bought
    world.pool.setOperator(stranger, True, {"from": newcomer})
    world.pool.deposit(assets, stranger, newcomer, {"from": stranger})
    assert world.pool.balanceOf(stranger) == shares


def test_two_epochs_wait_together(world, desk, bought, newcomer, approved):
    """A later request does not touch what an earlier epoch has bought."""
    assets, shares = bought
    world.pool.requestDeposit(wad(50), newcomer, newcomer, {"from": newcomer})
    assert (world.pool.maxDeposit(newcomer), world.pool.maxMint(newcomer)) == (assets, shares)
    assert world.pool.pendingDepositRequest(0, newcomer) == wad(50)
    desk.settle_next()
    assert world.pool.maxDeposit(newcomer) == assets + wad(50)
    later = world.pool.maxMint(newcomer) - shares
    assert world.pool.deposit(assets + wad(50), newcomer, {"from": newcomer}).return_value == shares + later
