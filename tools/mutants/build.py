"""Compile what a mutant changes, and nothing else: the contracts that its tests are named for."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

from tools.mutants.operators import ROOT, Mutant

SETTINGS = {
    "evmVersion": "cancun",
    "optimizer": {"enabled": True, "runs": 800},
    "remappings": [
        "@openzeppelin/contracts/=node_modules/@openzeppelin/contracts/",
        "@openzeppelin/contracts-upgradeable/=node_modules/@openzeppelin/contracts-upgradeable/",
        "@pythnetwork/=node_modules/@pythnetwork/pyth-sdk-solidity/",
        "solady/=node_modules/solady/src/",
    ],
}
_IMPORT = re.compile(r'^import [^"]*"(\.[^"]+)";', re.MULTILINE | re.DOTALL)
# A library alone has no tests: these contracts show it to theirs.
HARNESSES = {"EverlastingPricing": "PricingHarness", "StrikeGrid": "PricingHarness", "IntervalMath": "IntervalMathMock"}

# What runs in tests of other names: parts whose code PerpetualOptions runs, and contracts that deploy another.
PARTS = ("OptionMarkets", "OptionOffers", "OptionTransfers", "OptionValues", "CustodyRegistry", "CollateralVault")


class CompilerError(Exception):
    """The compiler refuses a mutant: the message is its first error."""


@cache
def _imports(path: Path) -> frozenset[Path]:
    """A contract's own file, and every file of ours that it stands on."""
    found = {path}
    for name in _IMPORT.findall(path.read_text()):
        found |= _imports((path.parent / name).resolve())
    return frozenset(found)


@cache
def contracts() -> dict[str, Path]:
    """The file of each contract, by name."""
    return {path.stem: path for path in sorted((ROOT / "contracts").rglob("*.sol"))}


@cache
def sources() -> dict[str, Path]:
    """The contract that each folder of unit tests is about, by the folder's name."""
    folders = sorted(path.name for path in (ROOT / "tests/unit").iterdir())
    found = {folder: contracts().get(HARNESSES.get(folder, folder)) for folder in folders}
    return {folder: source.resolve() for folder, source in found.items() if source}


def tests_of(mutant: Mutant) -> list[tuple[str, Path]]:
    """The folders of unit tests that can notice a mutant, and the contract to compile for each; the smallest first."""
    changed = (ROOT / mutant.path).resolve()
    found = [(folder, source) for folder, source in sources().items() if changed in _imports(source)]
    return sorted(found, key=lambda pair: (pair[0] != changed.stem, len(_imports(pair[1]))))


def users_of(mutant: Mutant) -> list[Path]:
    """Every contract that a mutant changes, those included that show a library to tests."""
    changed = (ROOT / mutant.path).resolve()
    return [path.resolve() for path in contracts().values() if changed in _imports(path.resolve())]


def parts_of(mutant: Mutant | None) -> list[Path]:
    """Which of the parts a mutant changes; without one, all."""
    parts = [contracts()[name].resolve() for name in PARTS]
    return [part for part in parts if not mutant or (ROOT / mutant.path).resolve() in _imports(part)]


def bytecodes(mutant: Mutant | None, sources: list[Path]) -> dict[str, str]:
    """The creation bytecode of each contract with the mutant in it, or as it stands. CompilerError if refused."""
    names = sorted({str(source.relative_to(ROOT)) for source in sources})
    texts = {name: (ROOT / name).read_text() for name in names}
    if mutant:
        texts[mutant.path] = mutant.applied_to((ROOT / mutant.path).read_text())
    request = {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in texts.items()},
        "settings": SETTINGS
        | {"outputSelection": {name: {Path(name).stem: ["evm.bytecode.object"]} for name in names}},
    }
    compiler = [str(ROOT / "tools/solc/solc-v0.8.37"), "--standard-json"]
    said = subprocess.run(compiler, cwd=ROOT, input=json.dumps(request), capture_output=True, text=True, check=True)
    answer = json.loads(said.stdout)
    errors = [error["message"] for error in answer.get("errors", []) if error["severity"] == "error"]
    if errors:
        raise CompilerError(errors[0])
    return {Path(n).stem: answer["contracts"][n][Path(n).stem]["evm"]["bytecode"]["object"] for n in names}
