from dataclasses import replace

import pytest
from eth_utils import keccak

from tests.support.custody import HOUR, THRESHOLD, WAD, addresses
from tests.support.reverts import reverts


@pytest.fixture(autouse=True)
def _held(desk):
    """1,000 shares are attested."""
    desk.attest(1_000 * WAD)


def assert_nothing_issued(desk, receipt):
    assert desk.token.totalSupply() == 0
    assert not desk.market.isReceiptUsed(receipt.custodian_id, receipt.receipt_id)


def test_reverts_for_anybody_but_the_participant(desk, roles):
    receipt = desk.receipt(WAD)

    with reverts("ReceiptOfAnother", roles["stranger"], roles["authorised_participant"]):
        desk.use(receipt, sender=roles["stranger"])
    assert_nothing_issued(desk, receipt)


def test_reverts_for_a_participant_who_is_not_authorised(desk, roles):
    receipt = desk.receipt(WAD, participant=roles["stranger"].address)

    with reverts("NotAuthorisedParticipant", desk.token, roles["stranger"]):
        desk.use(receipt, sender=roles["stranger"])
    assert_nothing_issued(desk, receipt)


def test_reverts_for_a_participant_who_was_dismissed(desk, roles):
    participant = roles["authorised_participant"]
    desk.market.setParticipant(desk.token, participant, False, {"from": roles["issuer"]})
    receipt = desk.receipt(WAD)

    with reverts("NotAuthorisedParticipant", desk.token, participant):
        desk.use(receipt)
    assert_nothing_issued(desk, receipt)


def test_reverts_when_expired(desk):
    receipt = desk.receipt(WAD)
    desk.wait(HOUR + 1)

    with reverts("ReceiptExpired", receipt.expiry):
        desk.use(receipt)
    assert_nothing_issued(desk, receipt)


def test_reverts_when_used_before(desk):
    receipt = desk.receipt(WAD)
    desk.use(receipt)

    with reverts("ReceiptUsed", 1, receipt.receipt_id):
        desk.use(receipt)
    assert desk.token.totalSupply() == WAD


def test_reverts_when_the_number_was_used_for_other_shares(desk):
    receipt = desk.receipt(WAD)
    desk.use(receipt)

    with reverts("ReceiptUsed", 1, receipt.receipt_id):
        desk.use(replace(receipt, shares=2 * WAD))
    assert desk.token.totalSupply() == WAD


def test_reverts_for_a_custodian_of_other_stocks(desk, roles):
    keys = [keccak(text="another custodian")]
    desk.registry.registerCustodian(addresses(keys), 1, {"from": roles["governor"]})
    receipt = desk.receipt(WAD, custodian_id=2)

    with reverts("CustodianNotOfStock", desk.token, 2):
        desk.use(receipt, desk.signed(receipt, keys))
    assert_nothing_issued(desk, receipt)


def test_reverts_when_too_few_sign(desk):
    receipt = desk.receipt(WAD)

    with reverts("NotEnoughSignatures", 1, THRESHOLD):
        desk.use(receipt, desk.signed(receipt, desk.keys[1][:1]))
    assert_nothing_issued(desk, receipt)


def test_reverts_when_one_signs_twice(desk):
    receipt = desk.receipt(WAD)
    signature = desk.signed(receipt)[0]

    with reverts("SignersNotAscending", signature[0], signature[0]):
        desk.use(receipt, [signature, signature])
    assert_nothing_issued(desk, receipt)


def test_reverts_when_a_stranger_signs(desk):
    receipt = desk.receipt(WAD)
    outsiders = [keccak(text=f"outsider {i}") for i in range(2)]
    signatures = desk.signed(receipt, outsiders)

    with reverts("NotCustodianSigner", 1, signatures[0][0]):
        desk.use(receipt, signatures)
    assert_nothing_issued(desk, receipt)


