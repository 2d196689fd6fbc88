"""LendingPool.maxDeposit and maxMint, and shares that another one may spend."""

import pytest

from tests.support.ledger import SUPPLY
from tests.support.lending import LENT, YEAR
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


@pytest.fixture
def capped(lending):
    """A pool of a token without decimals, of which the ledger takes in 600,000 and has 500,000. Returns the pool."""
    token = lending.list_plain(decimals=0)
    pool = lending.create_pool(token)
    pool.deposit(LENT, lending.people["liquidity_provider"], lending.as_("liquidity_provider"))
    lending.vault.setRestrictions(lending.asset_ids[token], 600_000, 0, 0, lending.as_("risk_engine"))
    return pool


def test_the_limit_is_the_room_below_the_ledgers_cap(lending, capped):
    """ERC-4626: global limits count."""
    second = lending.people["second_trader"]
    most = capped.maxDeposit(second)
    assert most == 100_000
    assert capped.maxMint(second) == capped.convertToShares(most)
    with reverts("ERC4626ExceededMaxDeposit", second, most + 1, most):
        capped.deposit(most + 1, second, {"from": second})

    capped.deposit(most, second, {"from": second})
    assert capped.maxDeposit(second) == capped.maxMint(second) == 0


def test_while_the_ledger_takes_nothing_in_the_limit_is_zero(lending, capped):
    """ERC-4626: it is 0 when deposits are disabled, even temporarily."""
    second, asset_id = lending.people["second_trader"], capped.assetId()
    until = lending.now + 1_000
    lending.vault.setRestrictions(asset_id, 600_000, until, 0, lending.as_("risk_engine"))
    assert capped.maxDeposit(second) == capped.maxMint(second) == 0
    with reverts("ERC4626ExceededMaxDeposit", second, 1, 0):
        capped.deposit(1, second, {"from": second})

    lending.pass_time(1_000)
    assert capped.maxDeposit(second) == 100_000
