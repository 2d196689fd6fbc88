"""The benchmarks' own code, on few accounts: their tables are measured by `make benchmarks`."""

import subprocess
import sys

from benchmarks import __main__ as command
from benchmarks import scan
from evershare.devchain import ROOT


def test_refuses_a_benchmark_that_there_is_not():
    run = [sys.executable, "-m", "benchmarks", "speed"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (1, "error: there is no benchmark 'speed': there are scan\n")


def test_one_account_in_a_thousand_of_the_scan_is_flagged(monkeypatch, tmp_path):
    """What is measured is what is claimed, and it lands between the marks of the page and nowhere else."""
    monkeypatch.setattr(scan, "SIZES", (5_000,))
    monkeypatch.setattr(command, "PAGE", tmp_path / "README.md")
    monkeypatch.setattr(sys, "argv", ["benchmarks"])
    command.PAGE.write_text("before\n<!-- scan -->\nold\n<!-- end of scan -->\nafter\n")

    command.main()

    lines = command.PAGE.read_text().splitlines()
    assert (lines[:2], lines[-2:]) == (["before", "<!-- scan -->"], ["<!-- end of scan -->", "after"])
    assert "old" not in lines
    (row,) = (line for line in lines if line.startswith("| 5,000 "))
    assert 0 < int(row.split("|")[-3]) < 50
