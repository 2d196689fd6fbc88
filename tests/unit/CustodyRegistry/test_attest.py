from dataclasses import replace

import pytest
from eth_account import Account
from eth_utils import keccak

from tests.support.custody import HOUR, REPORT, THRESHOLD, WAD, addresses
from tests.support.reverts import reverts

OUTSIDER = keccak(text="signs for nobody")


@pytest.fixture
def held(desk):
    """100 shares are attested."""
    desk.attest(100 * WAD)
    return desk.registry.reserveOf(desk.token)


def assert_reserve_is(desk, reserve):
    assert desk.registry.reserveOf(desk.token) == reserve


def test_reverts_for_a_stock_that_is_not_listed(desk):
    with reverts("StockNotListed", desk.manager):
        desk.attest(100 * WAD, token=desk.manager.address)


def test_reverts_for_a_custodian_of_other_stocks(desk, roles):
    keys = [keccak(text="another custodian")]
    desk.registry.registerCustodian(addresses(keys), 1, {"from": roles["governor"]})
    message = desk.attestation(100 * WAD, custodian=2)

    with reverts("CustodianNotOfStock", desk.token, 2):
        desk.submit(message, desk.signed(message, keys))


def test_reverts_when_replayed(desk, held):
    message = desk.attestation(200 * WAD)
    desk.submit(message)
    held = desk.registry.reserveOf(desk.token)

    with reverts("SequenceNotIncreasing", message.sequence, message.sequence):
        desk.submit(message)
    assert_reserve_is(desk, held)


def test_reverts_when_reordered(desk):
    first, second = desk.attestation(100 * WAD), desk.attestation(50 * WAD)
    desk.submit(second)
    held = desk.registry.reserveOf(desk.token)

    with reverts("SequenceNotIncreasing", first.sequence, second.sequence):
        desk.submit(first)
    assert_reserve_is(desk, held)


def test_reverts_for_the_future(desk, held):
    message = desk.attestation(200 * WAD, as_of=desk.chain[-1].timestamp + HOUR)
    signatures = desk.signed(message)
    desk.chain.mine(timestamp=message.as_of - 1)

    with reverts("AttestationFromFuture", message.as_of, message.as_of - 1):
        desk.registry.attest.call(message.as_tuple(), signatures)
    assert_reserve_is(desk, held)
    desk.chain.mine(timestamp=message.as_of)
    desk.registry.attest.call(message.as_tuple(), signatures)


def test_reverts_for_a_time_before_the_latest(desk, held):
    latest = held[1]

    with reverts("AttestationOlderThanLatest", latest - 1, latest):
        desk.attest(200 * WAD, as_of=latest - 1)
    assert_reserve_is(desk, held)


def test_reverts_when_expired(desk, held):
    message = desk.attestation(200 * WAD)
    desk.wait(48 * HOUR + 1)

    with reverts("AttestationExpired", message.valid_until):
        desk.submit(message)
    assert_reserve_is(desk, held)


@pytest.mark.parametrize("nonce", [1, 2])
def test_reverts_for_an_action_that_nobody_announced(desk, held, nonce):
    with reverts("ActionNonceUnknown", nonce, 0):
        desk.attest(200 * WAD, action_nonce=nonce)
    assert_reserve_is(desk, held)


def test_reverts_for_shares_counted_before_a_split(desk, held):
    desk.split(10 * WAD)

    with reverts("ActionNonceUnknown", 0, 1):
        desk.attest(200 * WAD, action_nonce=0)
    assert_reserve_is(desk, held)


def test_reverts_for_an_action_that_was_replaced(desk, roles, held):
    for multiplier in (10, 2):
        effective_at = desk.chain[-1].timestamp + HOUR
        desk.token.setUIMultiplier(multiplier * WAD, effective_at, {"from": roles["corporate_actions"]})

    with reverts("ActionNonceUnknown", 1, 0):
        desk.attest(1_000 * WAD, action_nonce=1)
    assert_reserve_is(desk, held)


def test_reverts_when_too_few_sign(desk, held):
    message = desk.attestation(200 * WAD)

    with reverts("NotEnoughSignatures", 1, THRESHOLD):
        desk.submit(message, desk.signed(message, desk.keys[1][:1]))
    assert_reserve_is(desk, held)


def test_reverts_when_one_signs_twice(desk, held):
    message = desk.attestation(200 * WAD)
    signature = desk.signed(message)[0]

    with reverts("SignersNotAscending", signature[0], signature[0]):
        desk.submit(message, [signature, signature])
    assert_reserve_is(desk, held)


