import pytest

from tests.support.lending import DEBT_CAP, LENT
from tests.support.reverts import reverts


@pytest.mark.parametrize("role", ["stranger", "governor", "module", "trader"])
def test_reverts_for_anybody_but_the_ledger(lending, supplied, role):
    with reverts("NotLedger", lending.people[role]):
        lending.pool.lend(lending.people["trader"], 1, lending.as_(role))


def test_reverts_beyond_the_cash(lending, supplied):
    lending.token.mint(lending.pool, 100, lending.as_("stranger"))
    with reverts("PoolCashExceeded", LENT + 1, LENT):
        lending.borrow("trader", LENT + 1)


def test_reverts_beyond_the_cap(lending, supplied):
    lending.supply("second_trader", 500_000)
    lending.borrow("trader", 10)
    with reverts("DebtCapExceeded", DEBT_CAP + 1, DEBT_CAP):
        lending.borrow("second_trader", DEBT_CAP - 9)


def test_books_the_debt_and_raises_the_rate(lending, supplied):
    idle_rate = lending.pool.borrowRate()

    lent = lending.borrow("trader", 450_000)

    assert dict(lent.events["Lent"]) == {
        "account": lending.people["trader"],
        "amount": 450_000,
        "debtShares": 450_000 * 10**9,
    }
    assert lending.pool.debtOf(lending.people["trader"]) == 450_001  # a second of interest, rounded up
    assert lending.pool.totalDebt() == 450_000
    assert lending.pool.totalDebtShares() == lending.pool.debtSharesOf(lending.people["trader"]) == 450_000 * 10**9
    assert lending.pool.totalAssets() == LENT
    assert lending.pool.cash() == 50_000
    assert lending.pool.maxLend() == 50_000
    assert (idle_rate, lending.pool.borrowRate()) == (10**16, 6 * 10**16)


def test_debt_shares_are_rounded_up_once_the_index_has_risen(lending, supplied):
    """V7: no account owes less than it got."""
    lending.borrow("trader", 450_000)
    lending.pass_time(86_400)

    lent = lending.borrow("second_trader", 7)

    index = lent.events["InterestAccrued"]["index"]
    assert lent.events["Lent"]["debtShares"] == -(-7 * 10**36 // index)
    assert lending.pool.debtOf(lending.people["second_trader"]) >= 7
