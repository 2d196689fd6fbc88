"""What an action costs, held to the committed snapshots/gas.json.

The names of the actions, their order and their targets are those of the table in docs/design.md, section 8.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evershare.devchain import ROOT

SNAPSHOT = ROOT / "snapshots/gas.json"
DESIGN = ROOT / "docs/design.md"
ALLOWED_GROWTH_PERCENT = 1

_ROW = re.compile(r"^\| (?P<action>[^|]+?) \| (?P<number>\d+)(?P<unit>[kM]) \|", re.MULTILINE)
_UNITS = {"k": 1_000, "M": 1_000_000}


def targets(design: Path = DESIGN) -> dict[str, int]:
    """The target of each action, in gas, in the order of the table."""
    section = design.read_text().partition("## 8.")[2].partition("\n## ")[0]
    return {row["action"]: int(row["number"]) * _UNITS[row["unit"]] for row in _ROW.finditer(section)}


def without_input(transaction: Any) -> int:
    """What a transaction used, less what its input costs: 16 gas for each byte, 4 for a zero."""
    data = bytes.fromhex(transaction.input.removeprefix("0x"))
    return int(transaction.gas_used) - sum(16 if byte else 4 for byte in data)


def read(path: Path = SNAPSHOT) -> dict[str, int]:
    """The committed figures, in gas."""
    return dict(json.loads(path.read_text())) if path.exists() else {}


def write(figures: Mapping[str, int], path: Path = SNAPSHOT) -> None:
    """Replace the committed figures, in the order of the table."""
    ordered = {action: figures[action] for action in targets() if action in figures}
    path.write_text(json.dumps(ordered, indent=2) + "\n")


def check(action: str, gas_used: int, committed: Mapping[str, int]) -> None:
    """Fail when an action has no committed figure, or costs more than 1 % more than it."""
    target = targets()[action]
    if action not in committed:
        raise AssertionError(f"{action}: {gas_used:,} gas, and no figure in {SNAPSHOT.name}; `make gas` writes it")
    before = committed[action]
    if 100 * gas_used > (100 + ALLOWED_GROWTH_PERCENT) * before:
        growth = 100 * (gas_used / before - 1)
        raise AssertionError(
            f"{action}: {gas_used:,} gas, {growth:.1f} % more than the committed {before:,} (target {target:,})"
        )
