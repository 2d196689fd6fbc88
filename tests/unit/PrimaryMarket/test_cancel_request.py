import datetime

import pytest
from eth_utils import keccak

from evershare.calendar import CLOSED, NEW_YORK_SUMMER
from tests.support.custody import HOUR, WAD
from tests.support.requests import DAY, FIRST_DAY, PRICE
from tests.support.reverts import reverts

MIDNIGHT = 1_722_470_400  # of Thursday 1 August 2024, UTC
OPEN, CLOSE = MIDNIGHT + 810 * 60, MIDNIGHT + 1_200 * 60  # of that day
TOKYO = 2


@pytest.fixture
def asked(requests):
    """The trader has asked to buy for the price of ten shares, and to redeem 30 tokens."""
    requests.ask_issue(10 * PRICE)
    requests.ask_redeem(30 * WAD)


def cancellable_at(requests, asked_at):
    """When a request made at some time can be taken back."""
    requests.chain.mine(timestamp=asked_at - 1)
    tx = requests.ask_issue(PRICE)
    assert tx.timestamp == asked_at
    return requests.market.cancellableAt(tx.return_value)


def test_reverts_for_a_request_that_does_not_exist(requests):
    with reverts("RequestUnknown", 1):
        requests.cancel(1)


def test_reverts_for_anybody_but_the_requester(requests, asked, roles):
    requests.wait_until_cancellable(1)

    with reverts("NotRequester", roles["issuer"], roles["trader"]):
        requests.cancel(1, role="issuer")


def test_reverts_before_the_issuers_time_is_over(requests, asked):
    until = requests.market.cancellableAt(2)
    requests.chain.mine(timestamp=until - 2)

    for request in (1, 2):
        with reverts("RequestNotCancellable", until):
            requests.market.cancelRequest.call(request, {"from": requests.roles["trader"]})


def test_reverts_a_second_time(requests, asked):
    requests.wait_until_cancellable(1)
    requests.cancel(1)

    with reverts("RequestClosed", 1):
        requests.cancel(1)


def test_gives_back_what_was_not_filled(requests, asked, roles):
    requests.fill_request(1, 4 * WAD, 4 * PRICE)
    requests.fill_request(2, 10 * WAD, 10 * PRICE)
    cash = requests.cash_of("trader")
    requests.wait_until_cancellable(2)
    events = [requests.cancel(request).events["RequestCancelled"] for request in (1, 2)]

    assert requests.cash_of("trader") == cash + 6 * PRICE
    assert requests.stock_of("trader") == 94 * WAD
    assert requests.token.heldOf(roles["trader"]) == requests.cash_of(requests.market) == 0
    assert [(event["requestId"], event["returned"]) for event in events] == [(1, 6 * PRICE), (2, 20 * WAD)]


def test_whatever_else_is_stopped(requests, asked, roles):
    """A frozen stock, a reserve that is short and a payment token that is no longer accepted close no exit."""
    requests.registry.setFreeze(requests.token, 1, False, {"from": roles["corporate_actions"]})
    requests.accept(requests.cash, False)
    requests.attest(0)
    requests.registry.checkBacking(requests.token, {"from": roles["stranger"]})
    requests.wait_until_cancellable(2)

    for request in (1, 2):
        requests.cancel(request)
    assert requests.stock_of("trader") == 100 * WAD


def test_who_was_denied_meanwhile_finds_the_tokens_in_escrow(requests, asked, roles):
    requests.deny("trader")
    requests.wait_until_cancellable(2)
    requests.cancel(2)

    assert requests.stock_of("trader") == 70 * WAD
    assert (requests.token.escrowOf(roles["trader"]), requests.token.heldOf(roles["trader"])) == (30 * WAD, 0)


def test_whom_the_payment_token_refuses_is_paid_later(requests, asked, roles):
    requests.cash.deny(roles["trader"], True, {"from": roles["stranger"]})
    requests.wait_until_cancellable(1)
    requests.cancel(1)

    assert requests.market.deferredPayment(requests.cash, roles["trader"]) == 10 * PRICE


def test_is_unchanged_by_a_split_in_between(requests, asked):
    requests.split(10 * WAD)
    requests.wait_until_cancellable(2)
    requests.cancel(2)

    assert requests.stock_of("trader") == 100 * WAD


class TestBusinessDays:
    """Three sessions that open after the request must have closed."""

    def test_of_a_request_before_the_bell_the_first_is_today(self, requests):
        assert cancellable_at(requests, OPEN - HOUR) == CLOSE + 4 * DAY  # Thursday, Friday, Monday

    def test_of_a_request_at_the_bell_the_first_is_today(self, requests):
        assert cancellable_at(requests, OPEN) == CLOSE + 4 * DAY

    def test_of_a_request_in_session_the_first_is_tomorrow(self, requests):
        assert cancellable_at(requests, OPEN + 1) == CLOSE + 5 * DAY

    def test_a_holiday_is_none(self, requests):
        requests.publish([CLOSED], FIRST_DAY + datetime.timedelta(days=4))

        assert cancellable_at(requests, OPEN - HOUR) == CLOSE + 5 * DAY

    def test_the_tenth_day_may_be_the_third(self, requests):
        """A week without sessions, then two, and one that closes an hour before the ten days end."""
        requests.publish([CLOSED] * 7, FIRST_DAY + datetime.timedelta(days=1))
        asked_at = CLOSE + HOUR
        requests.publish([NEW_YORK_SUMMER, NEW_YORK_SUMMER, NEW_YORK_SUMMER], FIRST_DAY + datetime.timedelta(days=8))

        assert cancellable_at(requests, asked_at) == CLOSE + 10 * DAY

    def test_without_a_calendar_days_count(self, requests, containers, monkeypatch):
        listed = requests.list_stock(security=keccak(text="of Tokyo"), calendar=TOKYO)
        monkeypatch.setattr(requests, "token", containers.StockToken.at(listed.return_value))

        assert cancellable_at(requests, OPEN) == MIDNIGHT + 4 * DAY

    def test_where_the_calendar_ends_days_count(self, requests):
        """30 days are published, to Friday 30 August."""
        assert cancellable_at(requests, OPEN - HOUR + 28 * DAY) == MIDNIGHT + 31 * DAY

    def test_a_calendar_of_holidays_locks_nobody(self, requests, containers, monkeypatch):
        listed = requests.list_stock(security=keccak(text="of Tokyo"), calendar=TOKYO)
        monkeypatch.setattr(requests, "token", containers.StockToken.at(listed.return_value))
        requests.publish([CLOSED] * 20, calendar=TOKYO)

        assert cancellable_at(requests, OPEN) == OPEN + 10 * DAY

    def test_a_session_beyond_the_tenth_day_does_not_count(self, requests, containers, monkeypatch):
        listed = requests.list_stock(security=keccak(text="of Tokyo"), calendar=TOKYO)
        monkeypatch.setattr(requests, "token", containers.StockToken.at(listed.return_value))
        requests.publish([CLOSED] * 8 + [NEW_YORK_SUMMER] * 3, calendar=TOKYO)

        assert cancellable_at(requests, OPEN) == OPEN + 10 * DAY
