"""A deployment as it was written down: what it takes to find and to verify each contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evershare.errors import InvalidInput


@dataclass(frozen=True)
class Recorded:
    """One deployed contract."""

    name: str
    address: str
    transaction: str
    constructor_arguments: list[Any]


@dataclass(frozen=True)
class Record:
    """All contracts of a chain, and the compiler's input that made them."""

    chain_id: int
    contracts: tuple[Recorded, ...]
    standard_input: dict[str, Any]


def read_whole_record(chain_id: int, directory: Path) -> Record:
    """Read what a deployment has written. InvalidInput names what is missing."""
    contracts = _json(directory / f"{chain_id}.json").get("contracts")
    if not isinstance(contracts, Mapping):
        raise InvalidInput(f"{directory / f'{chain_id}.json'} is no record of a deployment")
    return Record(
        chain_id,
        tuple(
            Recorded(name, entry["address"], entry["transaction"], entry["constructorArguments"])
            for name, entry in contracts.items()
        ),
        _json(directory / f"{chain_id}.input.json"),
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        raise InvalidInput(f"{path}: there is no such file; deploy first, and keep what it writes") from None
    except (OSError, ValueError):
        raise InvalidInput(f"{path} cannot be read as JSON") from None
