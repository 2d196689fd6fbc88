"""`setBacking`: what the registry's check of a stock's shares in custody does to new risk, without another call."""

import pytest

from evershare.localnet import wad
from evershare.risk import Tier
from tests.support.credit import USDC


def check(credit, symbol="TSLA"):
    """Anybody asks the registry to compare tokens with proven shares."""
    return credit["CustodyRegistry"].checkBacking(credit.tokens[symbol], credit.as_("stranger"))


@pytest.fixture
def short(credit):
    """Shares are missing: the custodian holds fewer than there are tokens."""
    credit.attest("TSLA", 4_000)
    return check(credit)


@pytest.mark.parametrize("role", ["governor", "risk", "guardian", "stranger"])
def test_reverts_for_anybody_but_the_registry(credit, role):
    with credit.refuses("NotCustodyRegistry", credit.people[role]):
        credit.risk_engine.setBacking(credit.tokens["TSLA"], False, credit.as_(role))


def test_nobody_borrows_against_what_is_short(credit, short):
    tsla = credit.asset_ids["TSLA"]

    assert credit.risk_engine.isUnbacked(tsla)
    assert dict(short.events["CollateralBackingSet"]) == {"assetId": tsla, "isBacked": False}
    assert tuple(credit.risk_engine.factorsOf(tsla)) == (0, 5_500, 17_000, 14_000)
    with credit.refuses_health("trader"):
        credit.borrow("trader", 1_000 * USDC)


def test_exits_stay_open(credit):
    """V5, and maintenance counts as before: nobody is liquidated by a shortfall of shares alone."""
    usdc, trader = credit.asset_ids["USDC"], credit.people["trader"]
    credit.borrow("trader", 1_000 * USDC)
    before = credit.risk_engine.maintenanceHealthOf(credit.people["trader"])
    credit.attest("TSLA", 4_000)
    check(credit)

    assert credit.risk_engine.maintenanceHealthOf(credit.people["trader"])[0] == before[0]
    credit.vault.deposit(usdc, trader, USDC, credit.as_("trader"))
    credit.repay("trader", 2**256 - 1)


def test_backing_comes_back(credit, short):
    credit.attest("TSLA", 10_000)
    # One custodian: an increase counts with his next statement.
    credit.attest("TSLA", 10_000)

    assert dict(check(credit).events["CollateralBackingSet"])["isBacked"] is True
    credit.borrow("trader", 1_000 * USDC)


def test_factors_set_meanwhile_do_not_count(credit, short):
    tsla = credit.asset_ids["TSLA"]
    credit.risk_engine.setInitialFactors(tsla, 4_300, 17_000, credit.as_("risk"))

    assert credit.risk_engine.factorsOf(tsla)[0] == 0
    assert credit.risk_engine.targetFactorsOf(tsla)[0] == 4_300
    credit.withdraw("trader", wad(1), "TSLA")


def test_a_stock_found_short_before_it_has_factors(credit):
    """The first factors start from the registry's verdict."""
    credit.list_stock("AAPL", "Apple, tokenised", "US0378331005", 150)
    credit.attest("AAPL", 100)
    credit.issue("AAPL", 100)
    credit.attest("AAPL", 99)
    assert "CollateralBackingSet" not in check(credit, "AAPL").events

    credit.set_tier("AAPL", Tier.VOLATILE)

    assert credit.risk_engine.isUnbacked(credit.asset_ids["AAPL"])
    assert credit.risk_engine.factorsOf(credit.asset_ids["AAPL"])[0] == 0
