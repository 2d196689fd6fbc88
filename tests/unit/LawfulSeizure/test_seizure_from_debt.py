"""What may be seized from an account that owes: no more than its debts leave."""

import pytest
from brownie.exceptions import VirtualMachineError
from eth_utils import keccak

from evershare.localnet import wad
from tests.support.credit import USDC, credit
from tests.support.reverts import decoded

__all__ = ["credit"]

LENT = 25_000 * USDC


@pytest.fixture
def debtor(credit):
    """The trader has withdrawn USDC against his 300 TSLA, of which the issuer orders 100 for the treasury."""
    trader = credit.people["trader"]
    credit.borrow("trader", LENT)
    credit.withdraw("trader", LENT)
    terms = (credit.tokens["TSLA"], trader, credit.people["treasury"], wad(100), keccak(text="order of a court"))
    credit["LawfulSeizure"].order(*terms, credit.as_("issuer"))
    return trader


def execute(credit):
    return credit["LawfulSeizure"].execute(1, credit.as_("governor"))


def assert_refused(credit, debtor):
    with pytest.raises(VirtualMachineError) as refusal:
        execute(credit)
    name, account, collateral, debt = decoded(refusal.value)
    assert (name, account) == ("SeizureTakesCollateral", debtor.address.lower())
    assert 0 < collateral < debt


def test_reverts_when_it_would_leave_lenders_short(credit, debtor):
    """The account stays healthy, and the order stays good."""
    assert_refused(credit, debtor)
    assert credit.balance("trader", "TSLA") == wad(300)
    assert credit["LawfulSeizure"].orderOf(1).dict()["amount"] == wad(100)


def test_executes_once_somebody_has_repaid(credit, debtor):
    """C6: lenders lose nothing; whoever wants the tokens may pay for it."""
    vault, usdc = credit.vault, credit.asset_ids["USDC"]
    vault.deposit(usdc, credit.people["second_trader"], LENT, credit.as_("second_trader"))
    vault.repay(usdc, debtor, credit.people["second_trader"], LENT // 10, credit.as_("second_trader"))
    assert_refused(credit, debtor)
    vault.repay(usdc, debtor, credit.people["second_trader"], LENT // 2, credit.as_("second_trader"))
    execute(credit)

    assert credit.balance("trader", "TSLA") == wad(200)
    assert credit.tokens["TSLA"].balanceOf(credit.people["treasury"]) == wad(100)
    health = credit.risk_engine.initialHealthOf(debtor).dict()
    assert health["collateral"] >= health["debt"] > 0
