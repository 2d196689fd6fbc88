import pytest

from tests.support.custody import WAD
from tests.support.requests import PRICE
from tests.support.reverts import reverts


@pytest.fixture(autouse=True)
def _deferred(requests, roles):
    """The payment token refuses the trader, who is owed the price of ten shares."""
    requests.ask_redeem(10 * WAD)
    requests.cash.deny(roles["trader"], True, {"from": roles["stranger"]})
    requests.fill_request(1, 10 * WAD, 10 * PRICE)


def release(requests, payee):
    return requests.market.releasePayment(requests.cash, payee, {"from": requests.roles["stranger"]})


def test_reverts_when_nothing_waits(requests, roles):
    with reverts("NoPaymentDeferred", requests.cash, roles["stranger"]):
        release(requests, roles["stranger"])


def test_reverts_while_the_payment_token_refuses(requests, roles):
    with reverts("MockAccountDenied", roles["trader"]):
        release(requests, roles["trader"])
    assert requests.market.deferredPayment(requests.cash, roles["trader"]) == 10 * PRICE


def test_pays_once(requests, roles):
    requests.cash.deny(roles["trader"], False, {"from": roles["stranger"]})
    before = requests.cash_of("trader")
    tx = release(requests, roles["trader"])

    assert tx.return_value == requests.cash_of("trader") - before == 10 * PRICE
    event = tx.events["PaymentReleased"]
    assert (event["paymentToken"], event["payee"], event["amount"]) == (requests.cash, roles["trader"], 10 * PRICE)
    with reverts("NoPaymentDeferred", requests.cash, roles["trader"]):
        release(requests, roles["trader"])
