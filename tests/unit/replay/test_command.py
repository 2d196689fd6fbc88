"""The commands as their users run them: wrong inputs first, then what they write."""

import json
import subprocess
import sys

import pytest

from evershare.devchain import ROOT
from evershare.replay import results, study
from evershare.replay.command import day, read_stocks
from evershare.replay.engine import Replay
from evershare.replay.scenario import Scenario
from tests.support.prices import real_prices, sessions, write_bars, write_rows

KEYS = {
    "loans_opened",
    "liquidations",
    "bad_debt_usd",
    "lender_loss_usd",
    "liquidations_without_price",
    "worst_hours",
}


def run(folder, out, *more):
    return subprocess.run(
        [sys.executable, "-m", "evershare.replay", "--prices", folder, "--json", out, *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def folder(tmp_path):
    for symbol in ("TSLA", "AAPL", "NVDA"):
        write_bars(tmp_path / "prices", symbol, sessions([100.0] * 10 + [50.0] * 10))
    return tmp_path / "prices"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--start", "today"], "'today' is not a day such as 2024-01-31"),
        (["--end", "2024-02-30"], "'2024-02-30' is not a day such as 2024-01-31"),
        (["--start", "2024-01-02", "--end", "2024-01-02"], "--start 2024-01-02 is not before --end 2024-01-02"),
        (["--start", "2024-01-02"], "the prices hold 0 hours of that time, 48 are needed"),
    ],
)
def test_a_wrong_time_ends_it_with_one_line_and_nothing_written(folder, tmp_path, more, message):
    result = run(folder, tmp_path / "out.json", *more)

    assert result.returncode == 1
    assert result.stderr.strip() == f"error: {message}"
    assert not (tmp_path / "out.json").exists()


def test_a_broken_file_leaves_the_last_results_alone(folder, tmp_path):
    (tmp_path / "out.json").write_text("before")
    write_rows(folder, "AAPL", ["3600,1,1,1,1", "0,1,1,1,1"])
    result = run(folder, tmp_path / "out.json")

    assert result.returncode == 1
    assert result.stderr.strip() == "error: AAPL_1h.csv, line 3: timestamp 0 is earlier than the one before"
    assert (tmp_path / "out.json").read_text() == "before"


def test_a_place_that_cannot_be_written_is_named(folder, tmp_path):
    (tmp_path / "file").write_text("")
    result = run(folder, tmp_path / "file/out.json")

    assert result.returncode == 1
    assert result.stderr.strip() == f"error: {tmp_path}/file/out.json: File exists"


def test_writes_what_happened(folder, tmp_path):
    result = run(folder, tmp_path / "out.json", "--start", "2023-09-05", "--end", "2023-09-30")
    assert result.returncode == 0, result.stderr
    found = json.loads((tmp_path / "out.json").read_text())

    assert found.keys() >= KEYS
    assert found["start"] == "2023-09-05T00:30Z"
    assert found["end"] == "2023-09-29T19:30Z"
    assert found["liquidations"] == sum(book["liquidations"] for book in found["books"].values()) > 100
    assert found["worst_hours"][0]["time"] == "2023-09-18T13:30Z"
    assert len(found["worst_hours"]) <= 5
    assert max(len(line) for line in result.stdout.splitlines()[:-1]) <= 80


def test_the_study_fills_a_page_with_its_tables_and_a_picture(tmp_path, monkeypatch):
    for symbol in ("TSLA", "AAPL", "NVDA"):
        write_bars(tmp_path / "prices", symbol, sessions([100.0] * 40 + [70.0] * 40, first=day("2023-11-20")))
    for name, small in {"SCALES": (100, 120), "AWAKE": (95,), "SEEDS": 1}.items():
        monkeypatch.setattr(study, name, small)
    monkeypatch.setattr(sys, "argv", ["study", "--prices", str(tmp_path / "prices"), "--out", str(tmp_path / "out")])
    study.main()

    page = (tmp_path / "out/replay.md").read_text()
    assert [line for line in page.splitlines() if line.startswith("<!-- /")] == [
        "<!-- /replay 2022-23 -->",
        "<!-- /replay 2024 -->",
        "<!-- /factors -->",
        "<!-- /awake -->",
    ]
    assert (tmp_path / "out/images/replay.png").stat().st_size > 20_000


@pytest.mark.parametrize("period", study.PERIODS)
def test_the_pages_tables_are_what_a_replay_gives(period):
    start, end = (day(text) for text in study.PERIODS[period])
    replay = Replay(read_stocks(real_prices(), Scenario()), Scenario(), start, end)
    for _ in replay.run():
        pass

    assert results.table(replay, "", "").markdown() in (ROOT / "docs/replay.md").read_text()
    assert replay.total.without_price["other"] == 0
