"""The contracts of a checkout, compiled to what is deployed and verified: one standard-json input, kept whole.

``python -m evershare.deploying.compiler`` compiles what has changed.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evershare.deployment import ROOT
from evershare.errors import InvalidInput
from evershare.output import write_whole

_FOLDERS = ("contracts", "interfaces")
# Of the tests' contracts, what a market on a local chain has in place of other people's.
_MOCKS = ("LocalPyth", "MockToken")
_OUTPUTS = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.deployedBytecode.immutableReferences"]


@dataclass(frozen=True)
class Compiled:
    """One contract: its source, its interface, its code, and where the code gets values when it is made."""

    name: str
    path: str
    abi: list[Any]
    bytecode: str
    runtime: str
    immutables: Mapping[str, list[dict[str, int]]]
    sources: tuple[str, ...]  # that its code depends on

    @property
    def identifier(self) -> str:
        """As verifiers ask for it."""
        return f"{self.path}:{self.name}"


@dataclass(frozen=True)
class Build:
    """What came out of one standard-json input, by the names of contracts."""

    standard_input: dict[str, Any]
    compiler: str  # such as 0.8.37+commit.f401782d
    contracts: Mapping[str, Compiled]

    def __getitem__(self, name: str) -> Compiled:
        return self.contracts[name]

    def input_for(self, name: str) -> dict[str, Any]:
        """The standard-json input with only the sources of one contract. Its code and metadata stay the same."""
        needed = self.contracts[name].sources
        sources = {path: self.standard_input["sources"][path] for path in needed}
        return self.standard_input | {"sources": sources}


def build(root: Path = ROOT) -> Build:
    """Compile the checkout, or take what was compiled from the same sources before.

    InvalidInput without sources or compiler, and with the compiler's first error if there is one.
    """
    standard_input = _own_input(root)
    output = _compile_cached(standard_input, root)
    sources = {path: _content(path, standard_input, root) for path in output["sources"]}
    return _read(standard_input | {"sources": sources}, output)


def rebuild(standard_input: dict[str, Any], root: Path = ROOT) -> Build:
    """Compile an input that was kept, which holds every source, anew with the checkout's compiler."""
    return _read(standard_input, _compile(standard_input, root))


def _own_input(root: Path) -> dict[str, Any]:
    found = [path for folder in _FOLDERS for path in sorted((root / folder).rglob("*.sol"))]
    paths = [path for path in found if path.parent.name != "mocks" or path.stem in _MOCKS]
    if not paths or not (root / "foundry.toml").is_file():
        raise InvalidInput(f"{root} holds no contracts: deploy from a checkout of the sources")
    profile = tomllib.loads((root / "foundry.toml").read_text())["profile"]["default"]
    return {
        "language": "Solidity",
        "sources": {str(path.relative_to(root)): {"content": path.read_text()} for path in paths},
        "settings": {
            "remappings": profile["remappings"],
            "optimizer": {"enabled": profile["optimizer"], "runs": profile["optimizer_runs"]},
            "metadata": {"bytecodeHash": profile["bytecode_hash"]},
            "evmVersion": profile["evm_version"],
            "outputSelection": {"*": {"*": [*_OUTPUTS, "metadata"]}},
        },
    }


def _content(path: str, standard_input: Mapping[str, Any], root: Path) -> dict[str, str]:
    own: dict[str, str] | None = standard_input["sources"].get(path)
    return own or {"content": (root / path).read_text()}


def _compile_cached(standard_input: Mapping[str, Any], root: Path) -> dict[str, Any]:
    text = json.dumps(standard_input, sort_keys=True)
    lock = (root / "package-lock.json").read_bytes()  # imported sources and the compiler itself
    kept = root / f"build/deploying/{hashlib.sha256(text.encode() + lock).hexdigest()[:32]}.json"
    if kept.is_file():
        return dict(json.loads(kept.read_text()))

    output = _compile(standard_input, root)
    write_whole(kept, json.dumps(output))
    return output


def _compile(standard_input: Mapping[str, Any], root: Path) -> dict[str, Any]:
    wrapper = next(iter(sorted((root / "tools/solc").glob("solc-v*"))), None)
    if wrapper is None or not (root / "node_modules/solc").is_dir():
        raise InvalidInput(f"{root} has no compiler: run `make setup` in a checkout of the sources")
    text = json.dumps(standard_input)
    command = [str(wrapper), "--standard-json"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=root, check=False)
    if done.returncode:
        raise InvalidInput(f"the compiler failed: {done.stderr.strip().splitlines()[-1]}")
    output = dict(json.loads(done.stdout))
    for message in output.get("errors", ()):
        if message["severity"] == "error":
            raise InvalidInput(f"the sources do not compile: {message['formattedMessage'].splitlines()[0]}")
    return output


def _read(standard_input: dict[str, Any], output: Mapping[str, Any]) -> Build:
    contracts: dict[str, Compiled] = {}
    compiler = ""
    for path, found in output["contracts"].items():
        for name, contract in found.items():
            metadata = json.loads(contract["metadata"]) if contract["metadata"] else None
            if metadata is None:
                continue
            compiler = metadata["compiler"]["version"]
            contracts[name] = Compiled(
                name=name,
                path=path,
                abi=contract["abi"],
                bytecode="0x" + contract["evm"]["bytecode"]["object"],
                runtime="0x" + contract["evm"]["deployedBytecode"]["object"],
                immutables=contract["evm"]["deployedBytecode"]["immutableReferences"],
                sources=tuple(sorted(metadata["sources"])),
            )
    return Build(standard_input, compiler, contracts)


if __name__ == "__main__":
    build()
