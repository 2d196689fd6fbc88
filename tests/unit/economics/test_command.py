"""The command as its users run it: wrong inputs first, then the page and the picture that it writes."""

import subprocess
import sys

import pytest

from evershare.devchain import ROOT
from tests.support.prices import real_prices, round_the_clock, sessions, write_bars, write_rows

SYMBOLS = ("TSLA", "NVDA", "AAPL")


def run(folder, out):
    return subprocess.run(
        [sys.executable, "-m", "evershare.economics", "--prices", folder, "--out", out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def folder(tmp_path):
    write_bars(tmp_path / "prices", "BTC", round_the_clock(60, lambda hour: 25_000 + 500 * (hour % 7)))
    for symbol in SYMBOLS:
        write_bars(tmp_path / "prices", symbol, sessions([250 + day % 5 for day in range(43)]))
    return tmp_path / "prices"


def fails_with(result, message, out):
    assert result.returncode == 1
    assert result.stderr.strip() == f"error: {message}"
    assert not out.exists()


def test_a_broken_file_ends_it_with_one_line_and_nothing_written(folder, tmp_path):
    write_rows(folder, "NVDA", ["0,1,1,1,1", "3600,1,1,1,text"])

    message = "NVDA_1h.csv, line 3: holds something that is no number"
    fails_with(run(folder, tmp_path / "out"), message, tmp_path / "out")


def test_a_page_without_a_place_for_a_table_is_left_as_it_is(folder, tmp_path):
    (tmp_path / "out").mkdir()
    page = tmp_path / "out/economics.md"
    page.write_text("A page about something else.")
    result = run(folder, tmp_path / "out")

    assert result.returncode == 1
    assert result.stderr.strip() == f"error: {page}: has no place for the table writing BTC/TSLA"
    assert page.read_text() == "A page about something else."
    assert [path.name for path in page.parent.iterdir()] == ["economics.md"]


def test_two_runs_write_the_same_bytes(folder, tmp_path):
    results = [run(folder, tmp_path / name) for name in ("one", "two")]

    assert [result.returncode for result in results] == [0, 0], results[0].stderr
    for name in ("economics.md", "images/economics.png"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert max(len(line) for line in results[0].stdout.splitlines()[:-1]) <= 80


def test_the_pages_tables_are_what_the_command_measures(tmp_path):
    page = tmp_path / "economics.md"
    page.write_text((ROOT / "docs/economics.md").read_text())
    result = run(real_prices(), tmp_path)

    assert result.returncode == 0, result.stderr
    assert page.read_text() == (ROOT / "docs/economics.md").read_text()
