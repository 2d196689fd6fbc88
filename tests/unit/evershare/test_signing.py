"""Golden vectors of the custody messages, and the contracts' own word for them."""

from dataclasses import replace

import pytest
from eth_account import Account
from eth_utils import keccak

from evershare.signing import (
    CORPORATE_ACTIONS_DOMAIN,
    MEETING_DOMAIN,
    PRIMARY_MARKET_DOMAIN,
    REGISTRY_DOMAIN,
    ActionConfirmation,
    Attestation,
    Domain,
    Fill,
    Receipt,
    VoteCertificate,
    sign,
)
from tests.support.custody import containers, desk, roles  # noqa: F401

TOKEN = "0x1111111111111111111111111111111111111111"
PARTICIPANT = "0x2222222222222222222222222222222222222222"
RECIPIENT = "0x3333333333333333333333333333333333333333"
REGISTRY = Domain(REGISTRY_DOMAIN, 31_337, "0x4444444444444444444444444444444444444444")
MEETING = Domain(MEETING_DOMAIN, 31_337, "0x6666666666666666666666666666666666666666")
MARKET = Domain(PRIMARY_MARKET_DOMAIN, 31_337, "0x5555555555555555555555555555555555555555")
ACTIONS = Domain(CORPORATE_ACTIONS_DOMAIN, 31_337, "0x6666666666666666666666666666666666666666")
ATTESTATION = Attestation(
    token=TOKEN,
    custodian_id=7,
    shares_held=10_000 * 10**18,
    action_nonce=3,
    as_of=1_722_470_400,
    valid_until=1_722_643_200,
    sequence=42,
    report_hash=keccak(text="report"),
)
RECEIPT = Receipt(
    token=TOKEN,
    custodian_id=7,
    participant=PARTICIPANT,
    recipient=RECIPIENT,
    shares=250 * 10**18,
    action_nonce=3,
    receipt_id=77,
    expiry=1_722_474_000,
)
FILL = Fill(
    request_id=12,
    number=2,
    amount=40 * 10**18,
    payment=9_100_000_000,
    action_nonce=3,
    expiry=1_722_474_000,
)
CERTIFICATE = VoteCertificate(
    meeting_id=5,
    custodian_id=7,
    agenda_hash=keccak(text="agenda"),
    in_favour=(100 * 10**18, 0),
    against=(3, 2**128 - 1),
    abstaining=(0, 1),
)
CONFIRMATION = ActionConfirmation(
    action_id=5,
    token=TOKEN,
    kind=3,
    effective_at=1_722_864_600,
    record_at=1_722_628_800,
    numerator=0,
    denominator=0,
    amount=2_275 * 10**15,
    payout_token=RECIPIENT,
    document_hash=keccak(text="announcement"),
)
KEYS = [keccak(text=f"golden {i}") for i in range(3)]


def test_attestation_has_its_golden_digest():
    assert ATTESTATION.digest(REGISTRY).hex() == "5d7f9629729d77d6d68ca8aa64301591883f1b870674ca807457ae097fea68a5"


def test_receipt_has_its_golden_digest():
    assert RECEIPT.digest(MARKET).hex() == "aef32be5d2ea000649f8adddc8825c81cc02b9597b26b39de9239196208f3cbb"


def test_fill_has_its_golden_digest():
    assert FILL.digest(MARKET).hex() == "6d836e756b56f075547d638be2b297e625191b469d0b58a6be9c9be1780dd569"


def test_vote_certificate_has_its_golden_digest():
    assert CERTIFICATE.digest(MEETING).hex() == "835792545f786305a800ac8613e1202fa7217feb7ca8f6cf5ec140f479deb20f"


def test_confirmation_has_its_golden_digest():
    assert CONFIRMATION.digest(ACTIONS).hex() == "0458a18a164f4d615c3ced24f1b50444472416ac55746ab4c01c9207de4d1459"


def test_signatures_ascend_and_recover():
    signatures = sign(ATTESTATION, REGISTRY, KEYS)
    signers = [int(signer, 16) for signer, _ in signatures]

    assert signers == sorted(signers)
    assert {signer for signer, _ in signatures} == {Account.from_key(key).address for key in KEYS}
    for signer, signature in signatures:
        assert Account.recover_message(ATTESTATION.signable(REGISTRY), signature=signature) == signer


@pytest.mark.parametrize("changes", [{"chain_id": 1}, {"verifying_contract": TOKEN}, {"name": "X"}, {"version": "2"}])
def test_a_digest_is_for_one_domain(changes):
    assert ATTESTATION.digest(replace(REGISTRY, **changes)) != ATTESTATION.digest(REGISTRY)


def test_the_registry_computes_the_same(desk):  # noqa: F811
    digest = desk.registry.hashAttestation(ATTESTATION.as_tuple())

    assert digest == "0x" + ATTESTATION.digest(desk.registry_domain).hex()


def test_the_market_computes_the_same(desk):  # noqa: F811
    assert desk.market.hashReceipt(RECEIPT.as_tuple()) == "0x" + RECEIPT.digest(desk.market_domain).hex()
    assert desk.market.hashFill(FILL.as_tuple()) == "0x" + FILL.digest(desk.market_domain).hex()
