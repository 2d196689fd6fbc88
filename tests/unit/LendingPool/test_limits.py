"""LendingPool.maxDeposit and maxMint, and shares that another one may spend."""

import pytest

from tests.support.ledger import SUPPLY
from tests.support.lending import YEAR
from tests.support.reverts import reverts

UNLIMITED = 2**256 - 1


@pytest.fixture
def in_debt(lending, supplied):
    """A share is worth an odd number."""
    lending.borrow("trader", 450_000)
    lending.pass_time(YEAR)


@pytest.mark.parametrize("function", ["deposit", "mint"])
def test_without_a_cap_there_is_no_limit(lending, in_debt, function):
    """What a second lender has at all can be supplied."""
    second, pool = lending.people["second_trader"], lending.pool
    assert pool.maxDeposit(second) == pool.maxMint(second) == UNLIMITED
    amount = SUPPLY if function == "deposit" else pool.convertToShares(SUPPLY)

    getattr(pool, function)(amount, second, {"from": second})

    assert lending.token.balanceOf(second) <= 1  # the part of a unit that no share costs
    assert pool.convertToAssets(pool.balanceOf(second)) >= SUPPLY - 2


def test_an_allowance_pays_for_a_withdrawal_to_the_share(lending, in_debt):
    provider, spender, pool = lending.people["liquidity_provider"], lending.people["stranger"], lending.pool
    cost = pool.previewWithdraw(20_000)
    pool.approve(spender, cost - 1, {"from": provider})
    with reverts("ERC20InsufficientAllowance", spender, cost - 1, cost):
        pool.withdraw(20_000, spender, provider, {"from": spender})

    pool.approve(spender, cost + 7, {"from": provider})
    held = pool.balanceOf(provider)
    assert pool.withdraw(20_000, spender, provider, {"from": spender}).return_value == cost

    assert lending.token.balanceOf(spender) == 20_000
    assert (pool.allowance(provider, spender), pool.balanceOf(provider)) == (7, held - cost)
