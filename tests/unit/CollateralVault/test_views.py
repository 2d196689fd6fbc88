import pytest

from tests.support.ledger import ZERO_ADDRESS
from tests.support.reverts import reverts


@pytest.mark.parametrize("asset_id", [0, 2, 2**16 - 1])
def test_asset_of_reverts_for_an_unlisted_asset(ledger, token, asset_id):
    with reverts("UnlistedAsset", asset_id):
        ledger.vault.assetOf(asset_id)


def test_what_is_unlisted_has_neither_balances_nor_an_id(ledger, token, people):
    assert ledger.vault.balanceOf(people["trader"], 2) == 0
    assert ledger.vault.totalBalance(2) == 0
    assert ledger.vault.assetIdOf(ZERO_ADDRESS) == 0


def test_flags_of_people_are_not_set(ledger, people):
    for role in ("trader", "governor", "stranger"):
        assert not ledger.vault.isModule(people[role])
        assert not ledger.vault.isProtocolAccount(people[role])


def test_the_access_manager_is_the_authority(ledger, access_manager):
    assert ledger.vault.authority() == access_manager


def test_a_donation_changes_no_balance(ledger, token, people):
    """A2."""
    for role in ("trader", "second_trader"):
        ledger.deposit(role, token, 100)

    token.transfer(ledger.vault, 1_000, ledger.as_("liquidity_provider"))

    assert ledger.held(token) == 1_200
    assert ledger.total(token) == 200
    assert [ledger.balance(role, token) for role in people] == [
        100 * (r in ("trader", "second_trader")) for r in people
    ]


def test_assets_are_kept_apart(ledger, token):
    other = ledger.list_plain(6)

    ledger.deposit("trader", token, 100)
    ledger.deposit("trader", other, 7)

    assert (ledger.balance("trader", token), ledger.total(token)) == (100, 100)
    assert (ledger.balance("trader", other), ledger.total(other)) == (7, 7)
