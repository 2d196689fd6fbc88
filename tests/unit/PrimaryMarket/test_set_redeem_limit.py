import pytest

from tests.support.custody import SUPPLY_CAP, WAD
from tests.support.reverts import reverts

LEAST, MOST = SUPPLY_CAP // 20, 2**96 - 1


def test_reverts_for_anybody_but_risk(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["issuer"]):
        desk.market.setRedeemLimit(desk.token, LEAST, {"from": roles["issuer"]})


def test_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", desk.market):
        desk.market.setRedeemLimit(desk.market, LEAST, {"from": roles["governor"]})


@pytest.mark.parametrize("per_day", [1, LEAST - 1, MOST + 1])
def test_reverts_for_a_limit_that_would_close_the_exit_or_does_not_fit(desk, roles, per_day):
    """Within 20 days everybody can leave."""
    with reverts("MarketLimitOutOfRange", per_day, LEAST, MOST):
        desk.market.setRedeemLimit(desk.token, per_day, {"from": roles["governor"]})


def test_sets_and_ends_it(desk, roles):
    for per_day in (LEAST, 4 * LEAST, 0):
        tx = desk.market.setRedeemLimit(desk.token, per_day, {"from": roles["governor"]})

        assert tuple(desk.market.limitsOf(desk.token)[2]) == (per_day, 0)
        event = tx.events["RedeemLimitSet"]
        assert (event["token"], event["perDay"]) == (desk.token, per_day)
    desk.attest(WAD)
    desk.issue(WAD)
    desk.redeem(WAD)
    assert tuple(desk.market.limitsOf(desk.token)[2]) == (0, 0)
