from dataclasses import astuple

import pytest

from evershare.model.credit import RateCurve
from tests.support.lending import YEAR
from tests.support.reverts import reverts

GOVERNOR = 1
DEAR = RateCurve(10**17, 8 * 10**17, 5 * 10**17, 2 * 10**18)


@pytest.mark.parametrize("role", ["stranger", "risk", "ledger"])
def test_reverts_for_anybody_but_the_governor(lending, role):
    with reverts("RoleNeeded", lending.people[role], GOVERNOR):
        lending.pool.setInterest(lending.model, 0, lending.as_(role))


def test_reverts_when_the_insurance_would_get_most_of_it(lending):
    with reverts("ReserveFactorTooHigh", 5_001, 5_000):
        lending.pool.setInterest(lending.model, 5_001, lending.as_("governor"))


def test_changes_nothing_that_is_past(lending, supplied):
    """The year before the change costs the old rate and the year after it the new one."""
    dear = lending.people["governor"].deploy(lending.project["InterestRateModel"], astuple(DEAR))
    lending.borrow("trader", 200_000)
    old_rate = lending.pool.borrowRate()
    lending.pass_time(YEAR)

    change = lending.pool.setInterest(dear, 5_000, lending.as_("governor"))

    assert dict(change.events["InterestSet"]) == {"model": dear, "reserveFactorBps": 5_000}
    interest = change.events["InterestAccrued"]["interest"]
    assert 200_000 * old_rate // 10**18 < interest < 200_000 * old_rate * 102 // 100 // 10**18
    assert change.events["InterestAccrued"]["reserved"] == interest // 10
    lending.pass_time(YEAR)
    second = lending.pool.accrue(lending.as_("stranger")).events["InterestAccrued"]
    assert second["reserved"] == second["interest"] // 2
    assert second["interest"] > 4 * interest
