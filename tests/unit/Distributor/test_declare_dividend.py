import pytest

from tests.support.custody import HOUR, WAD
from tests.support.dividends import TSLA_ID, USDC
from tests.support.reverts import reverts


@pytest.mark.parametrize("who", ["stranger", "governor", "authorised_participant"])
def test_reverts_for_anybody_but_the_company(desk, roles, who):
    with reverts("NotForTheCompany", desk.token, roles[who]):
        desk.declare(who=who)


def test_reverts_for_what_is_no_stock(desk, roles):
    with reverts("StockNotListed", desk.usdc):
        desk.distributor.declareDividend(desk.usdc, 1, desk.usdc, USDC, {"from": roles["issuer"]})


@pytest.mark.parametrize("epoch", [0, 2])
def test_reverts_before_the_record(desk, epoch):
    with reverts("RecordNotReached", epoch, 1):
        desk.declare(epoch=epoch)


def test_reverts_for_nothing(desk):
    with reverts("NothingToDistribute"):
        desk.declare(0)


def test_reverts_for_a_token_that_is_not_the_ledgers(desk, roles, MockToken):
    token = roles["stranger"].deploy(MockToken, "Other", "OTHER", 18)

    with reverts("PaidTokenNotListed", token):
        desk.declare(token=token)


def test_reverts_when_nobody_held_the_stock(desk, roles):
    other = desk.containers.StockToken.at(desk.list_stock(security="0x01".ljust(66, "0")).return_value)
    other.scheduleRecord(desk.chain[-1].timestamp + HOUR, {"from": roles["corporate_actions"]})
    desk.wait(HOUR)

    with reverts("NobodyHeld", other, 1):
        desk.distributor.declareDividend(other, 1, desk.usdc, USDC, {"from": roles["issuer"]})


@pytest.mark.parametrize("who", ["issuer", "corporate_actions"])
def test_numbers_the_dividends_of_a_stock(desk, who):
    first, second = desk.declare(500 * USDC, who=who), desk.declare(700 * USDC, who=who)

    ids = [first.return_value, second.return_value]
    assert ids == [int(desk.token.address, 16) << 96 | 1 << 72 | number for number in (1, 2)]
    assert desk.distributor.distributionCount(desk.token) == 2
    assert first.events["DividendDeclared"] == {
        "id": ids[0],
        "stock": desk.token,
        "epoch": 1,
        "token": desk.usdc,
        "promised": 500 * USDC,
        "supply": 1_000 * WAD,
    }
    assert tuple(desk.distributor.distributionOf(ids[1])) == (desk.usdc, 0, 1_000 * WAD, 0, TSLA_ID, False, False)
    assert desk.distributor.promisedOf(ids[1]) == 700 * USDC
