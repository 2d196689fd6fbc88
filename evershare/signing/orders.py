"""What private pools' signers and traders sign, see ``ISignedOrders``.

Units: prices in settlement tokens per unit of the base, WAD; sizes in units of the base, WAD; fees in units of the
settlement token; times in Unix seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeVar

from eth_abi.abi import encode
from eth_account import Account
from eth_keys.constants import SECPK1_N
from eth_utils import is_checksum_address, keccak, to_checksum_address

from evershare.deployment import ZERO_ADDRESS
from evershare.errors import InvalidInput
from evershare.signing.messages import Domain, TypedMessage

ORDERS_DOMAIN = "Evershare SignedOrders"

_SIGNATURE_BYTES = 65
_Message = TypeVar("_Message", bound="_JsonMessage")


def orders_domain(chain_id: int, contract: str) -> Domain:
    """The domain of a deployed ``SignedOrders``."""
    return Domain(ORDERS_DOMAIN, chain_id, contract)


@dataclass(frozen=True)
class _JsonMessage(TypedMessage):
    """A message that travels as JSON: the names of the Solidity struct, whole numbers as decimal strings."""

    def to_json(self) -> dict[str, Any]:
        """The message for a wire or a wallet. Numbers are strings, as JSON's own lose digits."""
        return {name: _to_wire(value) for name, value in zip(self.MEMBERS, self.as_tuple(), strict=True)}

    @classmethod
    def from_json(cls: type[_Message], document: Mapping[str, Any]) -> _Message:
        """The message of ``to_json``. InvalidInput for any other member, type or range than the struct's."""
        if document.keys() != cls.MEMBERS.keys():
            raise InvalidInput(f"a {cls.__name__} has exactly the members {', '.join(cls.MEMBERS)}")
        values = (_from_wire(name, type_, document[name]) for name, type_ in cls.MEMBERS.items())
        return cls(**dict(zip((field.name for field in fields(cls)), values, strict=True)))


@dataclass(frozen=True)
class PoolQuote(_JsonMessage):
    """A price that a private pool's signer offers, see ``ISignedOrders.PoolQuote``."""

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "pool": "address",
        "signer": "address",
        "marketId": "uint32",
        "strike": "uint96",
        "widthBps": "uint16",
        "isCall": "bool",
        "isOpen": "bool",
        "size": "uint256",
        "price": "uint256",
        "indexLo": "uint256",
        "indexHi": "uint256",
        "maxIntervalBps": "uint256",
        "validFrom": "uint40",
        "validUntil": "uint40",
        "group": "uint256",
        "epoch": "uint256",
        "taker": "address",
    }

    pool: str
    signer: str
    market_id: int
    strike: int
    width_bps: int
    is_call: bool
    is_open: bool
    size: int
    price: int
    index_lo: int
    index_hi: int
    max_interval_bps: int
    valid_from: int
    valid_until: int
    group: int
    epoch: int
    taker: str = ZERO_ADDRESS


@dataclass(frozen=True)
class LimitOrder(_JsonMessage):
    """What a trader wants done at a price or better, see ``ISignedOrders.LimitOrder``."""

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "account": "address",
        "signer": "address",
        "pool": "address",
        "marketId": "uint32",
        "strike": "uint96",
        "widthBps": "uint16",
        "isCall": "bool",
        "isOpen": "bool",
        "size": "uint256",
        "price": "uint256",
        "executorFee": "uint256",
        "integrator": "address",
        "integratorFeeBps": "uint16",
        "validFrom": "uint40",
        "validUntil": "uint40",
        "group": "uint256",
        "epoch": "uint256",
    }

    account: str
    signer: str
    pool: str
    market_id: int
    strike: int
    width_bps: int
    is_call: bool
    is_open: bool
    size: int
    price: int
    executor_fee: int
    integrator: str
    integrator_fee_bps: int
    valid_from: int
    valid_until: int
    group: int
    epoch: int


