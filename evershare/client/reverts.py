"""The contracts' own errors as Python exceptions.

Each custom error of the interfaces is a class here, found by its name, with the error's arguments as attributes:

    from evershare.client import reverts

    try:
        client.trader.withdraw("TSLA", 500)
    except reverts.InsufficientAccountBalance as error:
        print(error.balance)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from evershare import abi
from evershare.abi import AbiEntry
from evershare.client.errors import ClientError

_MESSAGE, _PANIC = bytes.fromhex("08c379a0"), bytes.fromhex("4e487b71")
_PANICS = {0x01: "an assertion failed", 0x11: "a number is too large or below zero", 0x12: "division by zero"}

# What helps, where the error alone does not say it.
REMEDIES = {
    "ObservationTooOld": "send new prices along (prices=...), or refresh the oracle first",
    "PriceNeverObserved": "refresh the oracle with a first price",
    "NotAuthorised": "use the owner's key, or let the owner name this address as an operator",
    "DeadlinePassed": "try again; the block came later than the deadline",
    "AccessManagedUnauthorized": "use an account that holds the role",
    "AttestationExpired": "let the custodian attest again",
}


class Reverted(ClientError):
    """A contract refused. `name` is the error, `fields` are its arguments as the contract gave them."""

    name: str = "Reverted"

    def __init__(self, fields: Mapping[str, Any] | None = None, message: str = "") -> None:
        self.fields = dict(fields or {})
        super().__init__(message or _message(self.name, self.fields))

    def __getattr__(self, attribute: str) -> Any:
        try:
            return self.__dict__["fields"][attribute]
        except KeyError:
            raise AttributeError(f"{self.name} has no {attribute}") from None


class Panicked(Reverted):
    """A contract stopped at a fault of its own: `code` is Solidity's."""

    name = "Panicked"


class Explained(Reverted):
    """A contract, most likely a token, refused with a text: `reason`."""

    name = "Explained"


def decoded(data: bytes) -> Reverted:
    """The exception that revert data stands for."""
    selector, arguments = data[:4], data[4:]
    try:
        if selector == _MESSAGE:
            (reason,) = decode(["string"], arguments)
            return Explained({"reason": reason}, f"a contract refuses: {reason}")
        if selector == _PANIC:
            (code,) = decode(["uint256"], arguments)
            return Panicked({"code": code}, f"a contract stopped: {_PANICS.get(code, f'panic {code:#x}')}")
        entry = _by_selector().get(selector)
        if entry is None:
            known = f"with {data.hex()}, which is no error of the protocol" if data else "without a reason"
            return Reverted({"data": data}, f"a contract reverts {known}")
        values = decode(abi.types_of(entry["inputs"]), arguments)
        names = (item["name"] or f"argument{place}" for place, item in enumerate(entry["inputs"]))
        return _class(entry["name"])(dict(zip(names, values, strict=True)))
    except DecodingError:
        return Reverted({"data": data}, f"a contract reverts with data that cannot be read: {data.hex()}")


def _message(name: str, fields: Mapping[str, Any]) -> str:
    listed = ", ".join(f"{field} {_shown(value)}" for field, value in fields.items())
    notice = abi.notices().get(name, "").removeprefix("Thrown ").rstrip(".").replace("`", "")
    remedy = REMEDIES.get(name, "")
    text = name + (f" ({listed})" if listed else "")
    return text + (f": {notice}" if notice else "") + (f"; {remedy}" if remedy else "")


def _shown(value: Any) -> str:
    return f"0x{value.hex()}" if isinstance(value, bytes) else str(value)


@cache
def _by_selector() -> dict[bytes, AbiEntry]:
    found: dict[bytes, AbiEntry] = {}
    for contract in abi.names():
        for entry in abi.load(contract):
            if entry["type"] == "error":
                found.setdefault(abi.selector(entry), entry)
    return found


@cache
def _class(name: str) -> type[Reverted]:
    return type(name, (Reverted,), {"name": name, "__doc__": abi.notices().get(name), "__module__": __name__})


@cache
def _names() -> frozenset[str]:
    return frozenset(entry["name"] for entry in _by_selector().values())


def __getattr__(name: str) -> type[Reverted]:
    if name in _names():
        return _class(name)
    raise AttributeError(f"no contract has an error {name}")
