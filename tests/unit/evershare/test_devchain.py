"""The chain that scripts run on is their own."""

import os
import subprocess
import sys

from web3 import Web3

from evershare import anvil
from evershare.devchain import ROOT

# What `brownie run` does first where somebody's node listens at the port that Brownie would start its own at.
ATTACHED = """
import sys
from brownie import network, rpc
from brownie._config import CONFIG
from evershare import devchain

CONFIG.networks["development"]["cmd_settings"]["port"] = int(sys.argv[1])
network.connect("development")
print("at first", rpc.is_child())
devchain.launch()
print("then", rpc.is_child())
"""


def test_anothers_node_at_brownies_port_is_left_alone():
    environment = {name: value for name, value in os.environ.items() if name != "EVERSHARE_PORT"}
    port = anvil.free_port()
    with anvil.running(31_337, port) as url:
        result = subprocess.run(
            [sys.executable, "-c", ATTACHED, str(port)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert Web3(Web3.HTTPProvider(url)).eth.block_number == 0

    assert result.returncode == 0, result.stderr
    assert {"at first False", "then True"} <= set(result.stdout.splitlines())
