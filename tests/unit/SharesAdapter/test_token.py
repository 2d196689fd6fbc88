"""The adapter as a token of its own, and its previews beside what then happens."""

import pytest


@pytest.fixture(scope="module")
def adapter(ledger, people, token):
    """The trader has 600 shares, which are worth 1,000."""
    adapter = people["governor"].deploy(ledger.project["SharesAdapter"], token, "Wrapped", "WRAP")
    token.approve(adapter, 2**256 - 1, ledger.as_("trader"))
    adapter.deposit(600, people["trader"], ledger.as_("trader"))
    token.mint(adapter, 400, ledger.as_("stranger"))
    return adapter


def test_names_itself_and_what_it_holds(adapter, token):
    assert (adapter.name(), adapter.symbol(), adapter.asset()) == ("Wrapped", "WRAP", token)
    assert (adapter.totalAssets(), adapter.totalSupply()) == (1_000, 600)


@pytest.mark.parametrize(("action", "preview"), [("deposit", "previewDeposit"), ("mint", "previewMint")])
def test_what_goes_in_is_what_was_shown(adapter, people, action, preview):
    trader = people["trader"]
    shown = getattr(adapter, preview)(77)
    assert getattr(adapter, action)(77, trader, {"from": trader}).return_value == shown


@pytest.mark.parametrize(("action", "preview"), [("withdraw", "previewWithdraw"), ("redeem", "previewRedeem")])
def test_what_comes_out_is_what_was_shown(adapter, people, action, preview):
    trader = people["trader"]
    shown = getattr(adapter, preview)(77)
    assert getattr(adapter, action)(77, trader, trader, {"from": trader}).return_value == shown


def test_shares_move_by_their_holder_and_by_an_allowance(adapter, people):
    trader, second = people["trader"], people["second_trader"]
    adapter.transfer(second, 100, {"from": trader})
    adapter.approve(second, 50, {"from": trader})
    adapter.transferFrom(trader, second, 50, {"from": second})

    assert (adapter.balanceOf(trader), adapter.balanceOf(second), adapter.allowance(trader, second)) == (450, 150, 0)
