"""C4 and the custodians' word for what they cast."""

from dataclasses import replace

import pytest
from eth_utils import keccak

from evershare.devchain import set_next_timestamp
from tests.support.custody import HOUR, WAD, addresses, signer_keys
from tests.support.dividends import AGENDA, WALLET, whole
from tests.support.reverts import reverts

TALLY = [(300, 100, 0), (0, 0, 300)]


@pytest.fixture(autouse=True)
def _voted(desk, roles):
    """The trader voted with wallet and account, and the deadline has passed."""
    desk.convene()
    desk.vote([(300, 0, 0), (0, 0, 300)], WALLET, roles["trader"], "trader")
    desk.vote([(0, 100, 0), (0, 0, 0)], desk.vault, roles["trader"], "trader")
    desk.wait(HOUR)


def test_reverts_for_an_unknown_meeting(desk):
    with reverts("MeetingUnknown", 2):
        desk.certify(desk.certificate(TALLY, meeting_id=2))


def test_reverts_while_votes_are_taken(desk):
    desk.convene()
    deadline = desk.meeting.meetingOf(2).dict()["deadline"]

    for at in (deadline - 1, deadline):
        set_next_timestamp(at)
        with reverts("MeetingStillOpen", deadline):
            desk.certify(desk.certificate([(0, 0, 0)] * 2, meeting_id=2))


def test_reverts_for_another_agenda(desk):
    other = keccak(text="Sell the company.")

    with reverts("AgendaMismatch", "0x" + other.hex(), "0x" + AGENDA.hex()):
        desk.certify(desk.certificate(TALLY, agenda_hash=other))


@pytest.mark.parametrize("kind", ["in_favour", "against", "abstaining"])
@pytest.mark.parametrize("given", [1, 3])
def test_reverts_without_votes_for_each_resolution(desk, kind, given):
    with reverts("VotesMissing", given, 2):
        desk.certify(desk.certificate(TALLY, **{kind: (0,) * given}))


def test_reverts_for_a_custodian_of_other_stocks(desk, roles):
    keys = [keccak(text="another")]
    desk.registry.registerCustodian(addresses(keys), 1, {"from": roles["governor"]})
    message = desk.certificate(TALLY, custodian=3)

    with reverts("CustodianNotOfStock", desk.token, 3):
        desk.certify(message, desk.signed(message, keys, desk.meeting_domain))


def test_reverts_with_too_few_signatures(desk):
    message = desk.certificate(TALLY)

    with reverts("NotEnoughSignatures", 1, 2):
        desk.certify(message, desk.signed(message, signer_keys(1)[:1], desk.meeting_domain))


@pytest.mark.parametrize("changes", [{"chain_id": 1}, {"verifying_contract": "0x" + "11" * 20}])
def test_reverts_when_signed_for_another_chain_or_contract(desk, changes):
    message = desk.certificate(TALLY)
    signatures = desk.signed(message, domain=replace(desk.meeting_domain, **changes))

    with reverts("CustodianSignatureInvalid", signatures[0][0]):
        desk.certify(message, signatures)


def test_reverts_when_altered_after_signing(desk):
    signatures = desk.signed(desk.certificate(TALLY), domain=desk.meeting_domain)

    with reverts("CustodianSignatureInvalid", signatures[0][0]):
        desk.certify(desk.certificate([(299, 100, 0), (0, 0, 300)]), signatures)


def test_reverts_a_second_time(desk):
    message = desk.certificate([(1, 0, 0), (0, 0, 0)])
    desk.certify(message)

    with reverts("AlreadyCertified", 1, 1):
        desk.certify(message)


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_reverts_beyond_what_was_voted(desk, kind):
    """What one custodian cast, the other cannot cast as well."""
    desk.certify(desk.certificate([(300, 100, 0), (0, 0, 300)]))
    extra = [0, 0, 0]
    extra[kind] = 1

    with reverts("CertifiedExceedsVotes", 1):
        desk.certify(desk.certificate([(0, 0, 0), tuple(extra)], custodian=2))


def test_custodians_certify_their_parts_of_the_tally(desk):
    first, second = [(200, 60, 0), (0, 0, 180)], [(100, 40, 0), (0, 0, 120)]
    transaction = desk.certify(desk.certificate(first))
    assert whole(desk.meeting.certifiedOf(1)) == first
    desk.certify(desk.certificate(second, custodian=2))

    assert whole(desk.meeting.certifiedOf(1)) == desk.tally() == TALLY
    event = transaction.events["VotesCertified"]
    assert (event["meetingId"], event["custodianId"]) == (1, 1)
    assert [list(event[kind]) for kind in ("inFavour", "against", "abstaining")] == [
        [200 * WAD, 0],
        [60 * WAD, 0],
        [0, 180 * WAD],
    ]


def test_the_contract_hashes_like_the_python_package(desk):
    message = desk.certificate(TALLY)

    assert desk.meeting.hashCertificate(message.as_tuple()) == "0x" + message.digest(desk.meeting_domain).hex()
