"""`setLedger`, `setOptions`, and what stops the borrowing of a stock."""

import pytest

from evershare.localnet import wad
from tests.support.actions import SPLIT_AT


@pytest.mark.parametrize("function", ["setLedger", "setOptions"])
@pytest.mark.parametrize("role", ["risk", "guardian", "stranger"])
def test_reverts_for_anybody_but_the_governor(credit, function, role):
    with credit.refuses("AccessManagedUnauthorized", credit.people[role]):
        getattr(credit.risk_engine, function)(credit.vault, credit.as_(role))


def test_the_ledger_is_named_once(credit):
    with credit.refuses("LedgerNamed", credit.vault):
        credit.risk_engine.setLedger(credit.people["stranger"], credit.as_("governor"))


def test_names_the_options(credit):
    naming = credit.risk_engine.setOptions(credit.people["stranger"], credit.as_("governor"))

    assert credit.risk_engine.options() == credit.people["stranger"]
    assert naming.events["OptionsSet"]["options"] == credit.people["stranger"]


def test_a_stock_is_not_borrowed_during_a_corporate_action(credit):
    credit.announce_split("TSLA", 10, 1, SPLIT_AT)
    credit.borrow("trader", wad(1), "TSLA")
    credit.wait_until(SPLIT_AT - 10 * 60)

    with credit.refuses("BorrowingFrozen", credit.asset_ids["TSLA"]):
        credit.borrow("trader", wad(1), "TSLA")
    credit.borrow("trader", 10**6)
