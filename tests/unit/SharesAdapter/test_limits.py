"""What may be put into the adapter and taken out of it (ERC-4626), when its token has rebased."""

import pytest

from tests.support.reverts import reverts

UNLIMITED = 2**256 - 1


@pytest.fixture(scope="module")
def adapter(ledger, people, token):
    """The trader has 600 shares, which are worth 1,000."""
    adapter = people["governor"].deploy(ledger.project["SharesAdapter"], token, "Wrapped", "WRAP")
    for role in ("trader", "second_trader"):
        token.approve(adapter, UNLIMITED, ledger.as_(role))
    adapter.deposit(600, people["trader"], ledger.as_("trader"))
    token.mint(adapter, 400, ledger.as_("stranger"))
    return adapter


@pytest.mark.parametrize("function", ["deposit", "mint"])
def test_as_much_as_there_is_can_be_put_in(ledger, people, token, adapter, function):
    second = people["second_trader"]
    assert adapter.maxDeposit(second) == adapter.maxMint(second) == UNLIMITED
    held = token.balanceOf(second)
    amount = held if function == "deposit" else adapter.convertToShares(held)

    getattr(adapter, function)(amount, second, {"from": second})

    assert token.balanceOf(second) <= 1  # the part of a unit that no share costs
    with reverts("ERC20InsufficientBalance", second, token.balanceOf(second), held):
        adapter.deposit(held, second, {"from": second})


@pytest.mark.parametrize(
    ("function", "limit", "error"),
    [
        ("withdraw", "maxWithdraw", "ERC4626ExceededMaxWithdraw"),
        ("redeem", "maxRedeem", "ERC4626ExceededMaxRedeem"),
    ],
)
def test_ones_own_can_be_taken_out_and_no_unit_more(people, token, adapter, function, limit, error):
    trader = people["trader"]
    most = getattr(adapter, limit)(trader)
    assert most == {"withdraw": 600 * 1_001 // 601, "redeem": 600}[function]
    with reverts(error, trader, most + 1, most):
        getattr(adapter, function)(most + 1, trader, trader, {"from": trader})

    getattr(adapter, function)(most, trader, trader, {"from": trader})

    assert adapter.balanceOf(trader) == 0
    assert token.balanceOf(adapter) == 1_000 - 600 * 1_001 // 601


def test_an_allowance_pays_for_a_withdrawal_to_the_share(people, token, adapter):
    trader, spender = people["trader"], people["stranger"]
    cost = adapter.previewWithdraw(100)
    assert cost == -(-100 * 601 // 1_001)
    adapter.approve(spender, cost - 1, {"from": trader})
    with reverts("ERC20InsufficientAllowance", spender, cost - 1, cost):
        adapter.withdraw(100, spender, trader, {"from": spender})

    adapter.approve(spender, cost + 7, {"from": trader})
    before = token.balanceOf(spender)
    adapter.withdraw(100, spender, trader, {"from": spender})

    assert token.balanceOf(spender) == before + 100
    assert (adapter.allowance(trader, spender), adapter.balanceOf(trader)) == (7, 600 - cost)
