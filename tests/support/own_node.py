"""An Anvil of one's own that can be stopped, and started again from the state of a chain."""

from __future__ import annotations

import contextlib
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_utils import decode_hex
from web3 import Web3
from web3.types import RPCEndpoint

from evershare import anvil

CHAIN_ID = 31337
DUMP_SECONDS = 300


@dataclass(frozen=True)
class State:
    """A chain as a node has dumped it, with blocks and events. `time` is that of its last block, Unix seconds."""

    path: Path
    time: int


def dump(url: str, path: Path) -> State:
    """Write the state of an Anvil to a file."""
    web3 = Web3(Web3.HTTPProvider(url, request_kwargs={"timeout": DUMP_SECONDS}))
    path.write_bytes(gzip.decompress(decode_hex(_asked(web3, "anvil_dumpState"))))
    return State(path, web3.eth.get_block("latest")["timestamp"])


class OwnNode:
    """Anvil on a port of its own. A chain of another id than its transactions' can be read, and nothing else."""

    def __init__(self, folder: Path, chain_id: int = CHAIN_ID) -> None:
        self._folder, self._port, self._chain_id = folder, anvil.free_port(), chain_id
        self.url = f"http://127.0.0.1:{self._port}"
        self.web3 = Web3(Web3.HTTPProvider(self.url))
        self._running = contextlib.ExitStack()

    def start(self, state: State | None = None) -> None:
        """Start a fresh chain, or one from a state, with blocks a second apart, whatever the machine's clock says."""
        options = ("--load-state", state.path, "--timestamp", state.time) if state else ()
        self._running.enter_context(anvil.running(self._chain_id, self._port, *options))
        if state:
            self.ask("anvil_setBlockTimestampInterval", 1)
            self.ask("evm_mine")

    def stop(self) -> None:
        """End it at once, without a word to whoever listens."""
        self._running.close()

    def dump(self) -> State:
        """Write its state to a file."""
        return dump(self.url, self._folder / "state.json")

    def ask(self, method: str, *params: Any) -> Any:
        """The answer to a request that is a node's own."""
        return _asked(self.web3, method, *params)

    @property
    def now(self) -> int:
        """The time of the latest block."""
        return int(self.web3.eth.get_block("latest")["timestamp"])

    def wait_until(self, timestamp: int) -> None:
        """Mine a block at a time."""
        if timestamp > self.now:
            self.ask("evm_setNextBlockTimestamp", timestamp)
            self.ask("evm_mine")


def _asked(web3: Web3, method: str, *params: Any) -> Any:
    answer = web3.provider.make_request(RPCEndpoint(method), list(params))
    assert "error" not in answer, answer
    return answer["result"]
