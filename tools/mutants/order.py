"""Which test files are tried first on a mutant: named for the function that it changes, or for one that calls it."""

import re
from functools import cache
from pathlib import Path

from tools.mutants.operators import ROOT, Mutant

_FUNCTION = re.compile(r"^ {4}(?:function|modifier) (\w+)|^ {4}(constructor)", re.MULTILINE)
MAX_CALLS = 6


def function_of(mutant: Mutant) -> str:
    """The name of the function that a mutant changes; empty outside of functions."""
    before = "\n".join((ROOT / mutant.path).read_text().split("\n")[: mutant.line])
    return next((found[1] or found[2] for found in reversed(list(_FUNCTION.finditer(before)))), "")


@cache
def _bodies() -> list[tuple[str, frozenset[str]]]:
    """Each function of the contracts, with the words in its body."""
    found = []
    for path in sorted((ROOT / "contracts").rglob("*.sol")):
        text = path.read_text()
        begins = list(_FUNCTION.finditer(text))
        ends = [begin.start() for begin in begins[1:]] + [len(text)]
        for begin, end in zip(begins, ends, strict=False):
            found.append((begin[1] or begin[2], frozenset(re.findall(r"\w+", text[begin.end() : end]))))
    return found


def nearest_first(mutant: Mutant, folder: str) -> list[str]:
    """The test files of a folder of unit tests, those that are likeliest to notice a mutant first."""
    calls = {function_of(mutant): 0}
    for number in range(1, MAX_CALLS + 1):
        calls |= {name: number for name, words in _bodies() if name not in calls and not words.isdisjoint(calls)}
    snakes = {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip("_")).lower(): n for name, n in calls.items() if name}

    def distance(path: Path) -> int:
        word = path.stem.removeprefix("test_")
        return min((n for name, n in snakes.items() if word == name or word.startswith(f"{name}_")), default=99)

    files = sorted((ROOT / "tests/unit" / folder).rglob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in sorted(files, key=distance)]
