"""What must not stand in any file of the repository."""

import ast
import re
import subprocess
from importlib.util import find_spec

import pytest

from evershare.devchain import ROOT

# Written with character classes, so that this file does not find itself.
MACHINE_PATHS = r"(?<![\w.~])/(?:[w]ork|[r]oot|[h]ome|[o]pt|[t]mp|[U]sers)/\w|[f]ile:///"
REGISTRY_HOSTS = r"[r]egistry\.npmjs|[r]egistry\.yarnpkg|[p]ypi\.org|[p]ythonhosted\.org|--(?:extra-)?[i]ndex-url "


def tracked_texts():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, names.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in content:
            yield name, content.decode()


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRY_HOSTS], ids=["machine paths", "registry hosts"])
def test_names_no(pattern):
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATHS, "see /" + "home/someone/notes"),
        (MACHINE_PATHS, '"resolved": "file' + ':///somewhere"'),
        (REGISTRY_HOSTS, "https://registry." + "npmjs.org/solc"),
        (REGISTRY_HOSTS, "--index" + "-url https://example.org"),
    ],
)
def test_would_find(pattern, line):
    assert re.search(pattern, line)


def imported(text):
    """The modules that a file imports at its top."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom):
            yield str(node.module)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_no_test_imports_what_brownie_cannot_read():
    """It reads the source of each module that a test imports from within the checkout, where the virtual environment
    is: one that is compiled ends the run."""
    compiled = [
        f"{name}: {module}"
        for name, text in tracked_texts()
        if re.fullmatch(r"tests/(?!e2e_web/).*/test_\w+\.py", name)  # which Brownie does not collect
        for module in imported(text)
        if (spec := find_spec(module)) and re.search(r"site-packages.*\.so$", spec.origin or "")
    ]

    assert compiled == []
