"""The command as its users run it: wrong inputs first, then what it writes."""

import json
import sys
import tomllib
from dataclasses import asdict, replace

import pytest
from click.testing import CliRunner

from evershare.cli import main
from evershare.devchain import ROOT
from evershare.replay import results, study
from evershare.replay.histories import day, read
from evershare.replay.scenario import Scenario, Sweep, read_scenario
from tests.support.prices import FIRST_DAY, HOUR, real_prices, round_the_clock, sessions, write_bars, write_rows

KEYS = {
    "loans_opened",
    "options_opened",
    "liquidations",
    "bad_debt_usd",
    "lender_loss_usd",
    "unpaid_winners",
    "uncollected_funding",
    "pool_returns",
    "worst_hours",
}
PRICES = ("TSLA", "AAPL", "NVDA", "BTC")


def run(folder, out, *more):
    return CliRunner().invoke(main, ["replay", "--prices", str(folder), "--json", str(out), *map(str, more)])


def fails_with(result, message, out):
    assert result.exit_code == 1
    assert result.stderr == f"error: {message}\n"
    assert [path.name for path in out.parent.glob(f"*{out.stem}*")] == []


@pytest.fixture
def out(tmp_path):
    return tmp_path / "found/out.json"


@pytest.fixture
def folder(tmp_path):
    for symbol in ("TSLA", "AAPL", "NVDA"):
        write_bars(tmp_path / "prices", symbol, sessions([100.0] * 10 + [50.0] * 10))
    write_bars(tmp_path / "prices", "BTC", round_the_clock(26, lambda hour: 25_000 + 100 * (hour % 7)))
    return tmp_path / "prices"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--start", "today"], "'today' is not a day such as 2024-01-31"),
        (["--end", "2023-02-30"], "'2023-02-30' is not a day such as 2024-01-31"),
        (["--start", "2023-09-05", "--end", "2023-09-05"], "--start 2023-09-05 is not before --end 2023-09-05"),
        (
            ["--start", "2023-09-01", "--end", "2023-09-09"],
            "--start 2023-09-01 is outside the prices, which are from 2023-09-04 up to 2023-09-30",
        ),
        (
            ["--start", "2023-09-05", "--end", "2023-10-09"],
            "--end 2023-10-09 is outside the prices, which are from 2023-09-04 up to 2023-09-30",
        ),
        (["--end", "2023-09-05"], "the prices hold 11 hours of that time, 48 are needed"),
    ],
)
def test_a_wrong_time_ends_it_with_one_line_and_nothing_written(folder, out, more, message):
    fails_with(run(folder, out, *more), message, out)


def hour(number):
    return f"{FIRST_DAY + number * HOUR},1,1,1,1"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([hour(0), hour(4)], "BTC_1h.csv: no rows for 4 hours after timestamp 1693785600"),
        ([hour(0), hour(0)], "BTC_1h.csv, line 3: timestamp 1693785600 stands twice"),
        ([hour(0), f"{FIRST_DAY + HOUR},1,1,one,1"], "BTC_1h.csv, line 3: holds something that is no number"),
        ([hour(1), hour(0)], "BTC_1h.csv, line 3: timestamp 1693785600 is earlier than the one before"),
        ([hour(0), "9999999999,1,1,1,1"], "BTC_1h.csv, line 3: timestamp 9999999999 lies in the future"),
    ],
    ids=["gap", "duplicate", "text", "unsorted", "future"],
)
def test_a_broken_file_is_named_and_nothing_is_written(folder, out, rows, message):
    write_rows(folder, "BTC", rows)
    fails_with(run(folder, out), message, out)


def test_the_last_results_stay_when_a_file_is_missing(folder, tmp_path, out):
    out.parent.mkdir()
    out.write_text("before")
    (folder / "AAPL_1h.csv").unlink()
    result = run(folder, out)

    assert (result.exit_code, result.stderr) == (1, f"error: {folder}/AAPL_1h.csv: No such file or directory\n")
    assert [(path.name, path.read_text()) for path in out.parent.iterdir()] == [("out.json", "before")]
    fails_with(
        run(tmp_path / "elsewhere", tmp_path / "new.json"),
        f"{tmp_path}/elsewhere: there is no such folder",
        tmp_path / "new.json",
    )


def test_a_place_that_cannot_be_written_is_named(folder, tmp_path):
    (tmp_path / "file").write_text("")
    result = run(folder, tmp_path / "file/out.json", "--end", "2023-09-08")

    assert (result.exit_code, result.stderr) == (1, f"error: {tmp_path}/file/out.png: File exists\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sead = 1", "sead: no such setting"),
        ("[loans]\nlong_acounts = 1", "loans.long_acounts: no such setting"),
        ("[[stocks]]\nsymbol = 'TSLA'\ndrift = 1\nfactors = {init = 1}", "stocks.0.factors.maint: Field required"),
        (
            "[[stocks]]\nsymbol = 'T'\ndrift = 1\nfactors = {init=1, maint=1, debt_init=1, debt_maint=1, most=1}",
            "stocks.0.factors.most: no such setting",
        ),
        ("[options]\nbuyers = -1", "options.buyers: Input should be greater than or equal to 0"),
        ("[options]\nbuyers = 'many'", "options.buyers: Input should be a valid integer"),
        ("[options]\nwidths = [30]", "options.widths.0: Input should be 25, 50 or 100"),
        ("[options]\nmargin_percent = [9, 8]", "options.margin_percent: the least must stand first"),
        (
            "[[options.pools]]\ntoken = 'GME'\ncash_usd = 1\nbases = ['BTC']",
            "GME: an option pool settles in USDC or in one of the stocks",
        ),
        (
            "[[options.pools]]\ntoken = 'TSLA'\ncash_usd = 1\nbases = ['ETH']",
            "ETH/TSLA: is no pair of two different prices of the scenario",
        ),
        ("stocks = []\ncoins = []", "there is neither a stock nor a coin"),
        ("coins = [{symbol = 'TSLA', drift = 1}]", "TSLA, AAPL, NVDA, TSLA: each price must stand once"),
        ("seed = ", "Invalid value (at end of document)"),
    ],
)
def test_a_wrong_config_is_named_in_one_line(folder, tmp_path, out, text, message):
    config = tmp_path / "config.toml"
    config.write_text(text)
    result = run(folder, out, "--config", config)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {config}: {message}")
    assert result.stderr.count("\n") == 1
    assert not out.parent.exists()


