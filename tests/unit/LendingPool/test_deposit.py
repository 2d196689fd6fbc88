"""LendingPool.deposit and mint"""

import pytest

from tests.support.lending import LENT, YEAR
from tests.support.reverts import reverts


@pytest.mark.parametrize("function", ["deposit", "mint"])
def test_reverts_for_nothing(lending, function):
    provider = lending.people["liquidity_provider"]
    with reverts("NothingSupplied"):
        getattr(lending.pool, function)(0, provider, {"from": provider})


def test_reverts_without_approval(lending):
    trader = lending.people["trader"]
    with reverts("ERC20InsufficientAllowance", lending.pool, 0, 5):
        lending.pool.deposit(5, trader, {"from": trader})


def test_reverts_when_less_arrives(lending):
    token = lending.list_token("MockFeeToken", 100)
    pool = lending.create_pool(token)
    provider = lending.people["liquidity_provider"]
    token.mint(pool, 1_000, lending.as_("stranger"))  # else the token itself stops the pool from passing on
    with reverts("SupplyIncomplete", 990, 1_000):
        pool.deposit(1_000, provider, {"from": provider})


def test_a_token_that_calls_back_gets_nothing_more(lending):
    """The depositor re-enters in the middle of his payment, to redeem what he has not paid for."""
    token = lending.list_token("MockHookToken")
    pool = lending.create_pool(token)
    provider = lending.people["liquidity_provider"]
    pool.deposit(100, token, {"from": provider})
    token.armHook(pool, pool.redeem.encode_input(10**6, token, token), False, {"from": provider})

    pool.deposit(100, provider, {"from": provider})

    assert token.hookRan()
    assert not token.hookSucceeded()
    assert pool.cash() == pool.totalAssets() == 200


def test_first_shares(lending):
    provider = lending.people["liquidity_provider"]

    supplied = lending.supply("liquidity_provider", LENT)

    assert supplied.return_value == lending.pool.balanceOf(provider) == lending.pool.totalSupply() == LENT * 10**6
    assert dict(supplied.events["Deposit"]) == {
        "sender": provider,
        "owner": provider,
        "assets": LENT,
        "shares": LENT * 10**6,
    }
    assert lending.pool.cash() == lending.pool.totalAssets() == LENT
    assert lending.token.balanceOf(lending.pool) == 0


def test_interest_makes_later_shares_dearer(lending, supplied):
    lending.borrow("trader", 450_000)
    lending.pass_time(YEAR)
    expected = lending.pool.previewDeposit(10_000)
    assert expected < 9_600 * 10**6

    assert lending.supply("second_trader", 10_000).return_value == expected


def test_mint_costs_the_rounded_up_price(lending, supplied):
    lending.borrow("trader", 450_000)
    lending.pass_time(YEAR)
    second = lending.people["second_trader"]

    cost = lending.pool.mint(1, second, {"from": second}).return_value

    assert cost == 1
    assert lending.pool.balanceOf(second) == 1


def test_a_deposit_lowers_the_rate(lending, supplied):
    lending.borrow("trader", 450_000)
    before = lending.pool.borrowRate()
    lending.supply("second_trader", 450_000)
    assert lending.pool.borrowRate() < before


def test_a_gift_changes_no_share_price(lending, supplied):
    """A2"""
    price, assets = lending.pool.convertToAssets(10**12), lending.pool.totalAssets()
    for receiver in (lending.pool, lending.vault):
        lending.token.transfer(receiver, 1_000, lending.as_("trader"))
    with reverts("CreditToProtocolAccount", lending.pool):
        lending.deposit("trader", lending.token, 1_000, lending.pool)
    assert lending.pool.convertToAssets(10**12) == price
    assert lending.pool.totalAssets() == lending.pool.cash() == assets
