import pytest

from tests.support.custody import WAD
from tests.support.requests import PRICE
from tests.support.reverts import reverts


def assert_nothing_taken(requests):
    assert requests.cash_of(requests.market) == 0
    with reverts("RequestUnknown", 1):
        requests.market.requestOf(1)


def test_reverts_for_a_stock_that_is_not_listed(requests):
    with reverts("StockNotListed", requests.cash):
        requests.ask_issue(WAD, token=requests.cash)
    assert_nothing_taken(requests)


def test_reverts_for_a_payment_token_that_is_not_accepted(requests):
    requests.accept(requests.cash, False)

    with reverts("PaymentTokenNotAccepted", requests.cash):
        requests.ask_issue(WAD)
    assert_nothing_taken(requests)


def test_reverts_for_nothing(requests):
    with reverts("RequestOfNothing"):
        requests.ask_issue(0)


def test_reverts_for_a_price_of_before_a_split(requests):
    requests.split(10 * WAD)

    with reverts("ActionNonceMismatch", 0, 1):
        requests.ask_issue(WAD, nonce=0)
    assert_nothing_taken(requests)


def test_reverts_for_who_may_not_receive(requests, roles):
    requests.deny("trader")

    with reverts("ERC7943CannotReceive", roles["trader"]):
        requests.ask_issue(WAD)
    assert_nothing_taken(requests)


def test_reverts_for_a_payment_that_keeps_a_fee(requests, containers, roles):
    cash = containers.MockFeeToken.deploy(100, {"from": roles["governor"]})
    requests.accept(cash)

    with reverts("PaymentIncomplete", 99 * WAD, 100 * WAD):
        requests.ask_issue(100 * WAD, cash=cash)
    assert_nothing_taken(requests)


def test_reverts_without_the_money(requests, roles):
    with reverts("ERC20InsufficientAllowance", requests.market, 0, WAD):
        requests.ask_issue(WAD, role="stranger")


def test_keeps_the_payment_and_the_terms(requests, roles):
    before = requests.cash_of("trader")
    tx = requests.ask_issue(1_000 * WAD)

    assert tx.return_value == 1
    assert requests.cash_of("trader") == before - 1_000 * WAD
    assert requests.cash_of(requests.market) == 1_000 * WAD
    request = requests.market.requestOf(1).dict()
    assert (request["requester"], request["token"], request["paymentToken"]) == (
        roles["trader"],
        requests.token,
        requests.cash,
    )
    assert (request["remaining"], request["limitPrice"], request["multiplier"]) == (1_000 * WAD, PRICE, WAD)
    assert (request["isRedeem"], request["fills"], request["requestedAt"]) == (False, 0, tx.timestamp)
    event = tx.events["IssueRequested"]
    assert (event["requestId"], event["token"], event["requester"]) == (1, requests.token, roles["trader"])
    assert (event["paymentToken"], event["payment"], event["maxPrice"]) == (requests.cash, 1_000 * WAD, PRICE)


@pytest.mark.parametrize("number", [0, 2])
def test_there_is_no_other(requests, number):
    requests.ask_issue(WAD)

    with reverts("RequestUnknown", number):
        requests.market.requestOf(number)
