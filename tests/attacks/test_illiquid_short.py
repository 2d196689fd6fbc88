"""All that there is of a token is borrowed to be sold, and cannot be bought back

In November 2022 one account borrowed about 92 million CRV on Aave against 63.6 million USDC, and sold them. The price
turned; "there wasn't enough CRV liquidity" to buy them back, and after 385 liquidations 2.64 million CRV were never
repaid. USDC was liquidated at 88 %, and a debt of CRV weighed what it was worth. Prices of CRV are chosen here: 0.40
USD, then 0.71 USD.
https://blockworks.co/news/aave-curve-bad-debt
"""

import pytest

from evershare.localnet import wad
from evershare.model.health import STABLE, VOLATILE
from tests.support.ledger import _forget_assets
from tests.support.liquidation import credit, refuses_health
from tests.support.reverts import reverts

__all__ = ["_forget_assets", "credit"]

DOLLARS, BORROWED = 63_600_000, 92_000_000
BEFORE, AFTER = "0.40", "0.71"
SCALE = 1_000  # here a thousandth of it


@pytest.fixture(scope="module")
def ledger(credit):
    return credit


@pytest.fixture
def uncapped(VulnerableGuardedPrice, VulnerableLender, accounts):
    """Lends CRV against dollars, which it counts in CRV."""
    price = accounts[0].deploy(VulnerableGuardedPrice, 0, 2**255)
    price.post(wad(1) * wad(1) // wad(BEFORE))
    return price, accounts[0].deploy(VulnerableLender, price, wad("0.85"), wad("0.88"), wad(10**8))


def test_the_lenders_lose(uncapped, accounts):
    price, lender = uncapped
    lender.deposit(wad(DOLLARS), {"from": accounts[1]})
    lender.borrow(wad(BORROWED), {"from": accounts[1]})
    price.post(wad(1) * wad(1) // wad(AFTER))
    loss = lender.liquidate(accounts[1]).return_value
    print(f"\n{loss / wad(1):,.0f} CRV are never repaid")
    assert loss > wad(10**6)


def test_here_a_debt_weighs_more_and_has_a_cap(credit):
    """The same rise: the account owed less from the start; a part is bought back, and nothing is lost."""
    credit.list("CRV", BEFORE, VOLATILE)
    credit.supply("CRV", 10**8 // SCALE)
    credit.fund("trader", "USDC", DOLLARS // SCALE)
    credit.fund("liquidator", "CRV", 10**6)
    pool = credit.pools["CRV"]
    with refuses_health(credit.account("trader")):
        credit.take_loan("trader", "CRV", BORROWED // SCALE)

    pool.setDebtCap(credit.units("CRV", 40_000), credit.as_("risk"))
    with reverts("DebtCapExceeded", credit.units("CRV", 40_001), credit.units("CRV", 40_000)):
        credit.take_loan("trader", "CRV", 40_001)
    pool.setDebtCap(credit.units("CRV", 10**8), credit.as_("governor"))

    most = DOLLARS / SCALE * STABLE.init / VOLATILE.debt_init / float(BEFORE)
    credit.take_loan("trader", "CRV", int(most * 0.98))
    lenders_had = pool.totalAssets()
    credit.price("CRV", AFTER)
    credit.mark()
    credit.liquidate(credit.order("USDC", "CRV"))
    collateral, debt = credit.health()
    assert collateral >= debt
    assert pool.totalLoss() == 0
    assert pool.totalAssets() >= lenders_had
