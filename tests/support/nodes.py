"""Nodes of two makes without accounts of their own, as a public network has none, and how to fund a key there."""

import contextlib
import os
import shutil
import subprocess
import time

import pytest
from eth_account import Account
from web3 import Web3

from evershare import anvil as own_anvil
from evershare.devchain import ROOT

CHAIN_ID = 84_532  # Base Sepolia's
ETHER = 10**24
START_SECONDS = 30
HARDHAT = ROOT / "tests/nodes/node_modules/hardhat/internal/cli/cli.js"


@contextlib.contextmanager
def anvil(chain_id=CHAIN_ID):
    """A fresh Anvil. Yields its URL, and the method that sets a balance."""
    port = own_anvil.free_port()
    with _running(own_anvil.command(chain_id, port), port, ROOT) as url:
        yield url, "anvil_setBalance"


@contextlib.contextmanager
def hardhat(chain_id=CHAIN_ID):
    """A fresh Hardhat node, at cancun by its own configuration."""
    if not HARDHAT.is_file():
        pytest.skip("Hardhat is not installed: run `make test`, or `npm ci` in tests/nodes")
    port = own_anvil.free_port()
    command = [shutil.which("node"), str(HARDHAT), "node", "--hostname", "127.0.0.1", "--port", str(port)]
    settings = {"HARDHAT_DISABLE_TELEMETRY_PROMPT": "true", "CHAIN_ID": str(chain_id)}
    with _running(command, port, HARDHAT.parents[4], settings) as url:
        yield url, "hardhat_setBalance"


NODES = {"anvil": anvil, "hardhat": hardhat}


@contextlib.contextmanager
def _running(command, port, folder, settings=None):
    node = subprocess.Popen(command, cwd=folder, env=os.environ | (settings or {}), stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + START_SECONDS
        while not Web3(Web3.HTTPProvider(url)).is_connected():
            assert node.poll() is None, f"{command} has stopped"
            assert time.monotonic() < until, f"{command} does not start"
            time.sleep(0.1)
        yield url
    finally:
        node.kill()
        node.wait()


def funded_key(web3, method):
    """A new key with ether."""
    account = Account.create()
    answer = web3.provider.make_request(method, [account.address, hex(ETHER)])
    assert "error" not in answer, answer
    return account
