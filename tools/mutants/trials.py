"""Run tests on one mutant, in a copy of the tree that holds nothing but what tests need."""

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tools.mutants.build import CompilerError, bytecodes, tests_of
from tools.mutants.operators import ROOT, Mutant

COPIED = ("contracts", "interfaces", "tests", "evershare", "scripts", "tools", "snapshots", "examples")
SETTINGS = ("brownie-config.yaml", "foundry.toml", "pyproject.toml", "package.json")
# Few runs, because a mutant is to be killed in a minute or not at all.
FORGE = {"FOUNDRY_INVARIANT_RUNS": "32", "FOUNDRY_FUZZ_RUNS": "256"}
MAX_FOLDERS = 3


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: killed, survived, invalid (does not compile) or late (not decided in time)."""

    status: str
    by: str = ""
    seconds: float = 0


class Tree:
    """A copy of the tree, with its own build."""

    def __init__(self, number: int) -> None:
        self.root = ROOT / f"build/mutants/tree{number}"
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True)
        for name in COPIED:
            shutil.copytree(ROOT / name, self.root / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        for name in SETTINGS:
            shutil.copy(ROOT / name, self.root / name)
        for name in ("node_modules", ".venv"):
            (self.root / name).symlink_to((ROOT / name).resolve())
        for name in ("contracts", "interfaces"):
            shutil.copytree(ROOT / "build" / name, self.root / "build" / name)

    def try_unit_tests(self, mutant: Mutant | None, folders: list[tuple[str, Path]], limit: float) -> Verdict:
        """Run the folders' tests on the mutant until one fails; of None, on what stands. ``limit`` in seconds."""
        began = time.monotonic()
        artefacts = {}
        if mutant:
            try:
                changed = bytecodes(mutant, [source for _, source in folders])
            except CompilerError as refusal:
                return Verdict("invalid", str(refusal), time.monotonic() - began)
            artefacts = {self.root / f"build/contracts/{name}.json": code for name, code in changed.items()}
        originals = {path: path.read_text() for path in artefacts}
        try:
            for path, code in artefacts.items():
                path.write_text(json.dumps(json.loads(originals[path]) | {"bytecode": code}))
            tests = [f"tests/unit/{folder}" for folder, _ in folders]
            return self._run(["brownie", "test", *tests, "-x", "-q", "-rfE", "--no-header"], began, limit)
        finally:
            for path, text in originals.items():
                path.write_text(text)

    def try_forge(self, mutant: Mutant, limit: float) -> Verdict:
        """Run forge's tests on the mutant. ``limit`` in seconds, compiling included."""
        path = self.root / mutant.path
        original = path.read_text()
        lines = original.split("\n")
        lines[mutant.line - 1] = mutant.after
        try:
            path.write_text("\n".join(lines))
            home = {"HOME": str(self.root / "build")}
            return self._run(["forge", "test", "--fail-fast"], time.monotonic(), limit, FORGE | home)
        finally:
            path.write_text(original)

    def _run(self, command: list[str], began: float, limit: float, variables: dict[str, str] | None = None) -> Verdict:
        env = os.environ | {"SOLCX_BINARY_PATH": str(self.root / "tools/solc"), "PYTHONPATH": "."} | (variables or {})
        process = subprocess.Popen(
            command, cwd=self.root, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        try:
            said, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.communicate()
            return Verdict("late", " ".join(command[:3]), time.monotonic() - began)
        seconds = time.monotonic() - began
        failed = [s for s in said.splitlines() if s.startswith(("FAILED", "ERROR", "[FAIL"))]
        if process.returncode == 0:
            return Verdict("survived", "", seconds)
        if not failed:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said[-2000:]}")
        return Verdict("killed", failed[0][:160], seconds)


def folders_of(mutant: Mutant) -> list[tuple[str, Path]]:
    """The unit tests that a mutant has to pass: those of its own contract, or of the smallest that use it."""
    found = tests_of(mutant)
    own = [pair for pair in found if pair[0] == Path(mutant.path).stem]
    return own or found[:MAX_FOLDERS]
