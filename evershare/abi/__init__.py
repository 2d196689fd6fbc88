"""The interfaces of the contracts, as the compiler wrote them: what a client calls, and what it is told in return.

One file a contract, an entry a line. `make abi` writes them from the build, and a test holds them to it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from eth_utils.abi import collapse_if_tuple
from eth_utils.crypto import keccak

from evershare.errors import InvalidInput

AbiEntry = dict[str, Any]


@cache
def load(contract: str) -> tuple[AbiEntry, ...]:
    """The entries of a contract. InvalidInput if there is no such contract."""
    file = resources.files(__name__) / f"{contract}.json"
    if not file.is_file():
        raise InvalidInput(f"there is no contract {contract}: known are {', '.join(names())}")
    return tuple(json.loads(file.read_text(encoding="utf-8")))


@cache
def names() -> tuple[str, ...]:
    """The contracts whose interfaces are here."""
    files = (file.name.removesuffix(".json") for file in resources.files(__name__).iterdir())
    return tuple(sorted(name for name in files if name[0].isupper() and "." not in name))


@cache
def notices() -> dict[str, str]:
    """When each custom error is thrown, by its name, in the words of the interfaces."""
    text = (resources.files(__name__) / "notices.json").read_text(encoding="utf-8")
    loaded: dict[str, str] = json.loads(text)
    return loaded


def types_of(items: list[AbiEntry]) -> list[str]:
    """The types of inputs or outputs as the encoder wants them, structs as tuples."""
    return [collapse_if_tuple(item) for item in items]


def signature(entry: AbiEntry) -> str:
    """The canonical signature of a function, an event or an error."""
    return f"{entry['name']}({','.join(types_of(entry['inputs']))})"


def selector(entry: AbiEntry) -> bytes:
    """The four bytes that a call, or the data of an error, begins with."""
    return bytes(keccak(text=signature(entry))[:4])
