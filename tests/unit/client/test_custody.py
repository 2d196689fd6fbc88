"""Stocks by the keys of issuer, custodian, participant and holders, with statements signed one key after the other."""

import datetime
from decimal import Decimal

import pytest
from eth_account import Account

from evershare.actions import ActionKind, ActionState, TokenState
from evershare.client import reverts
from evershare.client.errors import UnknownSymbol
from evershare.client.statements import Statement
from evershare.errors import InvalidInput
from tests.support.clients import client, person, signer

FRIDAY = datetime.datetime(2024, 8, 9, 13, 30, tzinfo=datetime.UTC)


@pytest.fixture
def issuer(exchange):
    return client(exchange, person(exchange, "issuer"))


@pytest.fixture
def participant(exchange):
    return client(exchange, person(exchange, "authorised_participant"))


@pytest.fixture
def holder(exchange):
    return client(exchange, signer(exchange, "a holder", TSLA="100"))


@pytest.fixture
def keys(exchange):
    return [Account.from_key(key) for key in exchange.custodian_keys]


def confirm(issuer, keys, action):
    issuer.custody.submit(issuer.custodian.confirmation(action, 1).signed(*keys[:2]))


def test_an_attestation_is_signed_by_one_after_the_other(issuer, keys):
    first = issuer.custodian.attestation("TSLA", 1, 12_000, b"report").signed(keys[0])
    with pytest.raises(reverts.NotEnoughSignatures):
        issuer.custody.submit(first)
    second = Statement.from_json(first.to_json()).signed(keys[2])
    issuer.custody.submit(first.merged(second))
    assert issuer.custody.stock("TSLA").reserve == 12_000


def test_mints_by_receipt_and_redeems(participant, keys, exchange):
    address = exchange.people["authorised_participant"].address
    receipt = participant.custodian.receipt("TSLA", 1, 25, address, receipt_id=900)
    participant.custody.submit(receipt.signed(*keys[:2]))
    assert participant.info.wallet("TSLA").amount == 1_025
    assert participant.participant.redeem("TSLA", 5, b"to account 7") == 1
    stock = participant.custody.stock("TSLA")
    assert (stock.supply, stock.due, stock.is_short) == (6_020, 6_025, False)


def test_a_split_is_announced_confirmed_and_called_off(issuer, keys):
    action = issuer.issuer.announce("TSLA", ActionKind.SPLIT, FRIDAY, b"three for one", ratio=(3, 1))
    assert issuer.custody.action(action).state is ActionState.ANNOUNCED
    confirm(issuer, keys, action)
    found = issuer.custody.action(action)
    assert (found.state, found.ratio, found.effective_at) == (ActionState.SCHEDULED, (3, 1), FRIDAY)
    assert issuer.custody.stock("TSLA").state is TokenState.SCHEDULED
    issuer.issuer.cancel(action)
    assert issuer.custody.action(action).state is ActionState.CANCELLED


def test_a_dividend_reaches_wallets_and_accounts(issuer, holder, keys, exchange):
    holder.trader.deposit("TSLA", 40)
    action = issuer.issuer.announce(
        "TSLA", ActionKind.CASH_DIVIDEND, FRIDAY, b"half a dollar", amount="0.5", paid_in="USDC"
    )
    confirm(issuer, keys, action)
    exchange.wait_for_record(action)
    distribution = issuer.issuer.pay_dividend(action)
    assert issuer.issuer.pay_dividend(action) == distribution  # a second run finds nothing to do
    assert holder.holder.claim(distribution) == 30
    assert holder.holder.claim(distribution, via="vault") == 20
    with pytest.raises(reverts.NothingToClaim):
        holder.holder.claim(distribution)


def test_holders_vote_and_the_custodian_certifies(issuer, holder, keys, exchange):
    action = issuer.issuer.announce("TSLA", ActionKind.MEETING, FRIDAY, b"1. Elect. 2. Pay.")
    confirm(issuer, keys, action)
    exchange.wait_for_record(action)
    deadline = FRIDAY + datetime.timedelta(days=7)
    meeting = issuer.issuer.convene(action, deadline, 2)
    with pytest.raises(InvalidInput, match="a vote is for, against or abstain, not 'yes'"):
        holder.holder.vote(meeting, ["for", "yes"])
    with pytest.raises(InvalidInput, match=r"held nothing at the record of meeting 1: name where with --via"):
        holder.holder.vote(meeting, ["for", "against"], via="vault")
    holder.holder.vote(meeting, ["for", "against"])
    first, second = holder.custody.tally(meeting)
    assert (first.in_favour, second.against, second.in_favour) == (100, 100, 0)
    exchange.wait_until(int(deadline.timestamp()) + 1)
    issuer.custody.submit(issuer.custodian.certificate(meeting, 1).signed(*keys[1:]))


def test_swaps_at_a_buffer(holder, exchange):
    buffer = exchange.buffer.address
    holder.holder.sell(buffer, "TSLA", 10)
    earned = holder.info.wallet("USDC").amount
    assert Decimal(2_200) < earned < Decimal(2_275)
    holder.holder.buy(buffer, "TSLA", 5)
    assert holder.info.wallet("TSLA").amount == 95
    assert holder.info.wallet("USDC").amount < earned - Decimal(1_137)
    with pytest.raises(InvalidInput, match="no redemption buffer is at 0x"):
        holder.holder.sell(exchange.people["stranger"].address, "TSLA", 1)


def test_asks_the_issuer_for_tokens_and_back(holder, issuer, exchange):
    holder.holder.sell(exchange.buffer.address, "TSLA", 10)
    asked = holder.holder.request_issue("TSLA", "USDC", payment=460, max_price=230)
    fill = issuer.issuer.fill(asked, amount=2, payment_units=459 * 10**6)
    with pytest.raises(InvalidInput, match="a fill has one signature, this one 0"):
        holder.custody.submit(fill)
    holder.custody.submit(fill.signed(person(exchange, "issuer")))
    assert holder.info.wallet("TSLA").amount == 92
    back = holder.holder.request_redeem("TSLA", "USDC", amount=2, min_price=200)
    assert holder.info.wallet("TSLA").amount == 90
    with pytest.raises(reverts.RequestNotCancellable):
        holder.holder.cancel_request(back)


def test_names_the_stocks_when_it_does_not_know_one(issuer):
    with pytest.raises(UnknownSymbol, match="no stock is called 'BTC': there are TSLA"):
        issuer.custody.stock("BTC")


def test_a_statement_is_for_one_deployment_and_unchanged(issuer, keys):
    signed = issuer.custodian.attestation("TSLA", 1, 12_000, b"report").signed(keys[0])
    other = issuer.custodian.attestation("TSLA", 1, 13_000, b"report").signed(keys[1])
    with pytest.raises(InvalidInput, match="the files hold different statements"):
        signed.merged(other)
    with pytest.raises(
        InvalidInput, match=rf"the signature of {keys[0].address} is not of this statement: sign it again"
    ):
        Statement.from_json(signed.to_json().replace("12000", "13000"))
    with pytest.raises(InvalidInput, match="this is no statement: write one with --out"):
        Statement.from_json("{}")
    foreign = Statement.from_json(issuer.custodian.attestation("TSLA", 1, 1, b"").to_json().replace("31337", "1"))
    with pytest.raises(InvalidInput, match=r"is for 0x\w+ on chain 1, not for 0x\w+ of this deployment"):
        issuer.custody.submit(foreign)
