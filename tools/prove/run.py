"""Run halmos on tests/symbolic, and say in one line how many of the proofs hold."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build/prove/results.json"
# As halmos numbers them.
OUTCOMES = ("hold", "have a counterexample", "took too long", "are stuck", "always revert", "failed")


def main() -> int:
    """Zero if every proof holds."""
    began = time.monotonic()
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.unlink(missing_ok=True)
    race = f"{sys.executable} {Path(__file__).with_name('race.py')}"
    halmos = [str(Path(sys.executable).parent / "halmos"), "--config", "tests/symbolic/halmos.toml", "--no-status"]
    subprocess.run(
        [*halmos, "--solver-command", race, "--json-output", str(RESULTS)],
        cwd=ROOT,
        env=os.environ | {"FOUNDRY_PROFILE": "prove", "TMPDIR": str(RESULTS.parent)},
        check=False,
    )
    if not RESULTS.exists():
        print("make prove: halmos gave no results; its messages are above", file=sys.stderr)
        return 1

    proofs = [proof for contract in json.loads(RESULTS.read_text())["test_results"].values() for proof in contract]
    counts = [sum(proof["exitcode"] == code for proof in proofs) for code in range(len(OUTCOMES))]
    said = ", ".join(f"{n} {outcome}" for n, outcome in zip(counts, OUTCOMES, strict=True) if n)
    print(f"make prove: {len(proofs)} proofs for all inputs in their ranges: {said}; {time.monotonic() - began:.0f} s")
    return int(counts[0] != len(proofs) or not proofs)


if __name__ == "__main__":
    sys.exit(main())
