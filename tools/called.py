"""Say which functions of the contracts no test has called with success, after `brownie test` has run them all.

called.txt lists those which only a contract may call, or which always revert. Inherited functions of OpenZeppelin's
manager, timelock and access are left to OpenZeppelin.
"""

import json
import sys
from pathlib import Path

from evershare.abi import load, names, signature
from tools.explained import explained

FOLDER = Path(__file__).resolve().parents[1] / "build/called"
EXPLAINED = Path(__file__).with_name("called.txt")
NOT_OURS = {"ProtocolManager", "ProtocolTimelock", "Pyth", "Token"}
OF_THE_MANAGER = {"authority()", "isConsumingScheduledOp()", "setAuthority(address)"}
# What is called of the whole is carried out by the code of its parts.
WHOLE, PARTS = "PerpetualOptions.", ("OptionValues.", "OptionMarkets.", "OptionTransfers.", "OptionOffers.")


def main() -> int:
    """Zero if there is none that is not explained, and nothing is explained that was called."""
    called = {name for path in FOLDER.glob("*.json") for name in json.loads(path.read_text())}
    if not called:
        print("called: nothing is recorded: run `brownie test` first", file=sys.stderr)
        return 1
    called |= {part + name.removeprefix(WHOLE) for name in called if name.startswith(WHOLE) for part in PARTS}
    functions = {f"{contract}.{function}" for contract in set(names()) - NOT_OURS for function in _functions(contract)}
    functions -= {WHOLE + name.removeprefix(part) for name in functions for part in PARTS if name.startswith(part)}
    listed = set(explained(EXPLAINED))
    missing, needless = sorted(functions - called - listed), sorted(listed - (functions - called))
    for name in missing:
        print(f"called by no test: {name}")
    for name in needless:
        print(f"explained, but called or gone: {name}")
    print(
        f"called: {len(functions & called)} of {len(functions)} functions of the contracts, with success;"
        f" {len(listed)} are explained in {EXPLAINED.name}"
    )
    return int(bool(missing or needless))


def _functions(contract: str) -> set[str]:
    return {signature(entry) for entry in load(contract) if entry["type"] == "function"} - OF_THE_MANAGER


if __name__ == "__main__":
    sys.exit(main())