def test_reverts_when_signers_descend(desk, held):
    message = desk.attestation(200 * WAD)
    low, high = desk.signed(message)

    with reverts("SignersNotAscending", high[0], low[0]):
        desk.submit(message, [high, low])
    assert_reserve_is(desk, held)


def test_reverts_when_a_stranger_signs(desk, held):
    message = desk.attestation(200 * WAD)
    own = desk.keys[1][0]

    with reverts("NotCustodianSigner", 1, Account.from_key(OUTSIDER).address):
        desk.submit(message, desk.signed(message, [own, OUTSIDER]))
    assert_reserve_is(desk, held)


def test_reverts_when_a_signature_is_of_another_message(desk, held):
    message = desk.attestation(200 * WAD)
    signatures = desk.signed(message)

    with reverts("CustodianSignatureInvalid", signatures[0][0]):
        desk.submit(replace(message, shares_held=201 * WAD), signatures)
    assert_reserve_is(desk, held)


@pytest.mark.parametrize(
    "elsewhere", [{"chain_id": 1}, {"verifying_contract": "0x" + "11" * 20}, {"name": "Evershare PrimaryMarket"}]
)
def test_reverts_when_signed_for_elsewhere(desk, held, elsewhere):
    message = desk.attestation(200 * WAD)
    signatures = desk.signed(message, domain=replace(desk.registry_domain, **elsewhere))

    with reverts("CustodianSignatureInvalid", signatures[0][0]):
        desk.submit(message, signatures)
    assert_reserve_is(desk, held)


def test_reverts_for_signers_who_were_rotated_out(desk, roles, held):
    old = desk.keys[1]
    new = [keccak(text=f"rotated {i}") for i in range(3)]
    desk.registry.setCustodianSigners(1, addresses(new), 1, {"from": roles["governor"]})
    message = desk.attestation(200 * WAD)

    with reverts("NotCustodianSigner", 1, addresses(old)[0]):
        desk.submit(message, desk.signed(message, old[:THRESHOLD]))
    assert_reserve_is(desk, held)

    desk.submit(message, desk.signed(message, new[:1]))
    assert desk.registry.reserveOf(desk.token)[0] == 200 * WAD


def test_records_the_statement(desk):
    message = desk.attestation(100 * WAD)
    tx = desk.submit(message)

    assert tuple(desk.registry.reserveOf(desk.token)) == (100 * WAD, message.as_of, message.valid_until, 0, True)
    holding = desk.registry.holdingOf(desk.token, 1).dict()
    assert holding["countedShares"] == holding["latestShares"] == 100 * WAD
    assert (holding["asOf"], holding["sequence"]) == (message.as_of, message.sequence)
    assert holding["multiplier"] == WAD
    assert holding["reportHash"] == "0x" + REPORT.hex()
    event = tx.events["ReserveAttested"]
    assert (event["token"], event["custodianId"]) == (desk.token, 1)
    assert (event["sharesHeld"], event["reserveShares"]) == (100 * WAD, 100 * WAD)
    assert (event["asOf"], event["sequence"]) == (message.as_of, message.sequence)


def test_takes_signatures_above_the_threshold(desk):
    message = desk.attestation(100 * WAD)
    desk.submit(message, desk.signed(message, desk.keys[1]))

    assert desk.registry.reserveOf(desk.token)[0] == 100 * WAD


def test_counts_a_decrease_at_once(desk, held):
    desk.attest(40 * WAD)

    assert desk.registry.reserveOf(desk.token)[0] == 40 * WAD


def test_takes_shares_of_a_scheduled_split_without_a_minting_window(desk, roles, held):
    desk.token.setUIMultiplier(10 * WAD, desk.chain[-1].timestamp + HOUR, {"from": roles["corporate_actions"]})
    desk.attest(1_000 * WAD, action_nonce=1)

    with reverts("ActionNonceMismatch", 1, 0):
        desk.issue(WAD)
    assert desk.token.totalSupply() == 0

    desk.wait(HOUR + 1)
    desk.issue(1_000 * WAD)
    assert desk.token.totalSupply() == 100 * WAD


