"""Run tests on one mutant, in a copy of the tree that holds nothing but what tests need."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tools.mutants.build import CompilerError, bytecodes, parts_of, sources, tests_of, users_of
from tools.mutants.operators import ROOT, Mutant
from tools.mutants.order import elsewhere, nearest_first

COPIED = ("contracts", "interfaces", "tests", "evershare", "scripts", "tools", "snapshots", "examples", "docs")
SETTINGS = ("brownie-config.yaml", "foundry.toml", "pyproject.toml", "package.json")
# Few runs, because a mutant is to be killed in a minute or not at all.
FORGE = {"FOUNDRY_INVARIANT_RUNS": "32", "FOUNDRY_FUZZ_RUNS": "256"}
# After the paths, which Brownie would not see behind them.
OPTIONS = ("-q", "-rfE", "--no-header")
FORGE_TESTS = "forge test"
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
        for name in ("contracts", "interfaces", "forge", "forge-cache"):
            shutil.copytree(ROOT / "build" / name, self.root / "build" / name)

    def try_on(self, mutant: Mutant, limit: float) -> Verdict:
        """Run tests on the mutant until one fails: its contract's, those that name what it changes, and forge's.

        ``limit`` in seconds, for each of the three; forge's without compiling.
        """
        folders = folders_of(mutant)
        own = [file for folder, _ in folders for file in nearest_first(mutant, folder)]
        others = elsewhere(mutant, [folder for folder, _ in folders])
        kinds = (
            lambda: self._try(mutant, own, [source for _, source in folders], limit),
            lambda: self._try(mutant, others, users_of(mutant), limit) if others else Verdict("survived"),
            lambda: self._try_forge(mutant, limit),
        )
        worst = Verdict("survived")
        for kind in kinds:
            try:
                verdict = kind()
            except CompilerError as refusal:
                return Verdict("invalid", str(refusal))
            if verdict.status == "killed":
                return verdict
            worst = worst if worst.status == "late" else verdict
        return worst

    def _try(self, mutant: Mutant, tests: list[str], sources: list[Path], limit: float) -> Verdict:
        began = time.monotonic()
        with self._compiled(mutant, sources):
            return self._run(["brownie", "test", *tests, "-x", *OPTIONS], began, limit)

    def _try_forge(self, mutant: Mutant, limit: float) -> Verdict:
        path = self.root / mutant.path
        original = path.read_text()
        try:
            path.write_text(mutant.applied_to(original))
            self._output(["forge", "build"], None)
            return self._run(["forge", "test", "--fail-fast"], time.monotonic(), limit)
        finally:
            path.write_text(original)

    def failing_by_themselves(self, tests: set[str]) -> set[str]:
        """Which of the tests that killed mutants fail without one too: the contracts are compiled as mutants' are."""
        own = sorted(tests - {FORGE_TESTS})
        failing: set[str] = set()
        if own:
            folders = sorted({Path(test).parts[2] for test in own} & sources().keys())
            with self._compiled(None, [sources()[folder] for folder in folders]):
                failing |= set(_failures(self._output(["brownie", "test", *own, *OPTIONS], None)[0])) & tests
        if FORGE_TESTS in tests:
            failing |= set(_failures(self._output(["forge", "test"], None)[0]))
        return failing

    @contextmanager
    def _compiled(self, mutant: Mutant | None, sources: list[Path]) -> Iterator[None]:
        """The sources compiled with the mutant in the tree's build, for as long as it is asked for."""
        changed = bytecodes(mutant, [*sources, *parts_of(mutant)])
        originals = {path: path.read_text() for path in (self.root / f"build/contracts/{n}.json" for n in changed)}
        try:
            for path, text in originals.items():
                path.write_text(json.dumps(json.loads(text) | {"bytecode": changed[path.stem]}))
            yield
        finally:
            for path, text in originals.items():
                path.write_text(text)

    def _run(self, command: list[str], began: float, limit: float) -> Verdict:
        said, code = self._output(command, limit)
        seconds = time.monotonic() - began
        if code is None:
            return Verdict("late", " ".join(command[:2]), seconds)
        if code == 0:
            return Verdict("survived", "", seconds)
        failed = _failures(said)
        if not failed:
            raise RuntimeError(f"{' '.join(command)} ended with {code}:\n{said[-2000:]}")
        return Verdict("killed", failed[0], seconds)

    def _output(self, command: list[str], limit: float | None) -> tuple[str, int | None]:
        """What a command says, and its exit code: None if it is not done within ``limit`` seconds."""
        tree = {"SOLCX_BINARY_PATH": str(self.root / "tools/solc"), "PYTHONPATH": "."}
        home = {"HOME": str(self.root / "build")} if command[0] == "forge" else {}
        with tempfile.TemporaryFile("w+") as said:
            process = psutil.Popen(
                command, cwd=self.root, env=os.environ | FORGE | tree | home, stdout=said, stderr=subprocess.STDOUT
            )
            try:
                code = process.wait(limit)
            except psutil.TimeoutExpired:
                # Its node is a child that outlives it.
                for child in [*process.children(recursive=True), process]:
                    child.kill()
                process.wait()
                return "", None
            said.seek(0)
            return said.read(), code


def _failures(said: str) -> list[str]:
    """The unit tests that failed, as pytest names them, or forge's as one."""
    failed = re.findall(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", said, re.MULTILINE)
    return failed + [FORGE_TESTS] * ("\n[FAIL" in said)


def folders_of(mutant: Mutant) -> list[tuple[str, Path]]:
    """The unit tests that a mutant has to pass: those of its own contract, or of the smallest that use it."""
    found = tests_of(mutant)
    own = [pair for pair in found if pair[0] == Path(mutant.path).stem]
    return own or found[:MAX_FOLDERS]
