import pytest

from evershare.risk import NO_LIMIT, Tier
from tests.support.credit import DAY

VOLATILE = Tier.VOLATILE.as_tuple()


def set_factors(credit, factors, symbol="TSLA", role="governor"):
    return credit.risk_engine.setFactors(credit.asset_ids[symbol], factors, credit.as_(role))


def factors_of(credit, symbol="TSLA"):
    return tuple(credit.risk_engine.factorsOf(credit.asset_ids[symbol]))


@pytest.mark.parametrize("role", ["risk", "guardian", "stranger"])
def test_reverts_for_anybody_but_the_governor(credit, role):
    with credit.refuses("AccessManagedUnauthorized", credit.people[role]):
        set_factors(credit, VOLATILE, role=role)


def test_reverts_for_an_unlisted_asset(credit):
    with credit.refuses("UnlistedAsset", 99):
        credit.risk_engine.setFactors(99, VOLATILE, credit.as_("governor"))


@pytest.mark.parametrize(
    "factors",
    [
        (5_501, 5_500, 17_000, 14_000),  # new risk above maintenance
        (4_200, 9_501, 17_000, 14_000),  # maintenance above its bound
        (4_200, 5_500, 13_999, 14_000),  # a debt that weighs less when it is made
        (4_200, 5_500, 17_000, 9_999),  # a debt that weighs less than it is
        (4_200, 5_500, 30_001, 14_000),  # beyond the bound of a debt
        (4_200, 5_500, 30_000, 30_001),
    ],
)
def test_reverts_out_of_bounds(credit, factors):
    with credit.refuses("RiskFactorsInvalid", factors):
        set_factors(credit, factors)


def test_reverts_for_too_many_decimals(credit):
    token = credit.people["deployer"].deploy(credit.project["MockToken"], "Fine", "FINE", 37)
    asset_id = credit.list_token("FINE", token, drift_bps=100)

    with credit.refuses("RiskDecimalsTooMany", asset_id, 37, 36):
        set_factors(credit, VOLATILE, "FINE")


def test_reverts_where_what_is_owed_would_weigh_nothing(credit):
    with credit.refuses("DebtWeightNeeded", credit.asset_ids["TSLA"]):
        set_factors(credit, (4_200, 5_500, 0, 14_000))


def test_a_cut_of_maintenance_applies_over_seven_days(credit):
    start = set_factors(credit, (3_000, 3_400, 17_000, 14_000)).timestamp

    assert factors_of(credit) == (3_000, 5_500, 17_000, 14_000)
    for day, maint in ((1, 5_200), (4, 4_300), (7, 3_400), (30, 3_400)):
        credit.wait_until(start + day * DAY)
        assert factors_of(credit)[1] == maint


def test_a_rise_of_a_debts_maintenance_applies_over_seven_days(credit):
    start = set_factors(credit, (4_200, 5_500, 25_000, 21_000)).timestamp

    assert factors_of(credit) == (4_200, 5_500, 25_000, 14_000)
    for day, maint in ((1, 15_000), (7, 21_000)):
        credit.wait_until(start + day * DAY)
        assert factors_of(credit)[3] == maint


def test_what_stays_applies_at_once(credit):
    kept = set_factors(credit, factors_of(credit))

    assert kept.events["RiskFactorsSet"]["effectiveAt"] == kept.timestamp


def test_what_eases_applies_at_once(credit):
    set_factors(credit, (6_000, 7_000, 15_000, 12_000))

    assert factors_of(credit) == (6_000, 7_000, 15_000, 12_000)


def test_a_ramp_that_is_changed_starts_where_it_was(credit):
    start = set_factors(credit, (3_000, 3_400, 17_000, 14_000)).timestamp
    credit.wait_until(start + 4 * DAY - 1)

    start = set_factors(credit, (3_000, 3_600, 17_000, 14_000)).timestamp

    assert factors_of(credit)[1] == 4_300
    credit.wait_until(start + 7 * DAY)
    assert factors_of(credit)[1] == 3_600


def test_an_account_is_not_liquidatable_by_a_cut_before_it_applies(credit):
    """V3, but for ramps: a week's notice."""
    credit.borrow("trader", 27_000 * 10**6)
    credit.withdraw("trader", 27_000 * 10**6)
    trader = credit.people["trader"]

    start = set_factors(credit, (3_000, 3_400, 17_000, 14_000)).timestamp

    collateral, debt = credit.risk_engine.maintenanceHealthOf(trader)
    assert collateral > debt
    credit.wait_until(start + 7 * DAY)
    collateral, debt = credit.risk_engine.maintenanceHealthOf(trader)
    assert collateral < debt


def test_sets_the_first_factors_at_once(credit):
    token = credit.people["deployer"].deploy(credit.project["MockToken"], "Other", "OTHER", 18)
    asset_id = credit.list_token("OTHER", token, drift_bps=100)

    setting = set_factors(credit, VOLATILE, "OTHER")

    assert factors_of(credit, "OTHER") == VOLATILE
    assert credit.risk_engine.depositCapOf(asset_id) == NO_LIMIT
    event = setting.events["RiskFactorsSet"]
    assert (event["assetId"], tuple(event["factors"]), event["effectiveAt"]) == (
        asset_id,
        VOLATILE,
        setting.timestamp,
    )


def test_assets_of_one_word_are_kept_apart(credit):
    before = {symbol: factors_of(credit, symbol) for symbol in ("USDC", "TSLA")}

    for i in range(8):
        symbol = f"T{i}"
        token = credit.people["deployer"].deploy(credit.project["MockToken"], symbol, symbol, i)
        credit.list_token(symbol, token, drift_bps=100)
        set_factors(credit, (1_000 + i, 2_000 + i, 20_000 + i, 15_000 + i), symbol)

    assert {symbol: factors_of(credit, symbol) for symbol in ("USDC", "TSLA")} == before
    for i in range(8):
        assert factors_of(credit, f"T{i}") == (1_000 + i, 2_000 + i, 20_000 + i, 15_000 + i)
