"""The benchmarks' own code, on few accounts: their tables are measured by `make benchmarks`."""

import subprocess
import sys

from benchmarks import __main__ as command
from benchmarks import ingest, scan
from evershare.devchain import ROOT


def test_refuses_a_benchmark_that_there_is_not():
    run = [sys.executable, "-m", "benchmarks", "speed"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (
        1,
        "error: there is no benchmark 'speed': there are scan, ingest, replay\n",
    )


def test_one_account_in_a_thousand_of_the_scan_is_flagged(monkeypatch, tmp_path):
    """What is measured is what is claimed, and it lands between the marks of the page and nowhere else."""
    monkeypatch.setattr(scan, "SIZES", (5_000,))
    monkeypatch.setattr(command, "PAGE", tmp_path / "README.md")
    monkeypatch.setattr(sys, "argv", ["benchmarks", "scan"])
    command.PAGE.write_text("before\n<!-- scan -->\nold\n<!-- end of scan -->\nafter\n")

    command.main()

    lines = command.PAGE.read_text().splitlines()
    assert (lines[:2], lines[-2:]) == (["before", "<!-- scan -->"], ["<!-- end of scan -->", "after"])
    assert "old" not in lines
    (row,) = (line for line in lines if line.startswith("| 5,000 "))
    assert 0 < int(row.split("|")[-3]) < 50


def test_events_of_the_benchmark_are_read_and_stored(monkeypatch):
    """Each draws an account of a hundred: all of them are there in the end, with what the events say."""
    monkeypatch.setattr(ingest, "SIZES", (100,))
    monkeypatch.setattr(ingest, "FOLLOWED_EVENTS", 200)
    ((accounts, events, filling, following, size),) = ingest.measure(lambda text: None)
    assert (accounts, events) == ("100", "400")
    assert all(float(figure.replace(",", "")) > 0 for figure in (filling, following, size))
