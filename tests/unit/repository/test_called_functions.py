"""Each function of the contracts is called by a test.

What this shows is little: that a test names it, as `.name`, as a string or in forge. It does not tell two contracts'
functions of one name apart, nor whether what comes back is looked at; mutants do (`make mutants`). Inherited functions
of OpenZeppelin's manager, timelock and access are left to OpenZeppelin.
"""

import ast
import re

import pytest

from evershare.abi import load, names
from evershare.devchain import ROOT

TESTS = ROOT / "tests"
NOT_OURS = {"ProtocolManager", "ProtocolTimelock", "Pyth", "Token"}
OF_THE_MANAGER = {"authority", "isConsumingScheduledOp", "setAuthority"}


def named_in(text, suffix):
    """What a test's text calls, or gives the name of."""
    if suffix == ".sol":
        return set(re.findall(r"\.(\w+)(?:[({]|\.selector)", text))
    nodes = list(ast.walk(ast.parse(text)))
    called = {node.func.attr for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}
    return called | {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.fixture(scope="module")
def named():
    """In all tests together, this file and the pages' tests left out."""
    found = set()
    for path in [*TESTS.rglob("test_*.py"), *(TESTS / "support").rglob("*.py"), *(TESTS / "forge").rglob("*.sol")]:
        if path.name != "test_called_functions.py" and "e2e_web" not in path.parts:
            found |= named_in(path.read_text(encoding="utf-8"), path.suffix)
    return found


@pytest.mark.parametrize("contract", sorted(set(names()) - NOT_OURS))
def test_each_function_is_named_in_a_test(named, contract):
    functions = {entry["name"] for entry in load(contract) if entry["type"] == "function"}
    assert functions - OF_THE_MANAGER - named == set()


@pytest.mark.parametrize(
    ("text", "suffix", "found"),
    [
        ("vault.deposit(1)", ".py", {"deposit"}),
        ('getattr(vault, "deposit")(1)', ".py", {"deposit"}),
        ("# vault.deposit(1)\ndeposit = vault.address", ".py", set()),
        ("vault.deposit{ value: 1 }(1); _vault.lock.selector; _vault.price;", ".sol", {"deposit", "lock"}),
    ],
)
def test_what_counts_as_naming(text, suffix, found):
    assert named_in(text, suffix) == found
