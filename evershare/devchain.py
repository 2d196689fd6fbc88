"""The local Anvil chain that tests, the demo and gas measurements run on, and the project loaded onto it.

Brownie launches the node itself; what it cannot be told in ``brownie-config.yaml`` (1.22 stops on
``cmd_settings`` there) is set here, before it connects. The chain's clock does not follow the machine's:
every block is one second after the one before, unless it is told otherwise, so that each run is the same.

``python -m evershare.devchain`` compiles all contracts if any has changed: Brownie would leave those that inherit from
it, or read its interface, as they were.
"""

import contextlib
import functools
import hashlib
import io
import itertools
import os
import platform
import shutil
import socket
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evershare.devchain_speed import connection, request, send_at_once

if TYPE_CHECKING:
    from brownie.project.main import Project

ROOT = Path(__file__).resolve().parent.parent
GENESIS_TIME = 1_722_470_400  # Thursday 1 August 2024, 00:00 UTC: the first day of the demo's prices
BLOCK_SECONDS = 1
HARDFORK = "cancun"
ACCOUNTS = 30
BLOCK_GAS_LIMIT = 60_000_000
STATES_KEPT = 128  # of the last blocks, in memory; by default Anvil writes those of all to the home folder
_PROJECT_NAME = "EvershareProject"
_PORT_VARIABLE = "EVERSHARE_PORT"
_OF_MINED = ("eth_getTransactionByHash", "eth_getTransactionReceipt")
_PATIENCE_SECONDS = 60
_PORTS_KEPT_FREE = 8  # one for each parallel test worker


def anvil_folder() -> Path:
    """Where npm has put the node."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return ROOT / f"node_modules/@foundry-rs/anvil-{platform.system().lower()}-{machine}/bin"


@functools.cache
def configure() -> None:
    """Make Brownie's ``development`` network an Anvil of ours, on a free port. Call it before it connects."""
    from brownie import project
    from brownie._config import CONFIG
    from brownie.network.rpc import Rpc, anvil

    os.environ["PATH"] = f"{anvil_folder()}{os.pathsep}{os.environ['PATH']}"
    CONFIG.networks["development"]["cmd_settings"] = {
        "port": _base_port(),
        "gas_limit": BLOCK_GAS_LIMIT,
        "accounts": ACCOUNTS,
        "base_fee": 0,
        "evm_version": HARDFORK,
        "states_kept": STATES_KEPT,
    }
    # Brownie would name the project after its folder, and refuses a folder that starts with a digit.
    vars(project).update(load=functools.partial(project.main.load, name=_PROJECT_NAME))
    # What Brownie sends for both is refused by Anvil or has no effect on a clock with fixed steps.
    vars(anvil).update(sleep=_sleep, mine=_mine)
    anvil.CLI_FLAGS["states_kept"] = "--prune-history"
    # Each of these is wrapped to warn other callers than Brownie, which costs more than the call itself.
    for name in ("mine", "revert", "sleep", "snapshot"):
        setattr(Rpc, name, getattr(Rpc, name).__closure__[0].cell_contents)
    send_at_once(BLOCK_GAS_LIMIT)


def load_project() -> "Project":
    """Compile what has changed and load the contracts."""
    from brownie import project

    return project.main.load(ROOT, name=_PROJECT_NAME)


def launch() -> "Project":
    """Connect to a fresh chain of ours, whatever was connected before, and return the loaded project."""
    from brownie import network, project

    configure()
    if network.main.is_connected():
        network.main.disconnect()
    # A node that Brownie found at its usual port is another's: while it counts as attached, ours is not started.
    network.main.rpc.process = None
    loaded = project.main.get_loaded_projects()
    containers = loaded[0] if loaded else load_project()
    network.main.connect("development")
    start_clock()
    return containers


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Brownie prints several lines for each transaction, and warns about calls of its own."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "rpc.* should not be called directly", FutureWarning)
        yield


def start_clock(timestamp: int = GENESIS_TIME) -> None:
    """Set the time of the connected chain, which has no transaction yet (seconds since 1970).

    What Brownie resets the chain to is the state right after this.
    """
    from brownie import chain

    _ask_directly()
    for method, argument in (("anvil_setTime", timestamp), ("anvil_setBlockTimestampInterval", BLOCK_SECONDS)):
        request(method, argument)
    request("evm_mine")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Brownie's warning about its own call
        chain._network_connected()


