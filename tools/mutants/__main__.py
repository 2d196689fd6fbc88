"""Make small mistakes in the contracts, one at a time, and see whether tests notice.

What was decided is kept in build/mutants/results.jsonl, so that a run can be stopped and taken up again.
"""

import argparse
import json
import queue
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from tools.explained import explained
from tools.mutants.operators import ROOT, Mutant, mutants
from tools.mutants.trials import Tree, Verdict

RESULTS = ROOT / "build/mutants/results.jsonl"
AGAIN = ("survived", "late")  # are tried once more, as there may be a test for them now
EQUIVALENT = Path(__file__).with_name("equivalent.txt")


def main() -> int:
    """Zero if every mutant of the sample is decided, at least 90 % are killed and at most 5 % are equivalent."""
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60, help="for each kind of one mutant's tests")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()

    drawn = mutants()
    random.Random(given.seed).shuffle(drawn)
    decided = _decided()
    equivalent = set(explained(EQUIVALENT))
    again = {
        m.name
        for m in drawn
        if m.name in decided and decided[m.name].status in AGAIN and m.lasting_name not in equivalent
    }
    while True:
        sample = _compiling(drawn, decided)[: given.sample]
        todo = [m for m in sample if m.name not in decided or m.name in again]
        if not todo:
            return _report(sample, _confirmed(decided), equivalent)
        _run(sorted(todo, key=lambda mutant: mutant.name in decided), given.workers, given.seconds)
        decided, again = _decided(), set()


def _compiling(drawn: list[Mutant], decided: dict[str, Verdict]) -> list[Mutant]:
    """Those drawn without the ones that the compiler has refused: the next take their places."""
    return [m for m in drawn if m.name not in decided or decided[m.name].status != "invalid"]


def _run(todo: list[Mutant], workers: int, seconds: float) -> None:
    trees: queue.Queue[Tree] = queue.Queue()
    for number in range(workers):
        trees.put(Tree(number))

    def trial(mutant: Mutant) -> None:
        tree = trees.get()
        try:
            verdict = tree.try_on(mutant, seconds)
            with RESULTS.open("a") as file:
                file.write(json.dumps({"name": mutant.name} | asdict(verdict)) + "\n")
            print(f"{verdict.status:9}{verdict.seconds:5.0f} s  {mutant.name[:140]}  {verdict.by}", flush=True)
        finally:
            trees.put(tree)

    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(trial, todo):
            pass


def _decided() -> dict[str, Verdict]:
    if not RESULTS.exists():
        return {}
    records = [json.loads(line) for line in RESULTS.read_text().splitlines()]
    return {record.pop("name"): Verdict(**record) for record in records}


def _confirmed(decided: dict[str, Verdict]) -> dict[str, str]:
    """What became of each mutant. A kill counts if the test that failed passes where nothing was changed."""
    failing = Tree(0).failing_by_themselves({v.by for v in decided.values() if v.status == "killed"})
    for test in sorted(failing):
        print(f"fails without a mutant, so that it kills none: {test}")
    return {n: v.status for n, v in decided.items() if v.status != "killed" or v.by not in failing}


def _report(sample: list[Mutant], decided: dict[str, str], equivalent: set[str]) -> int:
    count = dict.fromkeys(("killed", "survived", "equivalent", "late", "undecided"), 0)
    for mutant in sample:
        status = decided.get(mutant.name, "undecided")
        count["equivalent" if status != "killed" and mutant.lasting_name in equivalent else status] += 1
    said = ", ".join(f"{number} {status}" for status, number in count.items() if number)
    share = 100 * count["killed"] / max(len(sample), 1)
    print(f"make mutants: of {len(sample)} mutants that compile {said}; {share:.1f} % are killed")
    good = count["killed"] >= 0.9 * len(sample) and count["equivalent"] <= 0.05 * len(sample) and not count["undecided"]
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