class TestTwoCustodians:
    """The rule that shares on the move must not count twice."""

    @pytest.fixture(autouse=True)
    def _both_hold_50(self, two_custodians):
        desk = two_custodians
        for custodian in (1, 2, 1):
            desk.wait(10)
            desk.attest(50 * WAD, custodian)
        assert desk.registry.reserveOf(desk.token)[0] == 100 * WAD

    def reserve(self, desk):
        return desk.registry.reserveOf(desk.token)[0]

    def test_nothing_counts_before_all_have_attested(self, two_custodians):
        desk = two_custodians
        token = desk.list_stock(security=keccak(text="another ISIN")).return_value
        desk.attest(50 * WAD, 1, token=token)

        assert tuple(desk.registry.reserveOf(token)) == (0, 0, 0, 0, True)
        with reverts("AttestationTooOld", desk.chain[-1].timestamp, 26 * HOUR):
            desk.registry.requireBacked(token, WAD)

    def test_an_increase_waits_for_the_other(self, two_custodians):
        desk = two_custodians
        desk.wait(10)
        desk.attest(80 * WAD, 1)
        assert self.reserve(desk) == 100 * WAD

        desk.wait(10)
        desk.attest(50 * WAD, 2)
        assert self.reserve(desk) == 130 * WAD

    def test_a_statement_for_the_same_second_does_not_confirm(self, two_custodians):
        desk = two_custodians
        desk.wait(10)
        as_of = desk.chain[-1].timestamp
        desk.attest(80 * WAD, 1, as_of=as_of)
        desk.attest(50 * WAD, 2, as_of=as_of)

        assert self.reserve(desk) == 100 * WAD

    def test_shares_moved_between_them_are_never_counted_twice(self, two_custodians):
        desk = two_custodians
        desk.wait(10)
        desk.attest(90 * WAD, 2)
        assert self.reserve(desk) == 100 * WAD

        desk.wait(10)
        desk.attest(10 * WAD, 1)
        assert self.reserve(desk) == 100 * WAD

    def test_a_busy_custodian_does_not_put_itself_off(self, two_custodians):
        desk = two_custodians
        desk.wait(10)
        early = desk.chain[-1].timestamp
        desk.attest(80 * WAD, 1)
        desk.wait(10)
        late = desk.chain[-1].timestamp
        desk.attest(90 * WAD, 1)
        assert self.reserve(desk) == 100 * WAD

        desk.attest(50 * WAD, 2, as_of=early + 5)
        assert self.reserve(desk) == 130 * WAD

        desk.wait(10)
        desk.attest(50 * WAD, 2, as_of=late + 5)
        assert self.reserve(desk) == 140 * WAD

    def test_the_least_of_what_waits_counts(self, two_custodians):
        desk = two_custodians
        for shares in (80, 70, 90):
            desk.wait(10)
            desk.attest(shares * WAD, 1)
        as_of = desk.registry.holdingOf(desk.token, 1).dict()["pendingAsOf"]

        desk.attest(50 * WAD, 2, as_of=as_of + 1)
        assert self.reserve(desk) == 120 * WAD

    def test_the_oldest_statement_gives_the_age(self, two_custodians):
        desk = two_custodians
        older = desk.registry.holdingOf(desk.token, 2).dict()["asOf"]
        desk.wait(HOUR)
        desk.attest(50 * WAD, 1)

        assert desk.registry.reserveOf(desk.token)[1] == older

    def test_a_split_is_no_increase(self, two_custodians):
        desk = two_custodians
        desk.split(10 * WAD)
        desk.attest(500 * WAD, 1)
        assert desk.registry.reserveOf(desk.token)[4] is False
        assert self.reserve(desk) == 1_000 * WAD

        desk.attest(500 * WAD, 2)
        reserve = desk.registry.reserveOf(desk.token)
        assert (reserve[0], reserve[3], reserve[4]) == (1_000 * WAD, 1, True)

    def test_an_uneven_split_is_no_increase(self, two_custodians):
        desk = two_custodians
        third = WAD * 4 // 3
        desk.split(third)
        shares = 50 * third

        desk.attest(shares, 1)
        desk.attest(shares, 2)
        assert self.reserve(desk) == 2 * shares

    def test_only_what_had_waited_counts_by_a_statement_of_the_same_second(self, two_custodians):
        desk = two_custodians
        desk.attest(60 * WAD)
        desk.wait(10)
        more = desk.attestation(70 * WAD)
        desk.submit(more)
        desk.attest(50 * WAD, 2, as_of=more.as_of)

        assert desk.registry.reserveOf(desk.token)[0] == 110 * WAD

    def test_shares_counted_before_a_split_are_rounded_down(self, two_custodians):
        desk = two_custodians
        desk.attest(50 * WAD - 1, 2)
        multiplier = 7 * WAD // 3
        desk.split(multiplier)
        desk.attest(10 * WAD)

        assert desk.registry.reserveOf(desk.token)[0] == 10 * WAD + (50 * WAD - 1) * multiplier // WAD