def now() -> int:
    """The timestamp of the latest block, which view calls see as ``block.timestamp`` (seconds since 1970)."""
    from brownie import web3

    return int(web3.eth.get_block("latest")["timestamp"])


@contextlib.contextmanager
def standing_clock() -> Iterator[None]:
    """Give all blocks the time of the one before; only mining one at a later time moves the clock."""
    request("anvil_setBlockTimestampInterval", 0)
    try:
        yield
    finally:
        request("anvil_setBlockTimestampInterval", BLOCK_SECONDS)


@contextlib.contextmanager
def rewound() -> Iterator[None]:
    """Undo on the chain, and in what Brownie knows of it, all that happens in the body.

    Brownie's own ``chain.revert()`` takes the body back to its start.
    """
    from brownie import chain, history, project

    loaded: Any = project.main.get_loaded_projects()
    containers = list(itertools.chain.from_iterable(loaded))
    known = [len(container) for container in containers]
    sent = len(history)
    snapshot = request("evm_snapshot")
    chain.snapshot()
    try:
        yield
    finally:
        request("evm_revert", snapshot)
        del history._list[sent:]
        for container, count in zip(containers, known, strict=True):
            for contract in container[count:]:
                container.remove(contract)


def send(sender: str, to: str, data: str, gas: int, value: int = 0) -> bool:
    """Send a transaction past Brownie, which takes several times as long, and say whether it went through."""
    transaction = {"from": sender, "to": to, "data": data, "gas": hex(gas), "value": hex(value), "gasPrice": "0x0"}
    receipt = request("eth_getTransactionReceipt", request("eth_sendTransaction", transaction))
    return bool(int(receipt["status"], 16))


def set_next_timestamp(timestamp: int) -> None:
    """Give the next block, and so the next transaction, exactly this time (seconds since 1970, after ``now()``)."""
    request("evm_setNextBlockTimestamp", timestamp)


def _sleep(seconds: int) -> int:
    if seconds:
        _mine(now() + seconds)
    return seconds


def _mine(timestamp: int | None = None) -> None:
    request("evm_mine", *([] if timestamp is None else [timestamp]))


def _ask_directly() -> None:
    """Spare each request what web3 does around it, and ask again for a transaction that Anvil does not show yet.

    Beyond some 500 blocks it counts one a moment before it can show it, and Brownie takes that for a dropped one.
    """
    from brownie import web3

    with contextlib.suppress(ValueError):
        # It asks for the chain's id, to compare it with that of a transaction, of which Brownie's own carry none.
        web3.middleware_onion.remove("validation")
    provider: Any = web3.provider
    ask = connection(provider.endpoint_uri)

    def patiently(method: Any, params: Any) -> Any:
        response = ask(method, *params)
        until = time.monotonic() + _PATIENCE_SECONDS
        while method in _OF_MINED and response.get("result", True) is None and time.monotonic() < until:
            time.sleep(0.01)
            response = ask(method, *params)
        return response

    # web3 keeps the function that it has called so far.
    vars(provider).update(make_request=patiently, _request_func_cache=(None, None))


def _base_port() -> int:
    """The first of a run of free ports; child processes (test workers) get the parent's choice."""
    if _PORT_VARIABLE not in os.environ:
        # Each process looks from a place of its own, or two that start at once would take the same.
        first = 8_600 + os.getpid() % 2_000 * 10
        os.environ[_PORT_VARIABLE] = str(next(p for p in range(first, 65_000, 10) if _all_free(p)))
    return int(os.environ[_PORT_VARIABLE])


def _all_free(first: int) -> bool:
    for port in range(first, first + _PORTS_KEPT_FREE):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return False
    return True


def _compile() -> None:
    sources = sorted([*(ROOT / "contracts").rglob("*.sol"), *(ROOT / "interfaces").glob("*.sol")])
    digest = hashlib.sha256(b"".join(str(s.relative_to(ROOT)).encode() + s.read_bytes() for s in sources)).hexdigest()
    compiled = ROOT / "build/compiled.sha256"
    if not compiled.exists() or compiled.read_text() != digest:
        for folder in ("contracts", "interfaces"):
            shutil.rmtree(ROOT / "build" / folder, ignore_errors=True)
    load_project()
    compiled.write_text(digest)


if __name__ == "__main__":
    _compile()
