import pytest

from tests.support.custody import SUPPLY_CAP, WAD
from tests.support.reverts import reverts

DAY = 86_400


@pytest.fixture
def governor(roles):
    return {"from": roles["governor"]}


def per_day(desk):
    return [limit[0] for limit in desk.market.limitsOf(desk.token)[:2]]


def next_midnight(desk):
    return (desk.chain[-1].timestamp // DAY + 1) * DAY


def test_reverts_for_anybody_but_risk(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["issuer"]):
        desk.market.setIssueLimits(desk.token, WAD, WAD, {"from": roles["issuer"]})


def test_reverts_for_a_stock_that_is_not_listed(desk, governor):
    with reverts("StockNotListed", desk.market):
        desk.market.setIssueLimits(desk.market, WAD, WAD, governor)


def test_reverts_beyond_the_supply_cap(desk, governor):
    with reverts("MarketLimitOutOfRange", SUPPLY_CAP + 1, 0, SUPPLY_CAP):
        desk.market.setIssueLimits(desk.token, SUPPLY_CAP + 1, 0, governor)


def test_reverts_for_a_net_limit_beyond_the_gross_one(desk, governor):
    with reverts("MarketLimitOutOfRange", 2 * WAD, 0, WAD):
        desk.market.setIssueLimits(desk.token, WAD, 2 * WAD, governor)


def test_reverts_for_a_raise_beyond_a_fifth(desk, governor):
    desk.market.setIssueLimits(desk.token, SUPPLY_CAP // 10, SUPPLY_CAP // 10, governor)
    raise_at = next_midnight(desk)
    desk.chain.mine(timestamp=raise_at)
    most = SUPPLY_CAP // 10 * 6 // 5

    with reverts("MarketLimitRaisedTooFast", most + 1, most, raise_at):
        desk.market.setIssueLimits(desk.token, most + 1, 0, governor)
    with reverts("MarketLimitRaisedTooFast", most + 1, most, raise_at):
        desk.market.setIssueLimits(desk.token, most + 1, most + 1, governor)


def test_reverts_for_a_second_raise_on_one_day(desk, governor):
    """The first limits were set today."""
    desk.market.setIssueLimits(desk.token, SUPPLY_CAP // 10, SUPPLY_CAP // 10, governor)

    with reverts("MarketLimitRaisedTooFast", SUPPLY_CAP // 9, SUPPLY_CAP // 10 * 6 // 5, next_midnight(desk)):
        desk.market.setIssueLimits(desk.token, SUPPLY_CAP // 9, SUPPLY_CAP // 10, governor)
    assert per_day(desk) == [SUPPLY_CAP // 10, SUPPLY_CAP // 10]


def test_lowers_at_once_and_raises_by_a_fifth_a_day(desk, governor):
    tx = desk.market.setIssueLimits(desk.token, SUPPLY_CAP // 10, SUPPLY_CAP // 20, governor)

    assert per_day(desk) == [SUPPLY_CAP // 10, SUPPLY_CAP // 20]
    event = tx.events["IssueLimitsSet"]
    assert (event["token"], event["perDay"], event["netPerDay"]) == (desk.token, SUPPLY_CAP // 10, SUPPLY_CAP // 20)

    desk.chain.mine(timestamp=next_midnight(desk))
    desk.market.setIssueLimits(desk.token, SUPPLY_CAP // 10 * 6 // 5, SUPPLY_CAP // 20 * 6 // 5, governor)
    assert per_day(desk) == [SUPPLY_CAP // 10 * 6 // 5, SUPPLY_CAP // 20 * 6 // 5]


def test_comes_back_from_nothing(desk, governor):
    desk.market.setIssueLimits(desk.token, 0, 0, governor)
    desk.chain.mine(timestamp=next_midnight(desk))
    desk.market.setIssueLimits(desk.token, SUPPLY_CAP // 100, SUPPLY_CAP // 100, governor)

    assert per_day(desk) == [SUPPLY_CAP // 100, SUPPLY_CAP // 100]
