from tests.support.custody import WAD
from tests.support.requests import PRICE
from tests.support.reverts import reverts


def assert_nothing_taken(requests):
    assert requests.stock_of("trader") == 100 * WAD
    with reverts("RequestUnknown", 1):
        requests.market.requestOf(1)


def test_reverts_for_a_stock_that_is_not_listed(requests):
    with reverts("StockNotListed", requests.cash):
        requests.ask_redeem(WAD, token=requests.cash)


def test_reverts_for_a_payment_token_that_is_not_accepted(requests):
    with reverts("PaymentTokenNotAccepted", requests.token):
        requests.ask_redeem(WAD, cash=requests.token)
    assert_nothing_taken(requests)


def test_reverts_for_nothing(requests):
    with reverts("RequestOfNothing"):
        requests.ask_redeem(0)


def test_reverts_for_a_price_of_before_a_split(requests):
    requests.split(10 * WAD)

    with reverts("ActionNonceMismatch", 0, 1):
        requests.ask_redeem(WAD, nonce=0)
    assert_nothing_taken(requests)


def test_reverts_for_frozen_tokens(requests, roles):
    requests.token.setFrozenTokens(roles["trader"], 60 * WAD, {"from": roles["issuer"]})

    with reverts("ERC7943InsufficientUnfrozenBalance", roles["trader"], 41 * WAD, 40 * WAD):
        requests.ask_redeem(41 * WAD)
    assert_nothing_taken(requests)


def test_reverts_for_who_may_not_send(requests, roles):
    requests.deny("trader")

    with reverts("ERC7943CannotSend", roles["trader"]):
        requests.ask_redeem(WAD)
    assert_nothing_taken(requests)


def test_reverts_beyond_the_balance(requests, roles):
    with reverts("ERC20InsufficientBalance", roles["trader"], 100 * WAD, 101 * WAD):
        requests.ask_redeem(101 * WAD)
    assert_nothing_taken(requests)


def test_sets_the_tokens_aside_and_burns_nothing(requests, roles):
    supply = requests.token.totalSupply()
    tx = requests.ask_redeem(30 * WAD)

    assert tx.return_value == 1
    assert requests.stock_of("trader") == 70 * WAD
    assert requests.token.heldOf(roles["trader"]) == 30 * WAD
    assert requests.token.totalSupply() == supply
    assert requests.registry.sharesOwed(requests.token) == 0
    request = requests.market.requestOf(1).dict()
    assert (request["isRedeem"], request["remaining"], request["limitPrice"]) == (True, 30 * WAD, PRICE)
    event = tx.events["RedeemRequested"]
    assert (event["requestId"], event["token"], event["requester"]) == (1, requests.token, roles["trader"])
    assert (event["paymentToken"], event["raw"], event["minPrice"]) == (requests.cash, 30 * WAD, PRICE)


def test_what_is_requested_is_the_requesters_at_a_record_time(requests, roles):
    """Whenever it is filled: C5."""
    requests.ask_redeem(30 * WAD)
    requests.record()
    requests.fill_request(1, 10 * WAD, 10 * PRICE)
    requests.record()
    requests.wait_until_cancellable(1)
    requests.cancel(1)

    holders = (roles["trader"], roles["authorised_participant"])
    held = [[requests.token.balanceAtRecord(who, epoch) for who in holders] for epoch in (1, 2)]
    assert held == [[100 * WAD, 100 * WAD], [90 * WAD, 100 * WAD]]
    assert [requests.token.supplyAtRecord(epoch) for epoch in (1, 2)] == [sum(held[0]), sum(held[1])]
    assert [requests.token.balanceAtRecord(requests.market, epoch) for epoch in (1, 2)] == [0, 0]
