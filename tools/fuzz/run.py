"""Run forge's campaigns, and say of each action of a handler how often it succeeded and with which errors it failed.

A campaign that fails is printed as a test.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter

from evershare.abi import selector, signature
from tools.fuzz import failures
from tools.fuzz.failures import ARTIFACTS, ROOT

RECORDS = ROOT / "build/fuzz"
# What no contract declares, by selectors.
SOLIDITY_ERRORS = {"00000000": "no reason", "08c379a0": "Error", "4e487b71": "Panic"}


def main() -> int:
    """Forge's exit code, or 1 if an action never succeeded, or nothing is known of one.

    Arguments are passed on to ``forge test``.
    """
    began = time.monotonic()
    RECORDS.mkdir(parents=True, exist_ok=True)
    for path in RECORDS.iterdir():
        path.unlink()
    fuzz = {"FOUNDRY_PROFILE": "fuzz", "EVERSHARE_FUZZ": "true", "HOME": str(ROOT / "build/home")}
    code = subprocess.run(["forge", "test", *sys.argv[1:]], cwd=ROOT, env=os.environ | fuzz, check=False).returncode

    errors = _names("error") | SOLIDITY_ERRORS
    calls = succeeded = 0
    handlers = _handlers()
    # The recorder's own tests leave records, too.
    records = sorted(path for path in RECORDS.iterdir() if path.name in handlers)
    idle = [] if sys.argv[1:] else sorted(handlers - {path.name for path in records})
    for path in records:
        with path.open() as lines:
            counts = Counter(line.strip()[2:] for line in lines)
        for action, name in sorted(_actions(path.name).items(), key=lambda item: item[1]):
            done = counts[action]
            failed = Counter({ended[8:]: n for ended, n in counts.items() if ended[:8] == action != ended})
            said = ", ".join(f"{errors.get(error, error)} {n:,}" for error, n in failed.most_common()) or "-"
            print(f"{path.name}.{name}: {done:,} succeeded, {failed.total():,} reverted: {said}")
            idle += [f"{path.name}.{name}"] * (not done)
            calls += done + failed.total()
            succeeded += done
    for test in failures.as_tests():
        print(test)
    share = 100 * succeeded / max(calls, 1)
    print(
        f"make fuzz: {calls:,} actions of handlers, {share:.1f} % succeeded;"
        f" idle: {', '.join(idle) or 'none'}; {time.monotonic() - began:.0f} s"
    )
    return code or int(bool(idle) or not calls)


def _handlers() -> set[str]:
    """The handlers of all campaigns."""
    campaigns = (ROOT / "tests/forge").glob("*.invariants.t.sol")
    return {name for path in campaigns for name in re.findall(r'_target\(.*"(\w+)"\)', path.read_text())}


def _names(kind: str) -> dict[str, str]:
    """The names of everything of a kind in the build, by selectors in hexadecimal."""
    entries = [e for path in ARTIFACTS.rglob("*.json") for e in json.loads(path.read_text()).get("abi") or []]
    return {selector(entry).hex(): entry["name"] for entry in entries if entry["type"] == kind}


def _actions(handler: str) -> dict[str, str]:
    """What forge calls of a handler: its functions that change state."""
    functions = failures.functions_of(handler)
    changing = [function for function in functions if function["stateMutability"] not in ("view", "pure")]
    return {selector(function).hex(): signature(function).partition("(")[0] for function in changing}


if __name__ == "__main__":
    sys.exit(main())
