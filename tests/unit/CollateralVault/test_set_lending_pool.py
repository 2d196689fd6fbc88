import pytest


@pytest.mark.parametrize("role", ["stranger", "risk", "module"])
def test_reverts_for_anybody_but_the_governor(ledger, token, people, role):
    with ledger.refuses("AccessManagedUnauthorized", people[role]):
        ledger.vault.setLendingPool(ledger.asset_ids[token], people["stranger"], ledger.as_(role))


def test_reverts_for_an_unlisted_asset(ledger, token, people):
    with ledger.refuses("UnlistedAsset", 9):
        ledger.vault.setLendingPool(9, people["stranger"], ledger.as_("governor"))


def test_reverts_for_a_second_pool(ledger, token, people):
    """Debts live in the first."""
    asset_id = ledger.asset_ids[token]
    ledger.vault.setLendingPool(asset_id, people["module"], ledger.as_("governor"))

    with ledger.refuses("LendingPoolTaken", asset_id, people["module"]):
        ledger.vault.setLendingPool(asset_id, people["stranger"], ledger.as_("governor"))


def test_names_the_pool(ledger, token, people):
    asset_id = ledger.asset_ids[token]

    naming = ledger.vault.setLendingPool(asset_id, people["module"], ledger.as_("governor"))

    assert ledger.vault.lendingPoolOf(asset_id) == people["module"]
    assert dict(naming.events["LendingPoolSet"]) == {"assetId": asset_id, "pool": people["module"]}
