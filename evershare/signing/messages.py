"""An EIP-712 message and the domain that it is signed for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from eth_account.messages import SignableMessage, encode_typed_data
from eth_utils import keccak


@dataclass(frozen=True)
class Domain:
    """Where a signature is valid: one contract on one chain."""

    name: str
    chain_id: int
    verifying_contract: str
    version: str = "1"

    def as_dict(self) -> dict[str, str | int]:
        """The domain as ``eth_account`` takes it."""
        return {
            "name": self.name,
            "version": self.version,
            "chainId": self.chain_id,
            "verifyingContract": self.verifying_contract,
        }


@dataclass(frozen=True)
class TypedMessage:
    """A message whose dataclass fields stand in the order of the Solidity struct."""

    MEMBERS: ClassVar[Mapping[str, str]]
    """Solidity name and type of each field, in order."""

    def as_tuple(self) -> tuple[Any, ...]:
        """The struct as a contract call takes it."""
        return tuple(getattr(self, field.name) for field in fields(self))

    def signable(self, domain: Domain) -> SignableMessage:
        """The message ready to be hashed or signed."""
        return encode_typed_data(
            domain_data=domain.as_dict(),
            message_types={
                type(self).__name__: [{"name": name, "type": type_} for name, type_ in self.MEMBERS.items()]
            },
            message_data={
                name: list(value) if isinstance(value, tuple) else value
                for name, value in zip(self.MEMBERS, self.as_tuple(), strict=True)
            },
        )

    def digest(self, domain: Domain) -> bytes:
        """The 32 bytes that are signed."""
        message = self.signable(domain)
        return keccak(b"\x19" + message.version + message.header + message.body)
