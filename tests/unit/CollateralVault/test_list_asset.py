import pytest

from tests.support.ledger import ZERO_ADDRESS


@pytest.fixture
def token(ledger):
    return ledger.list_plain()


@pytest.mark.parametrize("role", ["stranger", "risk", "module"])
def test_reverts_for_anybody_but_the_governor(ledger, people, role):
    token = ledger.create_token("MockToken", "Plain", "PLAIN", 18)

    with ledger.refuses("AccessManagedUnauthorized", people[role]):
        ledger.vault.listAsset(1, token, ledger.as_(role))
    assert ledger.vault.assetIdOf(token) == 0


def test_reverts_for_the_id_of_usd(ledger):
    token = ledger.create_token("MockToken", "Plain", "PLAIN", 18)

    with ledger.refuses("AssetIdTaken", 0):
        ledger.vault.listAsset(0, token, ledger.as_("governor"))
    assert ledger.vault.assetIdOf(token) == 0


def test_reverts_for_a_taken_id(ledger, token):
    ledger.deposit("trader", token, 10)
    other = ledger.create_token("MockToken", "Other", "OTHER", 6)

    with ledger.refuses("AssetIdTaken", ledger.asset_ids[token]):
        ledger.vault.listAsset(ledger.asset_ids[token], other, ledger.as_("governor"))
    assert ledger.vault.assetIdOf(other) == 0


def test_reverts_for_a_listed_token(ledger, token):
    with ledger.refuses("TokenAlreadyListed", token, ledger.asset_ids[token]):
        ledger.vault.listAsset(2, token, ledger.as_("governor"))


@pytest.mark.parametrize("address", [ZERO_ADDRESS, "0x" + "ab" * 20])
def test_reverts_where_no_token_is(ledger, address):
    with ledger.refuses("TokenWithoutCode", address):
        ledger.vault.listAsset(1, address, ledger.as_("governor"))
    assert ledger.vault.assetIdOf(address) == 0


@pytest.mark.parametrize("decimals", [0, 6, 18, 27])
@pytest.mark.parametrize("asset_id", [1, 2**16 - 1])
def test_lists_a_token(ledger, asset_id, decimals):
    token = ledger.create_token("MockToken", "Plain", "PLAIN", decimals)

    listing = ledger.vault.listAsset(asset_id, token, ledger.as_("governor"))

    assert tuple(ledger.vault.assetOf(asset_id)) == (token, decimals)
    assert ledger.vault.assetIdOf(token) == asset_id
    assert ledger.vault.totalBalance(asset_id) == 0
    assert dict(listing.events["AssetListed"]) == {"assetId": asset_id, "token": token, "decimals": decimals}


def test_a_donation_before_the_listing_belongs_to_nobody(ledger):
    """A2."""
    token = ledger.create_token("MockToken", "Plain", "PLAIN", 18)
    token.transfer(ledger.vault, 100, ledger.as_("trader"))

    ledger.vault.listAsset(1, token, ledger.as_("governor"))

    assert ledger.vault.totalBalance(1) == 0
