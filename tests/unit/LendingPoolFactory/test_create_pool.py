from tests.support.lending import DEBT_CAP, RESERVE_FACTOR_BPS
from tests.support.reverts import reverts


def create(lending, asset_id, role="governor", reserve_factor=RESERVE_FACTOR_BPS):
    return lending.factory.createPool(asset_id, lending.model, reserve_factor, DEBT_CAP, lending.as_(role))


def test_reverts_for_anybody_but_the_governor(lending):
    with reverts("AccessManagedUnauthorized", lending.people["risk"]):
        create(lending, 2, "risk")


def test_reverts_for_a_second_pool_of_an_asset(lending):
    with reverts("LendingPoolExists", 1, lending.pool):
        create(lending, 1)


def test_reverts_for_an_unlisted_asset(lending):
    with reverts("UnlistedAsset", 2):
        create(lending, 2)


def test_reverts_for_a_token_with_more_decimals_than_a_reserve_can_hold(lending):
    token = lending.list_plain(19)
    with reverts("PoolDecimalsExceeded", 19, 18):
        create(lending, lending.asset_ids[token])


def test_reverts_when_the_insurance_would_get_most_of_the_interest(lending):
    token = lending.list_plain()
    with reverts("ReserveFactorTooHigh", 5_001, 5_000):
        create(lending, lending.asset_ids[token], reserve_factor=5_001)


def test_creates_a_registered_pool(lending):
    token = lending.list_plain(6)
    asset_id = lending.asset_ids[token]

    created = create(lending, asset_id)

    pool = lending.project["LendingPool"].at(created.return_value)
    assert dict(created.events["LendingPoolCreated"]) == {"pool": pool, "assetId": asset_id}
    assert lending.factory.poolOf(asset_id) == pool
    assert lending.vault.isProtocolAccount(pool)
    assert pool.asset() == token
    assert pool.assetId() == asset_id
    assert pool.name() == "Evershare lending pool PLAIN"
    assert pool.symbol() == "lpPLAIN"
    assert pool.decimals() == 12
    assert list(pool.interestTerms()) == [lending.model, RESERVE_FACTOR_BPS]
    assert pool.debtCap() == DEBT_CAP
