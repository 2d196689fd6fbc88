"""A new user's path: install the package, make a key, and trade, at a terminal and with the README's script."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from decimal import Decimal

import pytest

from evershare.anvil import free_port
from evershare.devchain import ROOT
from evershare.playground import PRICES, Playground
from tests.support.nodes import NODES

CHAIN_ID = 31337
PASSWORD = "a password"


@pytest.fixture(autouse=True)
def _isolation():
    """The chain of the tests is not touched."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder of the commands of a virtual environment that has nothing but the package."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    sources = tmp_path_factory.mktemp("sources")  # a copy, as pip leaves traces beside what it installs from
    shutil.copytree(ROOT / "evershare", sources / "evershare", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, sources)
    install = (folder / "bin/pip", "install", "--quiet", "--no-cache-dir", sources)
    subprocess.run(install, check=True, capture_output=True)
    return folder / "bin"


@pytest.fixture
def run(installed, tmp_path):
    """Runs a command of that environment in an empty folder, and returns what it prints."""
    environment = {
        "PATH": f"{installed}:{os.environ['PATH']}",
        "EVERSHARE_KEYSTORE": "trader.json",
        "EVERSHARE_PRICE_SERVICE": ",".join(f"{symbol}={price}" for symbol, price in PRICES.items()),
    }

    def command(*words, code=0, **more):
        done = subprocess.run(
            words,
            cwd=tmp_path,
            env=environment | more,
            input=PASSWORD + "\n",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert bool(done.stderr) == bool(code)
        return done.stdout or done.stderr

    return command


@pytest.fixture(scope="module", params=NODES)
def market(request, tmp_path_factory):
    """A playground on a node of each make: its URL and the folder of its record. Anvil's is that of the command."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "anvil":
        with command_playground(folder) as url:
            yield url, folder
    else:
        with NODES[request.param](CHAIN_ID) as (url, _):
            Playground(url, folder / "deployments").build()
            yield url, folder


@contextlib.contextmanager
def command_playground(folder):
    """What `evershare playground` starts, and Ctrl-C ends."""
    command = [sys.executable, "-m", "evershare", "playground", "--port", str(free_port())]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout.readline().endswith("recorded in deployments/31337.json\n")
        yield re.match(r"running at (http://127\.0\.0\.1:\d+); prices: ", running.stdout.readline())[1]
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0
    finally:
        running.kill()
        running.wait()


def test_trades_at_a_terminal_and_from_the_readmes_script(market, run, tmp_path):
    url, folder = market
    address = json.loads(run("evershare", "key", "new", "trader.json", "--json"))["address"]
    (tmp_path / "deployments").symlink_to(folder / "deployments")
    Playground(url, folder / "deployments").welcome(address)

    def evershare(*words, code=0):
        return run("evershare", *words, code=code, EVERSHARE_RPC=url)

    evershare("deposit", "TSLA", "50")
    refused = evershare("withdraw", "TSLA", "51", code=4)  # each make of node puts the contract's error elsewhere
    assert re.match(
        r"error: InsufficientAccountBalance \(account 0x\w+, assetId \d, unlocked 50\d+, needed 51", refused
    )
    opened = json.loads(evershare("open", "BTC", "TSLA", "put", "0.1", "--json"))
    assert str(opened["series_id"]) in evershare("positions")
    evershare("close", str(opened["series_id"]))
    evershare("withdraw", "TSLA", "max")
    assert json.loads(evershare("positions", "--json"))["balances"] == []

    readme = (ROOT / "README.md").read_text()
    script = re.search(r"```python\n(.*?)```", readme, re.DOTALL)[1]
    assert len(script.strip().splitlines()) <= 15
    told = run("python", "-c", script.replace("http://127.0.0.1:8545", url))
    cost, value = re.fullmatch(r"a put at [\d.]+ TSLA for ([\d.]+), worth ([\d.]+)\n", told).groups()
    assert 0 < Decimal(value) < Decimal(cost)


@pytest.mark.parametrize("example", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.stem)
@pytest.mark.parametrize("market", ["anvil"], indirect=True)
def test_every_example_runs(market, example):
    url, folder = market
    environment = os.environ | {"EVERSHARE_RPC": url, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, example], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") >= 1
    assert done.stderr == ""
