"""Friday's price all weekend, and a bound on the price that keeps Monday's out

Lenders of tokenised stocks have taken the last price of a session for the price of the whole weekend, and refused
prices outside bounds that were set by hand. Kamino's market of xStocks in April 2026: TSLAx lent at 55 %, liquidated
at 65 %, believed between 300 and 520 USD; the session before had closed at 400.62 USD. "Scope reads outside the range
are rejected": beyond them there is no price to liquidate at. The fall below is not of that weekend, which ended
calmly.
https://github.com/ACNoonan/soothsayer/blob/main/reports/kamino_xstocks_weekend_20260417.md
"""

import pytest

from evershare.localnet import wad
from evershare.model.health import VOLATILE
from tests.support.ledger import _forget_assets
from tests.support.liquidation import credit, refuses_health
from tests.support.oracle import MONDAY, OPEN, SATURDAY
from tests.support.reverts import reverts

__all__ = ["_forget_assets", "credit"]

FALL = "0.45"  # of Friday's price is left on Monday
FRIDAY = "400.62"
HELD = 100
MONDAYS_SESSION = MONDAY + OPEN + 300


@pytest.fixture(scope="module")
def ledger(credit):
    return credit


@pytest.fixture
def believing(VulnerableGuardedPrice, VulnerableLender, accounts):
    price = accounts[0].deploy(VulnerableGuardedPrice, wad(300), wad(520))
    price.post(wad(FRIDAY))
    return price, accounts[0].deploy(VulnerableLender, price, wad("0.55"), wad("0.65"), wad(10**6))


def test_fridays_price_pays(believing, accounts):
    """Who knows on Sunday what Monday brings borrows, and keeps what he has borrowed."""
    price, lender = believing
    attacker = accounts[1]
    lender.deposit(wad(HELD), {"from": attacker})
    borrowed = wad(HELD) * wad(FRIDAY) // wad(1) * 55 // 100
    lender.borrow(borrowed, {"from": attacker})

    monday = wad(FRIDAY) * wad(FALL) // wad(1)
    price.post(monday)
    with reverts("Error", "healthy"):
        lender.liquidate(attacker)
    gain = borrowed - HELD * monday
    print(f"\ngain: {gain / wad(1):,.0f} USD on {HELD} tokens")
    assert gain > 0


def test_here_a_sunday_is_worth_less_and_monday_comes_through(credit):
    """The factor alone would lend 42 % of Friday's worth; the interval leaves less than Monday's."""
    credit.supply("USDC", 50_000)
    credit.fund("trader", "TSLA", HELD)
    credit.fund("liquidator", "USDC", 50_000)
    friday = 200 * HELD
    credit.go_to(SATURDAY + 86_400)
    credit.price("USDC", "1")
    with refuses_health(credit.account("trader")):
        credit.take_loan("trader", "USDC", friday * VOLATILE.init / 10_000)

    lo, mid, _ = credit.oracle.intervalOf(credit.id("TSLA"))
    most = HELD * lo * VOLATILE.init / 10_000 / wad(1)
    assert most < 0.36 * friday
    credit.take_loan("trader", "USDC", int(most * 0.99))

    credit.go_to(MONDAYS_SESSION)
    credit.price("USDC", "1")
    credit.price("TSLA", 200 * float(FALL))
    assert credit.oracle.intervalOf(credit.id("TSLA"))[1] == mid * wad(FALL) // wad(1)
    assert HELD * 200 * float(FALL) > most
    credit.mark()
    credit.liquidate(credit.order("TSLA"))

    collateral, debt = credit.health()
    assert collateral >= debt
    assert credit.pools["USDC"].totalLoss() == 0
