"""`lock`, `unlock` and `takeLocked`: what a pool keeps in the account of whoever waits for its shares."""

import pytest

from tests.support.ledger import sub_account


@pytest.fixture
def locked(ledger, token, people):
    """A pool, played by the liquidity provider, has locked 40 of the trader's hundred."""
    ledger.vault.registerProtocolAccount(people["liquidity_provider"], ledger.as_("module"))
    ledger.deposit("trader", token, 100)
    return ledger.vault.lock(ledger.asset_ids[token], people["trader"], 40, ledger.as_("liquidity_provider"))


def act(ledger, token, action, amount, role="liquidity_provider"):
    account = ledger.people["trader"]
    return getattr(ledger.vault, action)(ledger.asset_ids[token], account, amount, ledger.as_(role))


@pytest.mark.parametrize("action", ["lock", "unlock", "takeLocked"])
@pytest.mark.parametrize("role", ["trader", "governor", "stranger"])
def test_reverts_for_anybody_but_a_protocol_account(ledger, token, locked, people, action, role):
    with ledger.refuses("NotProtocolAccount", people[role]):
        act(ledger, token, action, 1, role)


def test_lock_reverts_beyond_what_is_unlocked(ledger, token, locked, people):
    with ledger.refuses("InsufficientAccountBalance", people["trader"], ledger.asset_ids[token], 60, 61):
        act(ledger, token, "lock", 61)


def test_lock_reverts_beyond_what_the_ledger_stores(ledger, people):
    token = ledger.list_plain(27)
    token.mint(people["trader"], 2**100, ledger.as_("stranger"))
    ledger.deposit("trader", token, 2**96)

    with ledger.refuses("LockTooLarge", 2**96, 2**96 - 1):
        act(ledger, token, "lock", 2**96, "module")


@pytest.mark.parametrize("action", ["unlock", "takeLocked"])
def test_reverts_beyond_what_is_locked(ledger, token, locked, people, action):
    with ledger.refuses("InsufficientLocked", people["trader"], ledger.asset_ids[token], 40, 41):
        act(ledger, token, action, 41)


def test_what_is_locked_leaves_in_no_other_way(ledger, token, locked, people):
    trader, asset_id = people["trader"], ledger.asset_ids[token]
    lacking = ("InsufficientAccountBalance", trader, asset_id, 60, 61)

    with ledger.refuses(*lacking):
        ledger.withdraw("trader", token, 61)
    with ledger.refuses(*lacking):
        ledger.transfer("trader", token, 61, sub_account(trader, 1))
    with ledger.refuses(*lacking):
        ledger.vault.move(asset_id, trader, people["module"], 61, ledger.as_("module"))


def test_locks(ledger, token, locked, people):
    assert ledger.balance("trader", token) == 100
    assert ledger.vault.lockedOf(people["trader"], ledger.asset_ids[token]) == 40
    assert dict(locked.events["Locked"]) == {
        "assetId": ledger.asset_ids[token],
        "account": people["trader"],
        "holder": people["liquidity_provider"],
        "amount": 40,
    }


def test_unlocks(ledger, token, locked, people):
    release = act(ledger, token, "unlock", 15)

    assert ledger.vault.lockedOf(people["trader"], ledger.asset_ids[token]) == 25
    assert (release.events["Unlocked"]["holder"], release.events["Unlocked"]["amount"]) == (
        people["liquidity_provider"],
        15,
    )
    ledger.withdraw("trader", token, 75)


def test_takes_what_is_locked(ledger, token, locked, people):
    ledger.withdraw("trader", token, 60)

    taking = act(ledger, token, "takeLocked", 40)

    assert ledger.balance("trader", token) == 0
    assert ledger.balance("liquidity_provider", token) == 40
    assert ledger.vault.assetsOf(people["trader"]) == ()
    assert taking.events["Unlocked"]["amount"] == taking.events["Transferred"]["amount"] == 40
