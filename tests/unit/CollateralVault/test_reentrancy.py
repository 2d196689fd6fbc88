"""A token that calls back in the middle of a transfer finds the ledger closed, whoever it is there."""

import pytest
from eth_abi import decode, encode
from eth_utils import keccak


def refusal(caller):
    return "0x" + (keccak(text="LedgerReentered(address)")[:4] + encode(["address"], [caller.address])).hex()


@pytest.fixture(scope="module")
def hooked(ledger):
    """The token holds its own tokens, owns an account with a balance, and is even a module."""
    token = ledger.list_token("MockHookToken")
    vault, anybody = ledger.vault, ledger.as_("stranger")
    token.mint(token, 1_000, anybody)
    token.callAsToken(token, token.approve.encode_input(vault, 1_000), anybody)
    token.callAsToken(vault, vault.deposit.encode_input(ledger.asset_ids[token], token, 500), anybody)
    vault.addModule(token, ledger.as_("governor"))
    ledger.deposit("trader", token, 100)
    return token


@pytest.fixture(scope="module")
def inner_calls(ledger, hooked, people):
    """What the token could do as the owner of an account and as a module."""
    vault, asset_id = ledger.vault, ledger.asset_ids[hooked]
    return {
        "deposit": vault.deposit.encode_input(asset_id, hooked, 50),
        "withdraw": vault.withdraw.encode_input(asset_id, hooked, people["stranger"], 50),
        "transfer": vault.transfer.encode_input(asset_id, hooked, people["trader"], 50),
        "move": vault.move.encode_input(asset_id, people["trader"], hooked, 50),
    }


@pytest.mark.parametrize("inner", ["deposit", "withdraw", "transfer", "move"])
def test_the_token_may_do_it_at_other_times(ledger, hooked, inner_calls, inner):
    before = ledger.state()

    hooked.callAsToken(ledger.vault, inner_calls[inner], ledger.as_("stranger"))

    assert ledger.state() != before


@pytest.mark.parametrize("inner", ["deposit", "withdraw", "transfer", "move"])
@pytest.mark.parametrize("afterwards", [False, True])
def test_is_refused_during_a_deposit(ledger, hooked, inner_calls, inner, afterwards):
    hooked.armHook(ledger.vault, inner_calls[inner], afterwards, ledger.as_("stranger"))

    deposit = ledger.deposit("trader", hooked, 10)

    assert (hooked.hookRan(), hooked.hookSucceeded(), hooked.hookAnswer()) == (True, False, refusal(hooked))
    assert deposit.return_value == 10
    assert ledger.balance("trader", hooked) == 110
    assert ledger.balance(hooked, hooked) == 500
    assert ledger.total(hooked) == ledger.held(hooked) == 610


@pytest.mark.parametrize("inner", ["deposit", "withdraw", "transfer", "move"])
@pytest.mark.parametrize("afterwards", [False, True])
def test_is_refused_during_a_withdrawal(ledger, hooked, inner_calls, inner, afterwards):
    hooked.armHook(ledger.vault, inner_calls[inner], afterwards, ledger.as_("stranger"))

    ledger.withdraw("trader", hooked, 60)

    assert (hooked.hookRan(), hooked.hookSucceeded(), hooked.hookAnswer()) == (True, False, refusal(hooked))
    assert ledger.balance("trader", hooked) == 40
    assert ledger.balance(hooked, hooked) == 500
    assert ledger.total(hooked) == ledger.held(hooked) == 540


def test_views_are_up_to_date_during_a_withdrawal(ledger, hooked, people):
    """What leaves is off the books before it leaves."""
    vault, asset_id = ledger.vault, ledger.asset_ids[hooked]
    for view, expected in (
        (vault.balanceOf.encode_input(people["trader"], asset_id), 100),
        (vault.totalBalance.encode_input(asset_id), 600),
    ):
        for withdrawn in (30, 60):
            hooked.armHook(vault, view, False, ledger.as_("stranger"))
            ledger.withdraw("trader", hooked, 30)
            assert decode(["uint256"], bytes(hooked.hookAnswer())) == (expected - withdrawn,)
        ledger.deposit("trader", hooked, 60)
