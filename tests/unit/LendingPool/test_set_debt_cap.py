import pytest

from tests.support.lending import DAY, DEBT_CAP
from tests.support.reverts import reverts

RISK = 2


@pytest.mark.parametrize("role", ["stranger", "ledger", "insurance"])
def test_reverts_for_strangers(lending, role):
    with reverts("RoleNeeded", lending.people[role], RISK):
        lending.pool.setDebtCap(1, lending.as_(role))


def test_reverts_for_risk_above_a_fifth_more(lending):
    most = DEBT_CAP * 6 // 5
    with reverts("DebtCapRaisedTooFast", most + 1, most):
        lending.pool.setDebtCap(most + 1, lending.as_("risk"))


def test_reverts_for_a_second_raise_within_a_day(lending):
    most = DEBT_CAP * 6 // 5
    lending.pool.setDebtCap(most, lending.as_("risk"))
    lending.pass_time(DAY - 2)
    with reverts("DebtCapRaisedTooFast", most + 1, most):
        lending.pool.setDebtCap(most + 1, lending.as_("risk"))

    lending.pool.setDebtCap(most * 6 // 5, lending.as_("risk"))

    assert lending.pool.debtCap() == most * 6 // 5


def test_lowering_does_not_make_room_for_a_raise(lending):
    lending.pool.setDebtCap(10, lending.as_("risk"))
    with reverts("DebtCapRaisedTooFast", DEBT_CAP, 12):
        lending.pool.setDebtCap(DEBT_CAP, lending.as_("risk"))


def test_reverts_for_a_cap_that_does_not_fit(lending):
    with reverts("SafeCastOverflowedUintDowncast", 96, 2**96):
        lending.pool.setDebtCap(2**96, lending.as_("governor"))


def test_risk_lowers_it_at_once(lending):
    lowered = lending.pool.setDebtCap(0, lending.as_("risk"))

    assert lowered.events["DebtCapSet"]["debtCap"] == lending.pool.debtCap() == 0


def test_the_governor_sets_any(lending):
    lending.pool.setDebtCap(0, lending.as_("risk"))
    lending.pool.setDebtCap(2**96 - 1, lending.as_("governor"))

    assert lending.pool.debtCap() == 2**96 - 1