@pytest.mark.parametrize(
    "change",
    [
        {"shares": 2 * WAD},
        {"recipient": "0x" + "11" * 20},
        {"receipt_id": 99},
        {"expiry": 2**40 - 1},
        {"action_nonce": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_reverts_when_altered_after_signing(desk, change):
    receipt = desk.receipt(WAD)
    signatures = desk.signed(receipt)

    with reverts("CustodianSignatureInvalid", signatures[0][0]):
        desk.use(replace(receipt, **change), signatures)
    assert desk.token.totalSupply() == 0


@pytest.mark.parametrize(
    "elsewhere",
    [{"chain_id": 1}, {"verifying_contract": "0x" + "11" * 20}, {"name": "Evershare CustodyRegistry"}],
    ids=lambda elsewhere: next(iter(elsewhere)),
)
def test_reverts_when_signed_for_elsewhere(desk, elsewhere):
    receipt = desk.receipt(WAD)
    signatures = desk.signed(receipt, domain=replace(desk.market_domain, **elsewhere))

    with reverts("CustodianSignatureInvalid", signatures[0][0]):
        desk.use(receipt, signatures)
    assert_nothing_issued(desk, receipt)


def test_reverts_for_shares_counted_before_a_split(desk):
    receipt = desk.receipt(100 * WAD, expiry=2**40 - 1)
    desk.split(WAD // 10)
    desk.attest(100 * WAD)

    with reverts("ActionNonceMismatch", 0, 1):
        desk.use(receipt)
    assert_nothing_issued(desk, receipt)


def test_reverts_while_the_reserve_is_counted_before_a_split(desk):
    desk.split(10 * WAD)
    receipt = desk.receipt(WAD)

    with reverts("ActionNonceMismatch", 0, 1):
        desk.use(receipt)
    assert_nothing_issued(desk, receipt)


def test_reverts_for_so_little_that_it_converts_to_nothing(desk):
    desk.split(10 * WAD)
    desk.attest(1_000 * WAD)
    receipt = desk.receipt(9)

    with reverts("ConvertsToNothing", 9):
        desk.use(receipt)
    assert_nothing_issued(desk, receipt)


def test_reverts_beyond_the_reserve(desk):
    desk.issue(400 * WAD)
    receipt = desk.receipt(600 * WAD + 1)

    with reverts("ReserveExceeded", 1_000 * WAD + 1, 1_000 * WAD):
        desk.use(receipt)
    assert desk.token.totalSupply() == 400 * WAD


def test_reverts_when_redeemers_are_owed_the_rest(desk):
    desk.issue(1_000 * WAD)
    desk.redeem(300 * WAD)
    receipt = desk.receipt(1)

    with reverts("ReserveExceeded", 1_000 * WAD + 1, 1_000 * WAD):
        desk.use(receipt)
    assert desk.token.totalSupply() == 700 * WAD


def test_reverts_beyond_the_supply_cap(desk, roles):
    desk.registry.setSupplyCap(desk.token, 10 * WAD, {"from": roles["governor"]})
    receipt = desk.receipt(10 * WAD + 1)

    with reverts("SupplyCapExceeded", 10 * WAD + 1, 10 * WAD):
        desk.use(receipt)
    assert_nothing_issued(desk, receipt)


def test_reverts_when_the_attestation_is_older_than_26_hours(desk):
    as_of = desk.registry.reserveOf(desk.token)[1]
    desk.chain.mine(timestamp=as_of + 26 * HOUR + 1)
    receipt = desk.receipt(WAD)

    with reverts("AttestationTooOld", 26 * HOUR + 1, 26 * HOUR):
        desk.market.issueInKind.call(receipt.as_tuple(), desk.signed(receipt), {"from": receipt.participant})


def test_reverts_when_the_attestation_is_no_longer_valid(desk):
    valid_until = desk.chain[-1].timestamp + HOUR
    desk.attest(1_000 * WAD, valid_until=valid_until)
    desk.wait(HOUR + 1)
    receipt = desk.receipt(WAD)

    with reverts("AttestationExpired", valid_until):
        desk.use(receipt)
    assert_nothing_issued(desk, receipt)


def test_reverts_while_custodians_differ_by_a_split(two_custodians):
    desk = two_custodians
    for custodian in (1, 2, 1):
        desk.wait(10)
        desk.attest(50 * WAD, custodian)
    desk.split(10 * WAD)
    desk.attest(500 * WAD, 1)
    receipt = desk.receipt(WAD)

    with reverts("AttestationsNotUniform", desk.token):
        desk.use(receipt)
    assert_nothing_issued(desk, receipt)


def test_issues_up_to_the_reserve(desk, roles):
    receipt = desk.receipt(1_000 * WAD, recipient=roles["trader"].address)
    tx = desk.use(receipt)

    assert tx.return_value == 1_000 * WAD
    assert desk.token.balanceOf(roles["trader"]) == desk.token.totalSupply() == 1_000 * WAD
    assert desk.market.isReceiptUsed(1, receipt.receipt_id)
    event = tx.events["IssuedInKind"]
    assert (event["token"], event["participant"], event["recipient"]) == (
        desk.token,
        roles["authorised_participant"],
        roles["trader"],
    )
    assert (event["custodianId"], event["receiptId"]) == (1, receipt.receipt_id)
    assert (event["shares"], event["raw"]) == (1_000 * WAD, 1_000 * WAD)


def test_issues_at_26_hours(desk):
    as_of = desk.registry.reserveOf(desk.token)[1]
    desk.chain.mine(timestamp=as_of + 26 * HOUR)
    receipt = desk.receipt(WAD)
    arguments = receipt.as_tuple(), desk.signed(receipt), {"from": receipt.participant}

    assert desk.market.issueInKind.call(*arguments) == WAD


def test_rounds_tokens_down(desk):
    desk.split(3 * WAD)
    desk.attest(1_000 * WAD)

    assert desk.issue(100 * WAD).return_value == 100 * WAD // 3
    assert desk.registry.sharesDue(desk.token) <= 100 * WAD


def test_takes_the_signature_of_a_signer_that_is_a_contract(desk, roles, containers):
    wallet = containers.SigningWallet.deploy(addresses(desk.keys[1])[0], {"from": roles["governor"]})
    desk.registry.setCustodianSigners(1, [wallet], 1, {"from": roles["governor"]})
    receipt = desk.receipt(WAD)
    signature = desk.signed(receipt, desk.keys[1][:1])[0][1]

    with reverts("CustodianSignatureInvalid", wallet):
        desk.use(replace(receipt, shares=2 * WAD), [(wallet.address, signature)])
    assert_nothing_issued(desk, receipt)

    desk.use(receipt, [(wallet.address, signature)])
    assert desk.token.totalSupply() == WAD


def test_reverts_for_signers_who_were_rotated_out(desk, roles):
    receipt, old = desk.receipt(WAD), desk.keys[1]
    new = [keccak(text=f"rotated {i}") for i in range(3)]
    signatures = desk.signed(receipt)
    desk.registry.setCustodianSigners(1, addresses(new), 1, {"from": roles["governor"]})

    with reverts("NotCustodianSigner", 1, addresses(old)[0]):
        desk.use(receipt, signatures)
    assert_nothing_issued(desk, receipt)

    desk.use(receipt, desk.signed(receipt, new[:1]))
    assert desk.token.totalSupply() == WAD


def test_reverts_after_an_attestation_below_the_supply(desk):
    """The statement itself is taken: it is the truth that stops issuing."""
    desk.issue(600 * WAD)
    desk.attest(500 * WAD)
    receipt = desk.receipt(1)

    with reverts("ReserveExceeded", 600 * WAD + 1, 500 * WAD):
        desk.use(receipt)
    assert not desk.market.isReceiptUsed(1, receipt.receipt_id)
