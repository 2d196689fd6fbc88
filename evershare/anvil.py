"""An Anvil node of one's own, for as long as it is needed."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from typing import Any

from web3 import Web3

from evershare.devchain import HARDFORK, STATES_KEPT, anvil_folder
from evershare.errors import InvalidInput, NodeFailed

START_SECONDS = 60  # much less passes; to load a large state on a busy machine takes its time
_POLL_SECONDS = 0.05
_LACKING = "this needs Anvil: run `make setup` first"


@contextlib.contextmanager
def running(
    chain_id: int, port: int, *options: object, lacking: str = _LACKING, failing: str | None = None
) -> Iterator[str]:
    """Start a silent node without accounts, and end it after use. Yields its URL.

    `options` are further ones of its command line. InvalidInput says what is `lacking` where Anvil is not installed,
    NodeFailed what is `failing` if it does not start.
    """
    program = anvil_folder() / "anvil"
    if not program.is_file():
        raise InvalidInput(lacking)
    words = (program, "--silent", "--accounts", 0, "--chain-id", chain_id, "--port", port, "--hardfork", HARDFORK)
    command = [*map(str, (*words, "--prune-history", STATES_KEPT, *options))]
    with answering(command, port, failing or f"Anvil does not start on port {port}") as url:
        yield url


@contextlib.contextmanager
def answering(command: Sequence[str], port: int, failing: str, **process: Any) -> Iterator[str]:
    """Start a node of any make, wait until it answers, and end it after use. Yields its URL.

    `process` is for `subprocess.Popen`. NodeFailed says what is `failing` if another answers there already, or this one
    ends or is silent for a minute.
    """
    url = f"http://127.0.0.1:{port}"
    web3 = Web3(Web3.HTTPProvider(url))
    if web3.is_connected():
        raise NodeFailed(failing)
    node = subprocess.Popen(command, **process)
    try:
        until = time.monotonic() + START_SECONDS
        while not web3.is_connected():
            if node.poll() is not None or time.monotonic() > until:
                raise NodeFailed(failing)
            time.sleep(_POLL_SECONDS)
        yield url
    finally:
        node.kill()
        node.wait()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
