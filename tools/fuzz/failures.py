"""Campaigns that failed, as tests in Solidity: forge keeps a sequence of calls as calldata."""

import json
from collections.abc import Iterator
from pathlib import Path

from eth_abi.abi import decode

from evershare.abi import AbiEntry, selector, signature, types_of

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "build/forge"
FAILURES = ROOT / "build/forge-cache/invariant/failures"


def as_tests(failures: Path = FAILURES) -> Iterator[str]:
    """A function of the campaign's contract for each sequence that forge has kept, shrunk, in a folder.

    A sequence against an invariant that is gone stays there for good, and is left out.
    """
    for path in sorted(path for path in failures.rglob("*") if path.is_file()):
        if path.name not in {function["name"] for function in functions_of(path.parent.name)}:
            continue
        kept = json.loads(path.read_text())
        handlers = kept["settings"]["target_contracts"]
        lines = [_line(handlers[call["addr"]], bytes.fromhex(call["calldata"][2:])) for call in kept["call_sequence"]]
        body = "".join(f"        {line}\n" for line in (*lines, f"this.{path.name}();"))
        yield f"// of {path.parent.name}\n    function test_{path.name}() external {{\n{body}    }}"


def functions_of(contract: str) -> list[AbiEntry]:
    """The functions of a contract of the build; of one that is gone, none."""
    entries = [e for path in ARTIFACTS.glob(f"*/{contract}.json") for e in json.loads(path.read_text())["abi"]]
    return [entry for entry in entries if entry["type"] == "function"]


def _line(handler: str, data: bytes) -> str:
    (action,) = (function for function in functions_of(handler) if selector(function) == data[:4])
    values = decode(types_of(action["inputs"]), data[4:], strict=False)
    return f"_handler.{signature(action).partition('(')[0]}({', '.join(map(_literal, values))});"


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'hex"{value.hex()}"' if isinstance(value, bytes) else str(value)
