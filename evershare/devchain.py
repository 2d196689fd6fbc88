"""The local Anvil chain that tests, the demo and gas measurements run on.

Brownie launches the node itself; what it cannot be told in ``brownie-config.yaml`` (1.22 stops on
``cmd_settings`` there) is set here, before it connects.
"""

import os
import platform
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GENESIS_TIME = 1_722_470_400  # Thursday 1 August 2024, 00:00 UTC: the first day of the demo's prices
HARDFORK = "cancun"
ACCOUNTS = 30
BLOCK_GAS_LIMIT = 60_000_000
_PORT_VARIABLE = "EVERSHARE_PORT"
_PORTS_KEPT_FREE = 8  # one for each parallel test worker


def configure() -> None:
    """Make Brownie's ``development`` network an Anvil of ours, on a free port. Call before it connects."""
    from brownie._config import CONFIG

    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    binaries = ROOT / f"node_modules/@foundry-rs/anvil-{platform.system().lower()}-{machine}/bin"
    os.environ["PATH"] = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    CONFIG.networks["development"]["cmd_settings"] = {
        "port": _base_port(),
        "gas_limit": BLOCK_GAS_LIMIT,
        "accounts": ACCOUNTS,
        "base_fee": 0,
        "evm_version": HARDFORK,
    }


def start_clock(timestamp: int = GENESIS_TIME) -> None:
    """Set the time of the connected chain, which has no transaction yet, so that every run is the same."""
    from brownie import web3

    for method, arguments in (("anvil_setTime", [timestamp]), ("evm_mine", [])):
        web3.provider.make_request(method, arguments)


def _base_port() -> int:
    """The first of a run of free ports; child processes (test workers) get the parent's choice."""
    if _PORT_VARIABLE not in os.environ:
        os.environ[_PORT_VARIABLE] = str(next(p for p in range(8600, 65_000, 10) if _all_free(p)))
    return int(os.environ[_PORT_VARIABLE])


def _all_free(first: int) -> bool:
    for port in range(first, first + _PORTS_KEPT_FREE):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return False
    return True
