"""Which test files are tried on a mutant, and in which order: those about what it changes, or about what calls that."""

import re
from functools import cache
from pathlib import Path

from tools.mutants.operators import ROOT, Mutant

_FUNCTION = re.compile(r"^ {4}(?:function|modifier) (\w+)|^ {4}(constructor)", re.MULTILINE)
MAX_CALLS = 6
ELSEWHERE = ("unit", "attacks", "property")
MAX_ELSEWHERE = 8  # files


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


def _callers(mutant: Mutant) -> dict[str, int]:
    """The changed function and those that lead to it, with the number of calls between."""
    calls = {function_of(mutant): 0}
    for number in range(1, MAX_CALLS + 1):
        calls |= {name: number for name, words in _bodies() if name not in calls and not words.isdisjoint(calls)}
    return {name: number for name, number in calls.items() if name}


def nearest_first(mutant: Mutant, folder: str) -> list[str]:
    """The test files of a folder of unit tests, those that are likeliest to notice a mutant first."""
    calls = _callers(mutant).items()
    snakes = {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip("_")).lower(): number for name, number in calls}

    def distance(path: Path) -> int:
        word = path.stem.removeprefix("test_")
        return min((n for name, n in snakes.items() if word == name or word.startswith(f"{name}_")), default=99)

    files = sorted((ROOT / "tests/unit" / folder).rglob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in sorted(files, key=distance)]


def elsewhere(mutant: Mutant, folders: list[str]) -> list[str]:
    """Test files out of these folders of unit tests that name the changed function or a caller, the nearest first."""
    calls = _callers(mutant)
    distances = {}
    for path in sorted(path for kind in ELSEWHERE for path in (ROOT / "tests" / kind).rglob("test_*.py")):
        named = [calls[word] for word in re.findall(r"\w+", path.read_text()) if word in calls]
        if named and path.parent.name not in folders:
            distances[str(path.relative_to(ROOT))] = min(named)
    return sorted(distances, key=lambda path: distances[path])[:MAX_ELSEWHERE]
