"""Calls to contracts as bytes, and what they return as Python values. Nothing here talks to a node.

A struct is a dict by the names of its members; several results are one too, by their names. Addresses have checksums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError, EncodingError
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from evershare import abi
from evershare.abi import AbiEntry
from evershare.client.errors import UnreliableNode
from evershare.errors import InvalidInput


@dataclass(frozen=True)
class Call:
    """A call to a contract that is ready to be sent."""

    to: str
    data: bytes
    entry: AbiEntry
    value: int = 0  # wei

    @property
    def name(self) -> str:
        """The function's name."""
        return str(self.entry["name"])

    def result(self, data: bytes) -> Any:
        """What the call returned. UnreliableNode if the data does not fit the function."""
        outputs = self.entry["outputs"]
        if not data and [output["type"] for output in outputs] == ["bool"]:
            return True  # some tokens return nothing where they succeed
        try:
            values = decode(abi.types_of(outputs), data)
        except DecodingError:
            raise UnreliableNode(
                f"{self.name} of {self.to} answers with {len(data)} bytes that do not fit: "
                "check that the deployment is of this version and chain"
            ) from None
        named = [_value(output, value) for output, value in zip(outputs, values, strict=True)]
        if len(named) == 1:
            return named[0]
        return {output["name"]: value for output, value in zip(outputs, named, strict=True)}


def call(contract: str, address: str, function: str, *arguments: Any, value: int = 0) -> Call:
    """A call to a function of a contract, told from its overloads by the number of arguments.

    Structs are given as tuples, or as dicts by the names of their members. InvalidInput if an argument does not fit.
    """
    entry = _function(contract, function, len(arguments))
    plain = [_plain(item, argument) for item, argument in zip(entry["inputs"], arguments, strict=True)]
    try:
        encoded = encode(abi.types_of(entry["inputs"]), plain)
    except (EncodingError, OverflowError) as error:
        raise InvalidInput(f"{function}: {' '.join(str(error).split())}") from None
    return Call(address, abi.selector(entry) + encoded, entry, value)


def arguments(call: Call) -> tuple[Any, ...]:
    """The arguments of a call, as the ABI has them."""
    return tuple(decode(abi.types_of(call.entry["inputs"]), call.data[4:]))


def topic(contract: str, event: str) -> str:
    """The first topic of an event's logs."""
    return "0x" + keccak(text=abi.signature(_event(contract, event))).hex()


def events(contract: str, event: str, address: str, logs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The arguments of a contract's events among logs, in their order."""
    wanted, entry = topic(contract, event), _event(contract, event)
    indexed = [item for item in entry["inputs"] if item["indexed"]]
    plain = [item for item in entry["inputs"] if not item["indexed"]]
    found = []
    for log in logs:
        if log["topics"] and log["topics"][0] == wanted and log["address"].lower() == address.lower():
            topics = [bytes.fromhex(value[2:]) for value in log["topics"][1:]]
            values = [decode([item["type"]], word)[0] for item, word in zip(indexed, topics, strict=True)]
            body = decode(abi.types_of(plain), bytes.fromhex(log["data"][2:]))
            pairs = [*zip(indexed, values, strict=True), *zip(plain, body, strict=True)]
            found.append({item["name"]: _value(item, value) for item, value in pairs})
    return found


@cache
def _function(contract: str, name: str, count: int) -> AbiEntry:
    named = [entry for entry in abi.load(contract) if entry["type"] == "function" and entry["name"] == name]
    fitting = [entry for entry in named if len(entry["inputs"]) == count]
    if len(fitting) != 1:
        signatures = ", ".join(abi.signature(entry) for entry in named) or "none of that name"
        raise InvalidInput(f"{contract} has no {name} of {count} arguments: {signatures}")
    return fitting[0]


@cache
def _event(contract: str, name: str) -> AbiEntry:
    for entry in abi.load(contract):
        if entry["type"] == "event" and entry["name"] == name:
            return entry
    raise InvalidInput(f"{contract} has no event {name}")


def _value(item: AbiEntry, value: Any) -> Any:
    """A decoded value in the shape that callers get."""
    kind = item["type"]
    if kind.endswith("]"):
        inner = {**item, "type": kind[: kind.rindex("[")]}
        return [_value(inner, element) for element in value]
    if kind == "tuple":
        return {part["name"]: _value(part, member) for part, member in zip(item["components"], value, strict=True)}
    return to_checksum_address(value) if kind == "address" else value


def _plain(item: AbiEntry, value: Any) -> Any:
    """An argument in the shape that the encoder takes."""
    kind = item["type"]
    if kind.endswith("]"):
        inner = {**item, "type": kind[: kind.rindex("[")]}
        return [_plain(inner, element) for element in value]
    if kind == "tuple":
        members = [value[part["name"]] for part in item["components"]] if isinstance(value, Mapping) else value
        return tuple(_plain(part, member) for part, member in zip(item["components"], members, strict=True))
    return value
