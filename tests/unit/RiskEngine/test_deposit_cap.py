"""`setDepositCap` and `resetDepositCap`."""

import pytest

from evershare.localnet import wad
from tests.support.credit import DAY


def set_cap(credit, cap, role="risk", function="setDepositCap"):
    return getattr(credit.risk_engine, function)(credit.asset_ids["TSLA"], cap, credit.as_(role))


@pytest.mark.parametrize(
    ("function", "role"), [("setDepositCap", "governor"), ("setDepositCap", "guardian"), ("resetDepositCap", "risk")]
)
def test_reverts_for_anybody_else(credit, function, role):
    with credit.refuses("AccessManagedUnauthorized", credit.people[role]):
        set_cap(credit, 1, role, function)


@pytest.mark.parametrize(("function", "role"), [("setDepositCap", "risk"), ("resetDepositCap", "governor")])
def test_reverts_for_an_asset_without_factors(credit, function, role):
    with credit.refuses("RiskAssetUnlisted", credit.asset_ids["BTC"]):
        getattr(credit.risk_engine, function)(credit.asset_ids["BTC"], 1, credit.as_(role))


def test_reverts_beyond_a_fifth_and_twice_within_a_day(credit):
    set_cap(credit, 3_000)
    with credit.refuses("LoosenedTooFast", 3_601, 3_600):
        set_cap(credit, 3_601)

    first = set_cap(credit, 3_500).timestamp
    with credit.refuses("LoosenedTooFast", 3_501, 3_500):
        set_cap(credit, 3_501)
    credit.wait_until(first + DAY)
    set_cap(credit, 4_200)


def test_limits_deposits_and_nothing_else(credit):
    """2,800 tokens are in the ledger."""
    setting = set_cap(credit, 2_801)

    tsla, trader = credit.asset_ids["TSLA"], credit.people["trader"]
    credit.vault.deposit(tsla, trader, wad(1), credit.as_("trader"))
    with credit.refuses("DepositCapExceeded", tsla, 2_801):
        credit.vault.deposit(tsla, trader, 1, credit.as_("trader"))
    credit.withdraw("trader", wad(1), "TSLA")
    assert dict(setting.events["DepositCapSet"]) == {"assetId": tsla, "depositCap": 2_801}


def test_the_governor_sets_any(credit):
    set_cap(credit, 0)

    set_cap(credit, 50_000, "governor", "resetDepositCap")

    assert credit.risk_engine.depositCapOf(credit.asset_ids["TSLA"]) == 50_000
    credit.deposit("trader", "TSLA", 1)
