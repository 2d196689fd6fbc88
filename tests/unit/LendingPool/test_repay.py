import pytest

from tests.support.lending import LENT, YEAR
from tests.support.reverts import reverts


@pytest.mark.parametrize("role", ["stranger", "governor", "module", "trader"])
def test_reverts_for_anybody_but_the_ledger(lending, role):
    with reverts("NotLedger", lending.people[role]):
        lending.pool.repay(lending.people["trader"], 1, lending.as_(role))


def test_of_no_debt_is_nothing(lending, supplied):
    assert lending.repay("trader", 100).return_value == 0


def test_a_part_leaves_the_rest(lending, supplied):
    lending.borrow("trader", 1_000)

    repaid = lending.repay("trader", 400)

    index = lending.pool.debtIndex(block_identifier=repaid.block_number)
    assert repaid.return_value == 400
    assert dict(repaid.events["Repaid"]) == {
        "account": lending.people["trader"],
        "amount": 400,
        "debtShares": 400 * 10**36 // index,
    }
    assert lending.pool.debtOf(lending.people["trader"]) == 601


def test_more_than_the_debt_repays_all_of_it(lending, supplied):
    """Whoever else borrows; and what he pays is the debt rounded up."""
    lending.borrow("trader", 1_000)
    lending.borrow("second_trader", 50_000)
    lending.pass_time(YEAR)
    lending.vault.deposit(1, lending.people["trader"], 1_000, lending.as_("trader"))
    debt = lending.pool.debtOf(lending.people["trader"])

    repaid = lending.repay("trader", 2**256 - 1)

    assert repaid.return_value == debt > 1_000
    assert lending.pool.debtOf(lending.people["trader"]) == lending.pool.debtSharesOf(lending.people["trader"]) == 0
    assert lending.pool.totalDebtShares() == lending.pool.debtSharesOf(lending.people["second_trader"])


def test_goes_on_while_withdrawals_wait_and_the_cap_is_zero(lending, supplied):
    """V5"""
    lending.borrow("trader", 1_000)
    lending.pool.holdWithdrawals(lending.people["trader"], lending.as_("module"))
    lending.pool.setDebtCap(0, lending.as_("risk"))

    assert lending.repay("trader", 500).return_value == 500


@pytest.mark.parametrize("years", [5, 100])
def test_goes_on_after_years_of_the_highest_rate(lending, supplied, years):
    """V5: interest cannot grow beyond what can be added up."""
    lending.borrow("trader", LENT)
    for _ in range(3):
        lending.pass_time(years * YEAR)
        lending.pool.accrue(lending.as_("stranger"))
    assert lending.repay("trader", 1_000).return_value == 1_000