def test_a_config_that_is_missing_or_no_text_is_named(folder, tmp_path, out):
    missing, binary = tmp_path / "missing.toml", tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")

    fails_with(run(folder, out, "--config", missing), f"{missing}: No such file or directory", out)
    assert run(folder, out, "--config", binary).stderr.startswith(f"error: {binary}: 'utf-8' codec can't decode")


def test_the_page_shows_every_setting_with_its_default(tmp_path):
    page = (ROOT / "docs/replay.md").read_text()
    text = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "config.toml").write_text(text)
    assert read_scenario(tmp_path / "config.toml") == Scenario()

    def names(settings):
        if isinstance(settings, dict):
            return {name: names(value) for name, value in settings.items()}
        return [names(each) for each in settings] if isinstance(settings, list | tuple) else None

    assert names(tomllib.loads(text)) == names(asdict(Scenario()))


def test_writes_what_happened_and_a_picture_beside_it(folder, tmp_path, out):
    config = tmp_path / "config.toml"
    config.write_text("[options]\nbuyers = 12\n[keepers]\nawake_percent = 100")
    result = run(folder, out, "--start", "2023-09-05", "--end", "2023-09-30", "--config", config)
    assert result.exit_code == 0, result.output
    found = json.loads(out.read_text())

    assert found.keys() >= KEYS
    assert (found["start"], found["end"]) == ("2023-09-05T00:30Z", "2023-09-29T19:30Z")
    assert found["liquidations"] == sum(book["liquidations"] for book in found["books"].values()) > 100
    assert found["options_opened"] == sum(pool["options_opened"] for pool in found["pools"].values()) > 24
    assert found["unpaid_winners"] == 0
    assert found["hours_without_keeper"] == 12  # the one outage, from the fall on
    assert set(found["pool_returns"]) == {"TSLA options", "USDC options", "USDC lending"} | {
        f"{stock} lending" for stock in ("TSLA", "AAPL", "NVDA")
    }
    assert found["worst_hours"][0]["bad_debt_usd"] + found["worst_hours"][0]["option_pools_usd"]["USDC"] > 0
    assert len(found["worst_hours"]) == 5
    assert out.with_suffix(".png").stat().st_size > 20_000
    assert max(len(line) for line in result.stdout.splitlines()[:-1]) <= 80


def test_a_scenario_without_options_or_loans_is_replayed_too(folder, tmp_path, out):
    config = tmp_path / "config.toml"
    config.write_text("[options]\nbuyers = 0\npools = []\n[loans]\nlong_accounts = 0\nshort_accounts = 0")
    result = run(folder, out, "--config", config)

    assert result.exit_code == 0, result.output
    found = json.loads(out.read_text())
    assert (found["loans_opened"], found["options_opened"], found["pool_returns"]) == (0, 0, {})


def test_the_study_fills_a_page_with_its_tables_and_a_picture(tmp_path, monkeypatch):
    first = day("2023-12-18")
    for symbol in ("TSLA", "AAPL", "NVDA"):
        write_bars(tmp_path / "prices", symbol, sessions([100.0] * 12 + [70.0] * 8, first=first))
    write_bars(tmp_path / "prices", "BTC", round_the_clock(28, lambda hour: 25_000 + 100 * (hour % 7), first=first))
    for name, small in {"SCALES": (100, 120), "AWAKE": (95,), "SEEDS": 1}.items():
        monkeypatch.setattr(study, name, small)
    trial = Sweep(factors_percent=(), z_percent=(), spread_bps=(), premium_bps=(16_000,), widths=())
    monkeypatch.setattr(study, "SWEPT", replace(Scenario(), sweep=trial))
    monkeypatch.setattr(sys, "argv", ["study", "--prices", str(tmp_path / "prices"), "--out", str(tmp_path / "out")])
    study.main()

    page = (tmp_path / "out/replay.md").read_text()
    assert [line for line in page.splitlines() if line.startswith("<!-- /")] == [
        "<!-- /loans 2022-23 -->",
        "<!-- /options 2022-23 -->",
        "<!-- /loans 2024 -->",
        "<!-- /options 2024 -->",
        "<!-- /factors -->",
        "<!-- /awake -->",
        "<!-- /sweep -->",
    ]
    assert (tmp_path / "out/images/replay.png").stat().st_size > 20_000
    assert (tmp_path / "out/images/sweep.png").stat().st_size > 10_000


@pytest.mark.parametrize("period", study.PERIODS)
def test_the_pages_tables_are_what_a_replay_gives(period):
    replay = study.replayed(read(real_prices(), Scenario()), Scenario(), period)
    page = (ROOT / "docs/replay.md").read_text()

    assert results.loans_table(replay, "", "").markdown() in page
    assert results.options_table(replay, "", "").markdown() in page
    assert replay.lending.total.without_price["other"] == 0
    assert sum(pool.unpaid for pool in replay.trading.pools.values()) == 0
