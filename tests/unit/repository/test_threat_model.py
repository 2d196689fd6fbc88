"""docs/threat-model.md names tests that exist"""

import ast
import re

import pytest

from evershare.devchain import ROOT

PAGE = ROOT / "docs/threat-model.md"
TEST = re.compile(r"`((?:attacks|e2e|forge|property|stateful|unit)/[^`]+)`")


def names(path):
    """The tests of a Python file as pytest calls them, with their classes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            yield from (f"{node.name}::{part.name}" for part in node.body if isinstance(part, ast.FunctionDef))


def missing(text):
    """What a text names as a test, and is none."""
    for named in TEST.findall(text):
        file, _, test = named.partition("::")
        path = ROOT / "tests" / file
        if not path.is_file() or (test and test not in set(names(path))):
            yield named


def test_each_test_that_it_names_exists():
    assert list(missing(PAGE.read_text(encoding="utf-8"))) == []


def test_each_threat_names_one():
    text = PAGE.read_text(encoding="utf-8")
    for title in ("## Threats, and the tests", "## Peers' incidents"):
        section = text.partition(title)[2].partition("\n## ")[0]
        rows = [line for line in section.splitlines() if line.startswith("| ")][2:]
        assert rows
        assert [row for row in rows if not TEST.search(row.rstrip(" |").rpartition("|")[2])] == []


@pytest.mark.parametrize(
    "named",
    [
        "`attacks/test_gone.py::test_nothing`",
        "`attacks/test_who_may_call.py::test_nothing`",
        "`unit/CustodyRegistry/test_attest.py::test_the_least_of_what_waits_counts`",  # it is in a class
        "`forge/Gone.invariants.t.sol`",
    ],
)
def test_a_test_that_is_none_is_found(named):
    assert list(missing(f"| a threat | what stops it | {named} |")) == [named.strip("`")]
