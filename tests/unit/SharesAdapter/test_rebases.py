"""A rebasing token in the ledger, by way of shares that do not rebase."""

import pytest

WAD = 10**18


@pytest.fixture(scope="module")
def adapter(ledger, people, token):
    """Listed; the trader and the second trader have 600 and 400 shares in the ledger."""
    adapter = people["governor"].deploy(ledger.project["SharesAdapter"], token, "Wrapped", "WRAP")
    ledger.vault.listAsset(1, adapter, ledger.as_("governor"))
    ledger.asset_ids[adapter] = 1
    for role, amount in (("trader", 600), ("second_trader", 400)):
        token.approve(adapter, 2**256 - 1, ledger.as_(role))
        adapter.approve(ledger.vault, 2**256 - 1, ledger.as_(role))
        adapter.deposit(amount, people[role], ledger.as_(role))
        ledger.deposit(role, adapter, amount)
    return adapter


def test_is_a_share_for_a_token_at_first(adapter, token):
    assert adapter.multiplier() == WAD
    assert adapter.decimals() == token.decimals()


@pytest.mark.parametrize(("change", "held"), [(-300, 700), (500, 1_500)])
def test_a_rebase_moves_no_balance_but_the_value_of_a_share(ledger, token, adapter, change, held):
    """A1: the ledger has as many shares as before, so nothing is short."""
    if change < 0:
        token.shrink(adapter, -change, ledger.as_("stranger"))
    else:
        token.mint(adapter, change, ledger.as_("stranger"))

    assert [ledger.balance(role, adapter) for role in ("trader", "second_trader")] == [600, 400]
    assert ledger.held(adapter) == ledger.total(adapter) == 1_000
    # Rounded down, and one virtual share has a part of it.
    assert adapter.multiplier() == (held + 1) * WAD // 1_001


def test_everybody_takes_out_his_part(ledger, people, token, adapter):
    token.shrink(adapter, 500, ledger.as_("stranger"))
    before = token.balanceOf(people["trader"])

    ledger.withdraw("trader", adapter, 600)
    adapter.redeem(600, people["trader"], people["trader"], ledger.as_("trader"))

    assert token.balanceOf(people["trader"]) - before == 600 * 501 // 1_001


def test_a_gift_is_no_profit_for_who_makes_it(ledger, people, token, adapter):
    """A2: it belongs to all shares, so that the price of one cannot be raised for nothing."""
    token.mint(people["stranger"], 10_000, ledger.as_("stranger"))
    before = token.balanceOf(people["trader"])

    token.transfer(adapter, 10_000, ledger.as_("stranger"))
    ledger.withdraw("trader", adapter, 600)
    adapter.redeem(600, people["trader"], people["trader"], ledger.as_("trader"))

    assert token.balanceOf(people["trader"]) - before < 600 + 10_000
