"""An Anvil node of one's own, for as long as it is needed."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from web3 import Web3

from evershare.devchain import HARDFORK, STATES_KEPT, anvil_folder
from evershare.errors import InvalidInput, NodeFailed

START_SECONDS = 10


@contextlib.contextmanager
def running(chain_id: int, port: int, *, lacking: str, failing: str) -> Iterator[str]:
    """Start a node without accounts, and end it after use. Yields its URL.

    InvalidInput says what is `lacking` where Anvil is not installed, NodeFailed what is `failing` if it does not start.
    """
    if not _program().is_file():
        raise InvalidInput(lacking)
    url = f"http://127.0.0.1:{port}"
    node = subprocess.Popen(command(chain_id, port))
    try:
        until = time.monotonic() + START_SECONDS
        while not Web3(Web3.HTTPProvider(url)).is_connected():
            if node.poll() is not None or time.monotonic() > until:
                raise NodeFailed(failing)
            time.sleep(0.05)
        yield url
    finally:
        node.kill()
        node.wait()


def command(chain_id: int, port: int) -> list[str]:
    """What starts a silent node without accounts."""
    words = (_program(), "--silent", "--accounts", 0, "--chain-id", chain_id, "--port", port)
    return [*map(str, words), "--hardfork", HARDFORK, "--prune-history", str(STATES_KEPT)]


def _program() -> Path:
    return anvil_folder() / "anvil"


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
