from dataclasses import replace

import pytest
from eth_account import Account
from eth_utils import keccak

from tests.support.custody import HOUR, WAD
from tests.support.eip712 import sign_typed
from tests.support.requests import FILL_KEY, OUTSIDER, PRICE
from tests.support.reverts import reverts

BUY, REDEEM = 1, 2


@pytest.fixture(autouse=True)
def _asked(requests):
    """The trader asks to buy for the price of ten shares, and to redeem 30 tokens."""
    requests.ask_issue(10 * PRICE)
    requests.ask_redeem(30 * WAD)


@pytest.fixture
def state(requests, roles):
    """All that a refused fill must leave alone."""

    def read():
        held = [requests.cash_of(who) for who in ("trader", "issuer", requests.market)]
        left = [tuple(requests.market.requestOf(number)) for number in (BUY, REDEEM)]
        return held, left, requests.token.totalSupply(), requests.registry.sharesOwed(requests.token)

    return read


def test_reverts_for_a_request_that_does_not_exist(requests):
    fill = replace(requests.fill_of(BUY, WAD, PRICE), request_id=3)

    with reverts("RequestUnknown", 3):
        requests.use_fill(fill)


def test_reverts_when_all_is_filled(requests):
    requests.fill_request(BUY, 10 * WAD, 10 * PRICE)

    with reverts("RequestClosed", BUY):
        requests.fill_request(BUY, 1 * WAD, 0)


def test_reverts_when_expired(requests, state):
    fill = requests.fill_of(BUY, WAD, PRICE)
    requests.wait(HOUR + 1)
    before = state()

    with reverts("FillExpired", fill.expiry):
        requests.use_fill(fill)
    assert state() == before


def test_reverts_when_replayed(requests, state):
    """C4."""
    fill = requests.fill_of(BUY, WAD, PRICE)
    requests.use_fill(fill)
    before = state()

    with reverts("FillOutOfOrder", 1, 2):
        requests.use_fill(fill)
    assert state() == before


def test_reverts_when_reordered(requests):
    with reverts("FillOutOfOrder", 2, 1):
        requests.fill_request(BUY, WAD, PRICE, number=2)


def test_reverts_for_a_signer_whom_nobody_named(requests, roles, state):
    before = state()
    with reverts("NotFillSigner", OUTSIDER.address, roles["issuer"]):
        requests.use_fill(requests.fill_of(REDEEM, WAD, PRICE), signer=OUTSIDER)
    assert state() == before


def test_reverts_for_a_key_that_was_taken_back(requests, roles):
    requests.market.setFillSigner(FILL_KEY.address, False, {"from": roles["issuer"]})

    with reverts("NotFillSigner", FILL_KEY.address, roles["issuer"]):
        requests.fill_request(BUY, WAD, PRICE)


def test_reverts_for_a_key_of_another_issuer(requests, roles):
    requests.market.setFillSigner(OUTSIDER.address, True, {"from": roles["stranger"]})

    with reverts("NotFillSigner", OUTSIDER.address, roles["issuer"]):
        requests.use_fill(requests.fill_of(BUY, WAD, PRICE), signer=OUTSIDER)


