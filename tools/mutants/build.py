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


def tests_of(mutant: Mutant) -> list[tuple[str, Path]]:
    """The folders of unit tests that can notice a mutant, and the contract to compile for each; the smallest first."""
    changed = (ROOT / mutant.path).resolve()
    found = []
    for folder in sorted((ROOT / "tests/unit").iterdir()):
        source = contracts().get(HARNESSES.get(folder.name, folder.name))
        if source and changed in _imports(source.resolve()):
            found.append((folder.name, source))
    own = changed.stem
    return sorted(found, key=lambda pair: (pair[0] != own, len(_imports(pair[1].resolve()))))


def bytecodes(mutant: Mutant, sources: list[Path]) -> dict[str, str]:
    """The creation bytecode of each contract with the mutant in it. CompilerError if the compiler refuses it."""
    text = (ROOT / mutant.path).read_text().split("\n")
    text[mutant.line - 1] = mutant.after
    names = [str(source.relative_to(ROOT)) for source in sources]
    request = {
        "language": "Solidity",
        "sources": {name: {"content": (ROOT / name).read_text()} for name in names}
        | {mutant.path: {"content": "\n".join(text)}},
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
