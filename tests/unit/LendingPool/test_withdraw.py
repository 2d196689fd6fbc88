"""LendingPool.withdraw and redeem"""

import pytest

from tests.support.lending import LENT, YEAR
from tests.support.reverts import reverts


@pytest.mark.parametrize("function", ["withdraw", "redeem"])
def test_reverts_for_nothing(lending, supplied, function):
    provider = lending.people["liquidity_provider"]
    with reverts("NothingSupplied"):
        getattr(lending.pool, function)(0, provider, provider, {"from": provider})


def test_reverts_for_shares_that_are_worth_nothing(lending, supplied):
    provider = lending.people["liquidity_provider"]
    with reverts("NothingSupplied"):
        lending.pool.redeem(10**6 - 1, provider, provider, {"from": provider})


def test_reverts_beyond_the_cash(lending, supplied):
    """The rest is lent."""
    provider = lending.people["liquidity_provider"]
    lending.borrow("trader", 400_000)
    most = lending.pool.maxWithdraw(provider)
    assert most == 100_000
    with reverts("ERC4626ExceededMaxWithdraw", provider, most + 1, most):
        lending.pool.withdraw(most + 1, provider, provider, {"from": provider})
    most_shares = lending.pool.maxRedeem(provider)
    with reverts("ERC4626ExceededMaxRedeem", provider, LENT * 10**6, most_shares):
        lending.pool.redeem(LENT * 10**6, provider, provider, {"from": provider})


def test_reverts_for_anothers_shares(lending, supplied):
    provider, stranger = lending.people["liquidity_provider"], lending.people["stranger"]
    with reverts("ERC20InsufficientAllowance", stranger, 0, 5 * 10**6):
        lending.pool.withdraw(5, stranger, provider, {"from": stranger})


@pytest.mark.parametrize("function", ["withdraw", "redeem"])
def test_all_the_cash_can_be_taken(lending, supplied, function):
    """What maxWithdraw and maxRedeem promise, with a part lent and interest on it."""
    provider = lending.people["liquidity_provider"]
    lending.borrow("trader", 400_000)
    lending.pass_time(YEAR)
    most = {"withdraw": lending.pool.maxWithdraw, "redeem": lending.pool.maxRedeem}[function](provider)

    getattr(lending.pool, function)(most, provider, provider, {"from": provider})

    assert lending.pool.cash() <= 1
    assert lending.pool.maxLend() == lending.pool.cash()
    assert lending.pool.borrowRate() >= 999 * 10**15


def test_the_interest_is_the_lenders(lending, supplied):
    provider = lending.people["liquidity_provider"]
    lending.borrow("trader", 450_000)
    lending.pass_time(YEAR)
    lending.token.approve(lending.vault, 10**6, lending.as_("trader"))
    lending.deposit("trader", lending.token, 100_000)
    interest = lending.repay("trader", 2**256 - 1).return_value - 450_000
    reserved = lending.pool.reserve()

    paid = lending.pool.redeem(LENT * 10**6, provider, provider, {"from": provider})

    assert reserved == interest // 10
    assert paid.return_value == LENT + interest - reserved - 1  # what is left rounds for the pool
    assert lending.token.balanceOf(provider) == 10**6 + paid.return_value - LENT
    assert dict(paid.events["Withdraw"]) == {
        "sender": provider,
        "receiver": provider,
        "owner": provider,
        "assets": paid.return_value,
        "shares": LENT * 10**6,
    }