@pytest.mark.parametrize(
    "change",
    [
        {"request_id": REDEEM},
        {"amount": 2 * WAD},
        {"payment": 2 * PRICE},
        {"action_nonce": 1},
        {"expiry": 2**40 - 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_reverts_when_altered_after_signing(requests, state, change):
    fill = requests.fill_of(BUY, WAD, PRICE)
    before = state()

    with reverts("FillSignatureInvalid", FILL_KEY.address):
        requests.use_fill(fill, altered=replace(fill, **change))
    assert state() == before


@pytest.mark.parametrize(
    "elsewhere",
    [{"chain_id": 1}, {"verifying_contract": "0x" + "11" * 20}, {"name": "Evershare CustodyRegistry"}],
    ids=lambda elsewhere: next(iter(elsewhere)),
)
def test_reverts_when_signed_for_elsewhere(requests, elsewhere):
    with reverts("FillSignatureInvalid", FILL_KEY.address):
        requests.use_fill(requests.fill_of(BUY, WAD, PRICE), domain=replace(requests.market_domain, **elsewhere))


def test_reverts_while_a_corporate_action_is_under_way(requests, roles, state):
    requests.registry.setFreeze(requests.token, 1, False, {"from": roles["corporate_actions"]})
    before = state()

    for request in (BUY, REDEEM):
        with reverts("StockFrozen", requests.token):
            requests.fill_request(request, WAD, PRICE)
    with reverts("StockFrozen", requests.token):
        requests.issue(WAD)
    assert state() == before

    requests.registry.setFreeze(requests.token, 0, False, {"from": roles["corporate_actions"]})
    for request in (BUY, REDEEM):
        requests.fill_request(request, WAD, PRICE)


def test_reverts_when_computed_before_a_split(requests, state):
    fills = [requests.fill_of(request, WAD, PRICE, expiry=2**40 - 1) for request in (BUY, REDEEM)]
    requests.split(10 * WAD)
    requests.attest(10_000 * WAD)
    before = state()

    for fill in fills:
        with reverts("ActionNonceMismatch", 0, 1):
            requests.use_fill(fill)
    assert state() == before


def test_reverts_beyond_what_is_left(requests, state):
    requests.fill_request(BUY, 4 * WAD, 4 * PRICE)
    requests.fill_request(REDEEM, 10 * WAD, 10 * PRICE)
    before = state()

    with reverts("FillExceedsRequest", 6 * PRICE + 1, 6 * PRICE):
        requests.fill_request(BUY, 7 * WAD, 6 * PRICE + 1)
    with reverts("FillExceedsRequest", 20 * WAD + 1, 20 * WAD):
        requests.fill_request(REDEEM, 20 * WAD + 1, 30 * PRICE)
    assert state() == before


def test_reverts_beyond_the_requesters_limits(requests, state):
    before = state()

    with reverts("FillAboveLimit", PRICE + 1, PRICE):
        requests.fill_request(BUY, WAD, PRICE + 1)
    with reverts("FillBelowLimit", PRICE - 1, PRICE):
        requests.fill_request(REDEEM, WAD, PRICE - 1)
    assert state() == before


def test_reverts_beyond_the_reserve(requests, state):
    """C1 holds for requests as for receipts."""
    requests.attest(205 * WAD)
    before = state()

    with reverts("ReserveExceeded", 206 * WAD, 205 * WAD):
        requests.fill_request(BUY, 6 * WAD, 6 * PRICE)
    assert state() == before


def test_reverts_when_the_issuer_does_not_pay(requests, roles, state):
    requests.cash.approve(requests.market, 0, {"from": roles["issuer"]})
    before = state()

    with reverts("ERC20InsufficientAllowance", requests.market, 0, PRICE):
        requests.fill_request(REDEEM, WAD, PRICE)
    assert state() == before


def test_buys_in_parts(requests, roles):
    issuer = requests.cash_of("issuer")
    tx = requests.fill_request(BUY, 4 * WAD, 3 * PRICE)

    assert tx.return_value == 4 * WAD
    assert requests.stock_of("trader") == 74 * WAD
    assert requests.cash_of("issuer") == issuer + 3 * PRICE
    event = tx.events["RequestFilled"]
    assert (event["requestId"], event["number"], event["raw"]) == (BUY, 1, 4 * WAD)
    assert (event["payment"], event["remaining"]) == (3 * PRICE, 7 * PRICE)

    requests.fill_request(BUY, 7 * WAD, 7 * PRICE)
    assert requests.stock_of("trader") == 81 * WAD
    assert requests.cash_of("issuer") == issuer + 10 * PRICE
    request = requests.market.requestOf(BUY).dict()
    assert (request["remaining"], request["fills"]) == (0, 2)


def test_redeems_in_parts_and_owes_the_shares_to_the_issuer(requests, roles):
    supply, trader, issuer = requests.token.totalSupply(), requests.cash_of("trader"), requests.cash_of("issuer")
    fill = requests.fill_of(REDEEM, 10 * WAD, 11 * PRICE)
    tx = requests.use_fill(fill)
    requests.fill_request(REDEEM, 20 * WAD, 20 * PRICE)

    assert tx.return_value == 10 * WAD
    assert requests.cash_of("trader") == trader + 31 * PRICE
    assert requests.cash_of("issuer") == issuer - 31 * PRICE
    assert requests.token.totalSupply() == supply - 30 * WAD
    assert requests.token.heldOf(roles["trader"]) == 0
    redemption = requests.market.redemptionOf(1).dict()
    assert (redemption["participant"], redemption["raw"]) == (roles["issuer"], 10 * WAD)
    assert redemption["instructionHash"] == "0x" + fill.digest(requests.market_domain).hex()
    assert requests.registry.sharesOwed(requests.token) == 30 * WAD

    requests.fill(1)
    requests.fill(2)
    requests.wait(10)
    requests.attest(970 * WAD)
    assert requests.registry.sharesOwed(requests.token) == 0


def test_a_split_in_between_changes_nothing(requests):
    """Limits and what is left are per raw token: C2."""
    requests.split(10 * WAD)
    requests.attest(10_000 * WAD)

    with reverts("FillAboveLimit", PRICE + 1, PRICE):
        requests.fill_request(BUY, 10 * WAD, PRICE + 1)
    with reverts("FillBelowLimit", 30 * PRICE - 1, 30 * PRICE):
        requests.fill_request(REDEEM, 30 * WAD, 30 * PRICE - 1)

    assert requests.fill_request(BUY, 100 * WAD, 10 * PRICE).return_value == 10 * WAD
    assert requests.fill_request(REDEEM, 30 * WAD, 30 * PRICE).return_value == 30 * WAD
    assert requests.registry.sharesOwed(requests.token) == 300 * WAD


def test_limits_round_for_the_requester(requests, containers, roles):
    """With a payment token of six decimals and a fraction of a share."""
    usdc = containers.MockToken.deploy("USD Coin", "USDC", 6, {"from": roles["governor"]})
    requests.accept(usdc)
    requests.ask_issue(10**6, cash=usdc, price=3)
    requests.ask_redeem(WAD, cash=usdc, price=3)

    with reverts("FillAboveLimit", 2, 1):
        requests.fill_request(3, WAD // 2, 2)
    with reverts("FillBelowLimit", 1, 2):
        requests.fill_request(4, WAD // 2, 1)
    requests.fill_request(3, WAD // 2, 1)
    requests.fill_request(4, WAD // 2, 2)


def test_who_was_denied_meanwhile_finds_the_tokens_in_escrow(requests, roles):
    requests.deny("trader")
    requests.fill_request(BUY, 10 * WAD, 10 * PRICE)

    assert requests.stock_of("trader") == 70 * WAD
    assert requests.token.escrowOf(roles["trader"]) - requests.token.heldOf(roles["trader"]) == 10 * WAD
    requests.deny("trader", False)
    requests.token.releaseEscrow(roles["trader"], {"from": roles["stranger"]})
    assert requests.stock_of("trader") == 80 * WAD


def test_denying_one_requester_never_blocks_another(requests):
    """C6."""
    requests.ask_redeem(10 * WAD, role="authorised_participant")
    requests.deny("trader")
    requests.cash.deny(requests.roles["trader"], True, {"from": requests.roles["stranger"]})

    requests.fill_request(3, 10 * WAD, 10 * PRICE)
    assert requests.cash_of("authorised_participant") == 10 * PRICE


def test_an_issuer_whom_the_payment_token_refuses_is_paid_later(requests, roles):
    requests.cash.deny(roles["issuer"], True, {"from": roles["stranger"]})
    before = requests.cash_of("issuer")
    tx = requests.fill_request(BUY, 10 * WAD, 10 * PRICE)

    assert requests.stock_of("trader") == 80 * WAD
    assert requests.market.deferredPayment(requests.cash, roles["issuer"]) == 10 * PRICE
    event = tx.events["PaymentDeferred"]
    assert (event["paymentToken"], event["payee"], event["amount"]) == (requests.cash, roles["issuer"], 10 * PRICE)

    requests.cash.deny(roles["issuer"], False, {"from": roles["stranger"]})
    requests.market.releasePayment(requests.cash, roles["issuer"], {"from": roles["stranger"]})
    assert requests.cash_of("issuer") == before + 10 * PRICE


def test_a_requester_whom_the_payment_token_refuses_is_paid_later(requests, roles):
    requests.cash.deny(roles["trader"], True, {"from": roles["stranger"]})
    requests.fill_request(REDEEM, 30 * WAD, 30 * PRICE)

    assert requests.token.heldOf(roles["trader"]) == 0
    assert requests.market.deferredPayment(requests.cash, roles["trader"]) == 30 * PRICE


def test_takes_the_signature_of_the_issuer_itself(requests, roles, monkeypatch, containers):
    issuer = Account.from_key(keccak(text="an issuer with a key of its own"))
    listed = requests.list_stock(security=keccak(text="of that issuer"), issuer=issuer.address)
    monkeypatch.setattr(requests, "token", containers.StockToken.at(listed.return_value))
    requests.market.setIssueLimits(requests.token, 100 * WAD, 100 * WAD, {"from": roles["governor"]})
    requests.attest(100 * WAD)
    requests.ask_issue(PRICE)
    requests.use_fill(requests.fill_of(3, WAD, PRICE), signer=issuer)

    assert requests.stock_of("trader") == WAD


def test_takes_the_signature_of_a_contract_that_the_issuer_named(requests, containers, roles):
    wallet = containers.SigningWallet.deploy(OUTSIDER.address, {"from": roles["governor"]})
    requests.market.setFillSigner(wallet, True, {"from": roles["issuer"]})
    fill = requests.fill_of(BUY, WAD, PRICE)

    with reverts("FillSignatureInvalid", wallet):
        requests.submit_fill(fill, wallet, sign_typed(FILL_KEY, fill, requests.market_domain))
    requests.submit_fill(fill, wallet, sign_typed(OUTSIDER, fill, requests.market_domain))
    assert requests.stock_of("trader") == 71 * WAD
