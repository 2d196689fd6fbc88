"""Statements that several keys sign, on machines of their own, before anybody sends them.

A custodian's attestation needs the signatures of k of its n signers. The first one writes a statement, each signs it,
and whoever has it submits it. In between it is a small JSON file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount

from evershare.errors import InvalidInput
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
    TypedMessage,
    VoteCertificate,
)

# Each kind of message, the contract that takes it, and the name of its domain.
KINDS: dict[type[TypedMessage], tuple[str, str]] = {
    Attestation: ("CustodyRegistry", REGISTRY_DOMAIN),
    Receipt: ("PrimaryMarket", PRIMARY_MARKET_DOMAIN),
    Fill: ("PrimaryMarket", PRIMARY_MARKET_DOMAIN),
    ActionConfirmation: ("CorporateActions", CORPORATE_ACTIONS_DOMAIN),
    VoteCertificate: ("ShareholderMeeting", MEETING_DOMAIN),
}


@dataclass(frozen=True)
class Statement:
    """A message for one contract on one chain, and the signatures that it has so far, by signer."""

    message: TypedMessage
    domain: Domain
    custodian_id: int = 0
    signatures: tuple[tuple[str, bytes], ...] = ()

    @property
    def contract(self) -> str:
        """The contract that takes it."""
        return KINDS[type(self.message)][0]

    def signed(self, *keys: LocalAccount) -> Statement:
        """The statement with the signatures of keys added."""
        signable, found = self.message.signable(self.domain), dict(self.signatures)
        for key in keys:
            found[key.address] = bytes(key.sign_message(signable).signature)
        return replace(self, signatures=_ordered(found.items()))

    def merged(self, *others: Statement) -> Statement:
        """The statement with the signatures of others like it. InvalidInput if one is another statement."""
        found = dict(self.signatures)
        for other in others:
            if (other.message, other.domain) != (self.message, self.domain):
                raise InvalidInput("the files hold different statements: only signatures of the same one add up")
            found |= dict(other.signatures)
        return replace(self, signatures=_ordered(found.items()))

    def to_json(self) -> str:
        """The statement as text, for a file."""
        values = {field.name: _plain(getattr(self.message, field.name)) for field in fields(self.message)}
        return json.dumps(
            {
                "kind": type(self.message).__name__,
                "chainId": self.domain.chain_id,
                "contract": self.domain.verifying_contract,
                "custodianId": self.custodian_id,
                "message": values,
                "signatures": {signer: "0x" + signature.hex() for signer, signature in self.signatures},
            },
            indent=2,
        )

    @classmethod
    def from_json(cls, text: str) -> Statement:
        """The statement of a text. InvalidInput if it is none, or a signature is not by whom it says."""
        try:
            raw: dict[str, Any] = json.loads(text)
            kind = next(kind for kind in KINDS if kind.__name__ == raw["kind"])
            values = {name: _read(field.type, raw["message"][name]) for name, field in _fields(kind).items()}
            domain = Domain(KINDS[kind][1], int(raw["chainId"]), str(raw["contract"]))
            signatures = {str(who): bytes.fromhex(signed[2:]) for who, signed in raw["signatures"].items()}
            found = cls(kind(**values), domain, int(raw["custodianId"]), _ordered(signatures.items()))
            signable = found.message.signable(domain)
        except (KeyError, TypeError, ValueError, StopIteration, AttributeError):
            raise InvalidInput("this is no statement: write one with --out, and sign that file") from None
        for signer, signature in found.signatures:
            try:
                recovered = Account.recover_message(signable, signature=signature)
            except Exception:  # of several libraries beneath, for bytes that are no signature
                recovered = ""
            if recovered != signer:
                raise InvalidInput(f"the signature of {signer} is not of this statement: sign it again")
        return found


def _ordered(signatures: Iterable[tuple[str, bytes]]) -> tuple[tuple[str, bytes], ...]:
    """In the ascending order of signers that contracts ask for."""
    return tuple(sorted(signatures, key=lambda pair: int(pair[0], 16)))


def _fields(kind: type[TypedMessage]) -> dict[str, Any]:
    return {field.name: field for field in fields(kind)}


def _plain(value: Any) -> Any:
    """A field as JSON holds it: whole numbers as text, since they are larger than what other readers keep exact."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, tuple):
        return [str(item) for item in value]
    return value if isinstance(value, str) else str(int(value))


def _read(kind: str, value: Any) -> Any:
    match kind:
        case "bytes":
            return bytes.fromhex(value[2:])
        case "int":
            return int(value)
        case "tuple[int, ...]":
            return tuple(int(item) for item in value)
    return str(value)
