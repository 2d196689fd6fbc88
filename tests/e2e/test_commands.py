"""What a newcomer runs first: demo, deployment script and the README's example, each as a process of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from evershare import devchain

BROKEN = """
from evershare.demo import replay
from evershare.demo.checks import InvariantBroken
from evershare.demo.command import main

def broken(net):
    raise InvariantBroken("O1: pool 0x01 has locked 2 of 1 in cash")

replay.check = broken
main()
"""


def run(*command):
    """Run a command of the virtual environment in the checkout, on a chain of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "EVERSHARE_PORT"}
    environment["PYTHONPATH"] = "."
    return subprocess.run(
        [Path(sys.executable).parent / command[0], *command[1:]],
        cwd=devchain.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(autouse=True)
def _isolation():
    """The chain of the tests is not touched."""


def test_a_broken_invariant_ends_the_demo_with_one_line():
    result = run("python", "-c", BROKEN)
    assert result.returncode == 1
    assert result.stderr.strip().splitlines()[-1] == "error: O1: pool 0x01 has locked 2 of 1 in cash"
    assert "Traceback" not in result.stderr


def test_the_demo_tells_its_story():
    picture = devchain.ROOT / "build/demo/demo.png"
    picture.unlink(missing_ok=True)
    result = run("python", "scripts/demo.py")
    assert result.returncode == 0, result.stderr
    assert re.search(r"profit, TSLA +\+49\.\d+ +-22\.\d+", result.stdout)
    assert re.search(r"Put buyer, as margin +12\d\.\d\d +1\.2\d +0\.00", result.stdout)
    assert re.search(r"Provider, in the pool +2,06\d\.\d\d +20\.6\d +1,97\d\.\d\d", result.stdout)
    assert re.search(r"premium and fee, borrowed; repaid +-4,5\d\d\.\d\d +-5,0\d\d\.\d\d", result.stdout)
    assert re.search(r"profit +\+11,7\d\d\.\d\d", result.stdout)
    for invariant in ("A1", "C5", "O1", "O2"):
        assert f"{invariant} holds" in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    assert picture.stat().st_size > 50_000


def test_deploying_writes_a_record_of_every_contract():
    result = run("brownie", "run", "deploy")
    assert result.returncode == 0, result.stderr
    record = json.loads((devchain.ROOT / "deployments/31337.json").read_text())
    assert record["chainId"] == 31337
    assert {"CollateralVault", "PerpetualOptions", "PriceOracle", "CustodyRegistry"} <= set(record["contracts"])
    for name, contract in record["contracts"].items():
        assert re.fullmatch(r"0x[0-9a-fA-F]{40}", contract["address"]), name
        assert contract["block"] > 0
        assert re.fullmatch(r"0x[0-9a-f]{64}", contract["transaction"]), name
        assert contract["compiler"]["version"].startswith("0.8.37"), name
        assert isinstance(contract["constructorArguments"], list)


def test_stocks_are_listed_from_a_table(tmp_path):
    table = tmp_path / "two.csv"
    lines = (devchain.ROOT / "evershare/stocks/us.csv").read_text().splitlines()
    table.write_text("\n".join(lines[:3]) + "\n")
    result = run("brownie", "run", "list_stocks", "main", str(table), "--network", "development")
    assert result.returncode == 0, result.stderr
    assert "2 stocks listed on chain 31337, 0 were listed before" in result.stdout


def test_a_bad_table_ends_the_listing_with_one_line(tmp_path):
    table = tmp_path / "bad.csv"
    table.write_text("symbol,name\n")
    result = run("brownie", "run", "list_stocks", "main", str(table), "--network", "development")
    assert result.returncode != 0
    assert "error: bad.csv: the first line must be symbol,name,mic" in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