@dataclass(frozen=True)
class Cancellation(_JsonMessage):
    """A request to a matcher to forget what its signer has sent in: of the groups named, or all of it if none is.

    It binds the matcher alone. What must not be filled by anybody is cancelled on chain.
    """

    MEMBERS: ClassVar[Mapping[str, str]] = {"signer": "address", "groups": "uint256[]", "issuedAt": "uint40"}

    signer: str
    groups: tuple[int, ...]
    issued_at: int


@dataclass(frozen=True)
class QuoteFill:
    """A signed quote, and how much of it an order takes, see ``ISignedOrders.QuoteFill``."""

    quote: PoolQuote
    signature: bytes
    size: int

    def as_tuple(self) -> tuple[Any, ...]:
        """The struct as a contract call takes it."""
        return self.quote.as_tuple(), self.signature, self.size


@dataclass(frozen=True)
class OrderFill:
    """A signed order and what fills it: quotes, and then a pool at its own price, see ``ISignedOrders.OrderFill``."""

    order: LimitOrder
    signature: bytes
    quotes: tuple[QuoteFill, ...] = ()
    pool: str = ZERO_ADDRESS
    pool_size: int = 0

    def as_tuple(self) -> tuple[Any, ...]:
        """The struct as a contract call takes it."""
        quotes = [fill.as_tuple() for fill in self.quotes]
        return self.order.as_tuple(), self.signature, quotes, self.pool, self.pool_size


def sign_order(message: TypedMessage, domain: Domain, private_key: bytes | str) -> bytes:
    """Sign with one key: the 65 bytes ``r, s, v`` that the contract takes."""
    return bytes(Account.from_key(private_key).sign_message(message.signable(domain)).signature)


def recover(message: TypedMessage, domain: Domain, signature: bytes) -> str:
    """Whose key signed. InvalidInput for what the contract refuses too: another length, or a second form of the same
    signature. What a contract has signed (ERC-1271) can only be checked on its chain.
    """
    if len(signature) != _SIGNATURE_BYTES:
        raise InvalidInput(f"a signature has {_SIGNATURE_BYTES} bytes, this one {len(signature)}")
    if int.from_bytes(signature[32:64], "big") > SECPK1_N // 2 or signature[64] not in (27, 28):
        raise InvalidInput("the signature is not in its canonical form: s in the lower half, v 27 or 28")
    return str(Account.recover_message(message.signable(domain), signature=signature))


def cancel_group_data(group: int) -> bytes:
    """The data of the transaction to ``SignedOrders`` by which a signer cancels a group."""
    return bytes(keccak(text="cancelGroup(uint256)")[:4] + encode(["uint256"], [group]))


def bump_epoch_data() -> bytes:
    """The data of the transaction to ``SignedOrders`` by which a signer cancels all that he has signed."""
    return bytes(keccak(text="bumpEpoch()")[:4])


def _to_wire(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_to_wire(item) for item in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _from_wire(name: str, type_: str, value: Any) -> Any:
    if type_.endswith("[]"):
        if not isinstance(value, list):
            raise InvalidInput(f"{name} is a list")
        return tuple(_from_wire(name, type_.removesuffix("[]"), item) for item in value)
    if type_ == "bool":
        if not isinstance(value, bool):
            raise InvalidInput(f"{name} is true or false")
        return value
    if type_ == "address":
        return _address(name, value)
    most = 2 ** int(type_.removeprefix("uint")) - 1
    is_number = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(most))
    if not is_number or int(value) > most:
        raise InvalidInput(f"{name} is a whole number from 0 to {most}, as a string of decimal digits")
    return int(value)


def _address(name: str, value: Any) -> str:
    is_address = isinstance(value, str) and (is_checksum_address(value) or value == value.lower())
    try:
        if is_address:
            return str(to_checksum_address(value))
    except ValueError:
        pass
    raise InvalidInput(f"{name} is an address, in lower case or with its checksum")
