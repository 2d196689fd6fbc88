"""Write the interfaces from forge's build: ``make abi``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evershare.abi import AbiEntry, signature
from evershare.output import write_whole

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
ARTEFACTS = ROOT / "build/forge"

# What is called besides the contracts themselves.
THIRD_PARTY = {
    "Token": ("IERC20Metadata", "IERC20Permit"),
    "Pyth": ("IPyth", "PythErrors"),
}
# A contract that answers for code that it calls by delegation has the errors of that code too.
PARTS = {"PerpetualOptions": ("OptionMarkets", "OptionOffers", "OptionTransfers", "OptionValues")}
_ERROR = re.compile(r"((?:^[ \t]*///[^\n]*\n)+)[ \t]*error (\w+)\(", re.MULTILINE)


def interfaces() -> dict[str, str]:
    """The content of each file by its name."""
    files = {f"{name}.json": _lines(_merged(sources)) for name, sources in _sources().items()}
    files["notices.json"] = json.dumps(dict(sorted(_notices())), indent=0, ensure_ascii=False) + "\n"
    return files


def _sources() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = dict(THIRD_PARTY)
    for path in sorted((ROOT / "contracts").glob("*/**/*.sol")):
        name, kind = path.stem, path.relative_to(ROOT / "contracts").parts[0]
        if kind in ("mocks", "libraries") or _artefact(name)["bytecode"]["object"] == "0x":
            continue
        interface = (f"I{name}",) if (ROOT / f"interfaces/I{name}.sol").exists() else ()
        found[name] = (name, *interface, *PARTS.get(name, ()))
    return found


def _artefact(name: str) -> Any:
    return json.loads((ARTEFACTS / f"{name}.sol/{name}.json").read_text())


def _merged(names: tuple[str, ...]) -> list[AbiEntry]:
    """The entries of the first, and what the others add. The parts of a contract add errors and events only."""
    merged: dict[tuple[str, str], AbiEntry] = {}
    for place, name in enumerate(names):
        is_part = place > 0 and not name.startswith("I")
        for entry in _artefact(name)["abi"]:
            if not (is_part and entry["type"] not in ("error", "event")):
                lean = _without_internal_types(entry)
                merged.setdefault(_key(lean), lean)
    return [merged[key] for key in sorted(merged)]


def _key(entry: AbiEntry) -> tuple[str, str]:
    return entry["type"], signature(entry) if "name" in entry else ""


def _without_internal_types(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_internal_types(item) for key, item in value.items() if key != "internalType"}
    return [_without_internal_types(item) for item in value] if isinstance(value, list) else value


def _lines(entries: list[AbiEntry]) -> str:
    return "[\n" + ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in entries) + "\n]\n"


def _notices() -> Iterator[tuple[str, str]]:
    for path in sorted((*(ROOT / "interfaces").glob("*.sol"), *(ROOT / "contracts").glob("*/**/*.sol"))):
        if "mocks" not in path.parts:
            for comment, name in _ERROR.findall(path.read_text(encoding="utf-8")):
                words = " ".join(line.strip().removeprefix("///").strip() for line in comment.splitlines())
                notice = words.partition("@notice ")[2].partition(" @")[0]
                if notice:
                    yield name, notice


def main() -> None:
    """Write what has changed, and remove what no contract stands behind any more."""
    files = interfaces()
    for name, content in files.items():
        write_whole(HERE / name, content)
    for path in HERE.glob("*.json"):
        if path.name not in files:
            path.unlink()


if __name__ == "__main__":
    main()
