import pytest

from evershare.localnet import wad
from tests.support.credit import USDC


@pytest.fixture
def short(credit):
    """Shares are missing: the custodian holds fewer than there are tokens."""
    credit.attest("TSLA", 4_000)
    return credit.risk_engine.checkBacking(credit.asset_ids["TSLA"], credit.as_("stranger"))


def test_reverts_for_an_asset_without_factors(credit):
    with credit.refuses("RiskAssetUnlisted", credit.asset_ids["BTC"]):
        credit.risk_engine.checkBacking(credit.asset_ids["BTC"], credit.as_("stranger"))


def test_an_asset_that_is_no_stock_needs_no_backing(credit):
    checking = credit.risk_engine.checkBacking(credit.asset_ids["USDC"], credit.as_("stranger"))

    assert checking.return_value is True
    assert not credit.risk_engine.isUnbacked(credit.asset_ids["USDC"])


def test_nobody_borrows_against_what_is_short(credit, short):
    tsla = credit.asset_ids["TSLA"]

    assert short.return_value is False
    assert credit.risk_engine.isUnbacked(tsla)
    assert dict(short.events["CollateralBackingChecked"]) == {"assetId": tsla, "isBacked": False}
    assert tuple(credit.risk_engine.factorsOf(tsla)) == (0, 5_500, 17_000, 14_000)
    with credit.refuses_health("trader"):
        credit.borrow("trader", 1_000 * USDC)


def test_exits_stay_open(credit):
    """V5, and maintenance counts as before: nobody is liquidated by a shortfall of shares alone."""
    usdc, trader = credit.asset_ids["USDC"], credit.people["trader"]
    credit.borrow("trader", 1_000 * USDC)
    before = credit.risk_engine.maintenanceHealthOf(credit.people["trader"])
    credit.attest("TSLA", 4_000)
    credit.risk_engine.checkBacking(credit.asset_ids["TSLA"], credit.as_("stranger"))

    assert credit.risk_engine.maintenanceHealthOf(credit.people["trader"])[0] == before[0]
    credit.vault.deposit(usdc, trader, USDC, credit.as_("trader"))
    credit.repay("trader", 2**256 - 1)


def test_backing_comes_back(credit, short):
    credit.attest("TSLA", 10_000)
    # One custodian: an increase counts with his next statement.
    credit.attest("TSLA", 10_000)

    assert credit.risk_engine.checkBacking(credit.asset_ids["TSLA"], credit.as_("stranger")).return_value is True
    credit.borrow("trader", 1_000 * USDC)


def test_factors_set_meanwhile_do_not_count(credit, short):
    tsla = credit.asset_ids["TSLA"]
    credit.risk_engine.setInitialFactors(tsla, 4_300, 17_000, credit.as_("risk"))

    assert credit.risk_engine.factorsOf(tsla)[0] == 0
    assert credit.risk_engine.targetFactorsOf(tsla)[0] == 4_300
    credit.withdraw("trader", wad(1), "TSLA")
