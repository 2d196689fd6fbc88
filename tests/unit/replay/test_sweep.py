"""Sweeps: what they try, what counts as the frontier, and the same results here and on a cluster of two workers."""

import importlib.util
import json
import subprocess
import sys
import warnings
from dataclasses import replace

import pytest
from click.testing import CliRunner

from evershare.cli import main
from evershare.devchain import ROOT
from evershare.replay import sweep
from evershare.replay.scenario import Scenario, Sweep
from evershare.replay.sweep import Point
from tests.support.prices import round_the_clock, sessions, write_bars

SMALL = """
[loans]
long_accounts = 3
short_accounts = 2
[options]
buyers = 6
days = 1
[sweep]
factors_percent = [130]
z_percent = [200]
spread_bps = [0]
premium_bps = [16000]
widths = [100]
"""
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


def point(pools, cost, **changes):
    return replace(Point("spread", f"{pools} {cost}", pools, cost, 0.02, 1, 0.0, 0), **changes)


@pytest.fixture
def folder(tmp_path):
    for symbol in ("TSLA", "AAPL", "NVDA"):
        write_bars(tmp_path / "prices", symbol, sessions([100.0 + 3 * (day % 4) for day in range(4)]))
    write_bars(tmp_path / "prices", "BTC", round_the_clock(5, lambda hour: 25_000 + 300 * (hour % 7)))
    (tmp_path / "config.toml").write_text(SMALL)
    return tmp_path


def run(folder, out, *more):
    command = [
        "sweep",
        "--prices",
        folder / "prices",
        "--config",
        folder / "config.toml",
        "--json",
        folder / out,
        *more,
    ]
    return CliRunner().invoke(main, list(map(str, command)))


def swept(folder, out, *more):
    result = run(folder, out, *more)
    assert result.exit_code == 0, result.output
    assert max(len(line) for line in result.stdout.splitlines()[:-1]) <= 80
    assert (folder / out).with_suffix(".png").stat().st_size > 10_000
    return json.loads((folder / out).read_text())


def require_dask():
    """Skip, loudly, where it is absent."""
    if importlib.util.find_spec("distributed") is None:
        reason = "Dask is not installed: pip install 'evershare[sweep]' to run this test"
        warnings.warn(reason, stacklevel=2)  # a skip alone is easily overlooked
        pytest.skip(reason)


@pytest.fixture
def cluster():
    """The address of a scheduler with two workers."""
    require_dask()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", CLUSTER], cwd=ROOT, text=True, **pipes) as process:
        yield process.stdout.readline().strip()
        process.stdin.close()
        process.wait(30)


def test_each_variant_changes_one_parameter():
    trial = Sweep(factors_percent=(120,), z_percent=(200,), spread_bps=(400,), premium_bps=(14_000,), widths=(25,))
    base = replace(Scenario(), sweep=trial)
    found = {(parameter, value): scenario for parameter, value, scenario in sweep.variants(base)}

    assert found.pop(("design", "")) == base
    assert found.pop(("factors", "x 1.2")) == base.scaled(120)
    doubled = found.pop(("z", "x 2.0"))
    assert [price.drift for price in doubled.prices] == [2 * price.drift for price in base.prices]
    assert doubled.options == base.options
    assert found.pop(("spread", "4.0 %")).options == replace(base.options, spread_bps=400)
    assert found.pop(("premium", "1.4")).options == replace(base.options, premium_bps=14_000)
    assert found.pop(("width", "25 %")).options == replace(base.options, widths=(25,))
    assert not found


def test_the_frontier_is_what_nothing_else_beats():
    cheap, dear, beaten, equal = point(0.1, 0.5), point(0.3, 0.9), point(0.2, 0.95), point(0.1, 0.6)
    unsound = point(0.9, 0.1, bad_debt_usd=1.0), point(0.9, 0.1, unpaid_winners=1)
    points = [cheap, dear, beaten, equal, *unsound]

    assert [each for each in points if sweep.is_frontier(each, points)] == [cheap, dear]


def test_writes_every_variant_in_order_with_a_picture(folder):
    found = swept(folder, "local.json")

    assert [each["parameter"] for each in found] == ["design", "factors", "z", "spread", "premium", "width"]
    design, _, _, spread, premium, _ = found
    assert spread["cost"] < design["cost"] < premium["cost"]
    assert spread["pools"] < design["pools"] < premium["pools"]
    assert any(each["frontier"] for each in found)


def test_two_workers_of_a_cluster_find_the_same(folder, cluster):
    assert swept(folder, "cluster.json", "--scheduler", cluster) == swept(folder, "local.json")


def test_a_scheduler_that_does_not_answer_ends_it_with_one_line(folder, monkeypatch):
    require_dask()
    monkeypatch.setattr(sweep, "REPLY_SECONDS", 1)
    for address, kind in (("tcp://127.0.0.1:9", "OSError"), ("here://", "ValueError")):
        result = run(folder, "out.json", "--scheduler", address)

        message = f"no Dask scheduler answers at {address}: {kind}"
        assert (result.exit_code, result.stderr) == (3, f"error: {message}\n")
    assert not (folder / "out.json").exists()


def test_without_dask_it_says_how_to_get_it(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run(folder, "out.json", "--scheduler", "tcp://127.0.0.1:9")

    message = "a cluster needs Dask: pip install 'evershare[sweep]'"
    assert (result.exit_code, result.stderr) == (1, f"error: {message}\n")


def test_a_broken_price_file_is_named_before_anything_is_tried(folder):
    (folder / "prices/BTC_1h.csv").write_text("nothing")
    result = run(folder, "out.json")

    message = "BTC_1h.csv: the first line must be timestamp,open,high,low,close"
    assert (result.exit_code, result.stderr) == (1, f"error: {message}\n")
