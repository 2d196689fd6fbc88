"""EIP-712 signatures in tests: whatever a contract says its domain is, and any message signed for it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from eth_account.signers.local import LocalAccount

from evershare.signing import Domain, TypedMessage

_SEPARATE_FIELDS = 0x0F  # ERC-5267: name, version, chain id and contract; no salt


@dataclass(frozen=True)
class Permit(TypedMessage):
    """ERC-2612; value in raw token units, deadline in Unix seconds."""

    MEMBERS: ClassVar[dict[str, str]] = {
        "owner": "address",
        "spender": "address",
        "value": "uint256",
        "nonce": "uint256",
        "deadline": "uint256",
    }

    owner: str
    spender: str
    value: int
    nonce: int
    deadline: int


def domain_of(contract: Any) -> Domain:
    """The domain that a contract itself announces (ERC-5267)."""
    fields, name, version, chain_id, verifying_contract, _, _ = contract.eip712Domain()
    if int.from_bytes(fields, "big") != _SEPARATE_FIELDS:
        raise ValueError(f"{name}'s domain has other fields than name, version, chain and contract")
    return Domain(name, chain_id, verifying_contract, version)


def sign_typed(signer: LocalAccount, message: TypedMessage, domain: Domain) -> bytes:
    """The 65 bytes ``r || s || v`` of a local account's signature."""
    return bytes(signer.sign_message(message.signable(domain)).signature)


def split_signature(signature: bytes) -> tuple[int, bytes, bytes]:
    """``v, r, s`` of a 65-byte signature."""
    return signature[64], signature[:32], signature[32:64]


def permit_arguments(
    token: Any, owner: LocalAccount, spender: Any, value: int, deadline: int, domain: Domain | None = None
) -> tuple[Any, ...]:
    """The arguments of ``token.permit`` for the owner's next nonce, signed for the token or another domain."""
    message = Permit(owner.address, str(spender), value, token.nonces(owner.address), deadline)
    signature = sign_typed(owner, message, domain or domain_of(token))
    return owner.address, str(spender), value, deadline, *split_signature(signature)
