"""Nodes of two makes without accounts of their own, as a public network has none, and how to fund a key there."""

import contextlib
import os
import shutil
import subprocess

import pytest
from eth_account import Account

from evershare import anvil as own_anvil
from evershare.devchain import ROOT

CHAIN_ID = 84_532  # Base Sepolia's
ETHER = 10**24
HARDHAT = ROOT / "tests/nodes/node_modules/hardhat/internal/cli/cli.js"


@contextlib.contextmanager
def anvil(chain_id=CHAIN_ID):
    """A fresh Anvil. Yields its URL, and the method that sets a balance."""
    with own_anvil.running(chain_id, own_anvil.free_port()) as url:
        yield url, "anvil_setBalance"


@contextlib.contextmanager
def hardhat(chain_id=CHAIN_ID):
    """A fresh Hardhat node, at cancun by its own configuration."""
    if not HARDHAT.is_file():
        pytest.skip("Hardhat is not installed: run `make test`, or `npm ci` in tests/nodes")
    port = own_anvil.free_port()
    command = [shutil.which("node"), str(HARDHAT), "node", "--hostname", "127.0.0.1", "--port", str(port)]
    settings = os.environ | {"HARDHAT_DISABLE_TELEMETRY_PROMPT": "true", "CHAIN_ID": str(chain_id)}
    process = {"cwd": HARDHAT.parents[4], "env": settings, "stdout": subprocess.DEVNULL}
    with own_anvil.answering(command, port, f"Hardhat does not start on port {port}", **process) as url:
        yield url, "hardhat_setBalance"


NODES = {"anvil": anvil, "hardhat": hardhat}


def funded_key(web3, method):
    """A new key with ether."""
    account = Account.create()
    answer = web3.provider.make_request(method, [account.address, hex(ETHER)])
    assert "error" not in answer, answer
    return account
