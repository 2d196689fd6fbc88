import pytest

from tests.support.custody import WAD
from tests.support.reverts import reverts

DAY = 86_400


def test_reverts_for_anybody_but_risk(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["issuer"]):
        desk.market.setGlobalIssueLimit(WAD, {"from": roles["issuer"]})


@pytest.mark.parametrize("per_day", [0, WAD - 1, 1_000 * WAD + 1])
def test_reverts_out_of_range(desk, roles, per_day):
    with reverts("MarketLimitOutOfRange", per_day, WAD, 1_000 * WAD):
        desk.market.setGlobalIssueLimit(per_day, {"from": roles["governor"]})


def test_starts_with_ten_and_is_raised_by_a_fifth_a_day(desk, roles):
    assert tuple(desk.market.globalIssueLimit()) == (10 * WAD, 0)
    tomorrow = (desk.chain[-1].timestamp // DAY + 1) * DAY
    with reverts("MarketLimitRaisedTooFast", 11 * WAD, 12 * WAD, tomorrow):
        desk.market.setGlobalIssueLimit(11 * WAD, {"from": roles["governor"]})

    desk.chain.mine(timestamp=tomorrow)
    with reverts("MarketLimitRaisedTooFast", 12 * WAD + 1, 12 * WAD, tomorrow):
        desk.market.setGlobalIssueLimit(12 * WAD + 1, {"from": roles["governor"]})
    tx = desk.market.setGlobalIssueLimit(12 * WAD, {"from": roles["governor"]})
    assert tuple(desk.market.globalIssueLimit()) == (12 * WAD, 0)
    assert tx.events["GlobalIssueLimitSet"]["perDay"] == 12 * WAD


def test_is_lowered_at_once(desk, roles):
    desk.market.setGlobalIssueLimit(WAD, {"from": roles["governor"]})

    assert tuple(desk.market.globalIssueLimit()) == (WAD, 0)
