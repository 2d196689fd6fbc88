"""What issuers and custodians sign. Units: shares and raw tokens with 18 decimals, times in Unix seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from eth_account import Account

from evershare.signing.messages import Domain, TypedMessage

REGISTRY_DOMAIN = "Evershare CustodyRegistry"
PRIMARY_MARKET_DOMAIN = "Evershare PrimaryMarket"
MEETING_DOMAIN = "Evershare ShareholderMeeting"
CORPORATE_ACTIONS_DOMAIN = "Evershare CorporateActions"


@dataclass(frozen=True)
class Attestation(TypedMessage):
    """A custodian's statement of the shares it holds, see ``ICustodyRegistry.Attestation``."""

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "token": "address",
        "custodianId": "uint16",
        "sharesHeld": "uint128",
        "actionNonce": "uint32",
        "asOf": "uint40",
        "validUntil": "uint40",
        "sequence": "uint64",
        "reportHash": "bytes32",
    }

    token: str
    custodian_id: int
    shares_held: int
    action_nonce: int
    as_of: int
    valid_until: int
    sequence: int
    report_hash: bytes


@dataclass(frozen=True)
class Receipt(TypedMessage):
    """A custodian's receipt for shares that it took in, see ``IPrimaryMarket.Receipt``."""

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "token": "address",
        "custodianId": "uint16",
        "participant": "address",
        "recipient": "address",
        "shares": "uint128",
        "actionNonce": "uint32",
        "receiptId": "uint64",
        "expiry": "uint40",
    }

    token: str
    custodian_id: int
    participant: str
    recipient: str
    shares: int
    action_nonce: int
    receipt_id: int
    expiry: int


@dataclass(frozen=True)
class Fill(TypedMessage):
    """An issuer's fill of a request, see ``IRequestBook.Fill``. ``payment`` is in units of the payment token."""

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "requestId": "uint256",
        "number": "uint32",
        "amount": "uint128",
        "payment": "uint128",
        "actionNonce": "uint32",
        "expiry": "uint40",
    }

    request_id: int
    number: int
    amount: int
    payment: int
    action_nonce: int
    expiry: int


@dataclass(frozen=True)
class VoteCertificate(TypedMessage):
    """A custodian's statement of the votes that it cast at a company's meeting: raw tokens of each kind for every
    resolution, see ``IShareholderMeeting.VoteCertificate``.
    """

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "meetingId": "uint256",
        "custodianId": "uint16",
        "agendaHash": "bytes32",
        "inFavour": "uint128[]",
        "against": "uint128[]",
        "abstaining": "uint128[]",
    }

    meeting_id: int
    custodian_id: int
    agenda_hash: bytes
    in_favour: tuple[int, ...]
    against: tuple[int, ...]
    abstaining: tuple[int, ...]


@dataclass(frozen=True)
class ActionConfirmation(TypedMessage):
    """A custodian's confirmation of an announced action, see ``ICorporateActions.confirm``."""

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "actionId": "uint256",
        "token": "address",
        "kind": "uint8",
        "effectiveAt": "uint40",
        "recordAt": "uint40",
        "numerator": "uint32",
        "denominator": "uint32",
        "amount": "uint96",
        "payoutToken": "address",
        "documentHash": "bytes32",
    }

    action_id: int
    token: str
    kind: int
    effective_at: int
    record_at: int
    numerator: int
    denominator: int
    amount: int
    payout_token: str
    document_hash: bytes


def sign(message: TypedMessage, domain: Domain, private_keys: Iterable[bytes | str]) -> list[tuple[str, bytes]]:
    """Sign with every key; the result is ``CustodianSignature[]``, in the ascending order that contracts ask for."""
    signable = message.signable(domain)
    signers = sorted((Account.from_key(key) for key in private_keys), key=lambda account: int(account.address, 16))
    return [(signer.address, bytes(signer.sign_message(signable).signature)) for signer in signers]
