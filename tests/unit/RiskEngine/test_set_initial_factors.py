import pytest

from tests.support.credit import DAY


def set_initial(credit, collateral, debt, symbol="TSLA", role="risk"):
    return credit.risk_engine.setInitialFactors(credit.asset_ids[symbol], collateral, debt, credit.as_(role))


@pytest.mark.parametrize("role", ["governor", "guardian", "stranger"])
def test_reverts_for_anybody_but_risk(credit, role):
    with credit.refuses("AccessManagedUnauthorized", credit.people[role]):
        set_initial(credit, 4_000, 17_000, role=role)


def test_reverts_for_an_asset_without_factors(credit):
    with credit.refuses("RiskAssetUnlisted", credit.asset_ids["BTC"]):
        set_initial(credit, 1, 17_000, "BTC")


def test_reverts_beyond_a_fifth(credit):
    with credit.refuses("LoosenedTooFast", 5_041, 5_040):
        set_initial(credit, 5_041, 17_000)
    with credit.refuses("LoosenedTooFast", 13_599, 13_600):
        set_initial(credit, 4_200, 13_599)


def test_reverts_twice_within_a_day(credit):
    first = set_initial(credit, 4_300, 16_900).timestamp

    with credit.refuses("LoosenedTooFast", 4_301, 4_300):
        set_initial(credit, 4_301, 16_900)
    with credit.refuses("LoosenedTooFast", 16_899, 16_900):
        set_initial(credit, 4_300, 16_899)
    credit.wait_until(first + DAY)
    set_initial(credit, 4_301, 16_899)


def test_reverts_when_it_would_pass_maintenance(credit):
    set_initial(credit, 4_800, 17_000)
    credit.wait_until(credit.now + DAY)

    with credit.refuses("RiskFactorsInvalid", (5_501, 5_500, 17_000, 14_000)):
        set_initial(credit, 5_501, 17_000)


@pytest.mark.parametrize(("symbol", "debt"), [("TSLA", 0), ("NEW", 17_000)])
def test_reverts_when_it_would_start_or_end_borrowing(credit, symbol, debt):
    if symbol == "NEW":
        token = credit.people["deployer"].deploy(credit.project["MockToken"], "New", "NEW", 18)
        asset_id = credit.list_token("NEW", token, drift_bps=100)
        credit.risk_engine.setFactors(asset_id, (2_500, 3_800, 0, 10_000), credit.as_("governor"))

    with credit.refuses("DebtWeightNeeded", credit.asset_ids[symbol]):
        set_initial(credit, 2_500, debt, symbol)


def test_a_lowered_factor_is_not_raised_from_nothing(credit):
    """What RISK has taken away entirely, the GOVERNOR gives back."""
    set_initial(credit, 0, 17_000)

    with credit.refuses("LoosenedTooFast", 1, 0):
        set_initial(credit, 1, 17_000)


def test_tightens_at_once_and_again(credit):
    set_initial(credit, 3_000, 20_000)
    setting = set_initial(credit, 1, 30_000)

    assert tuple(credit.risk_engine.factorsOf(credit.asset_ids["TSLA"])) == (1, 5_500, 30_000, 14_000)
    assert tuple(setting.events["RiskFactorsSet"]["factors"]) == (1, 5_500, 30_000, 14_000)
    with credit.refuses_health("trader"):
        credit.borrow("trader", 100_000 * 10**6)
