"""An Anvil of one's own that starts from a state of the tests' chain, and can be killed and started again."""

from __future__ import annotations

import gzip
import json
import subprocess
import time
from pathlib import Path
from typing import Any

from web3 import Web3
from web3.types import RPCEndpoint

from evershare import anvil
from tests.support.indexing import CHAIN_ID
from tests.support.nodes import START_SECONDS

DUMP_SECONDS = 300


def state_of(url: str) -> dict[str, Any]:
    """The whole chain of a node, its blocks and events included."""
    patient = Web3(Web3.HTTPProvider(url, request_kwargs={"timeout": DUMP_SECONDS}))
    raw = patient.provider.make_request(RPCEndpoint("anvil_dumpState"), [])["result"]
    found: dict[str, Any] = json.loads(gzip.decompress(bytes.fromhex(raw[2:])))
    return found


class OwnNode:
    """A node whose blocks are a second apart, whatever the machine's clock says."""

    def __init__(self, folder: Path, state: dict[str, Any]) -> None:
        self._file, self._port = folder / "state.json", anvil.free_port()
        self._file.write_text(json.dumps(state))
        self.url = f"http://127.0.0.1:{self._port}"
        self.web3 = Web3(Web3.HTTPProvider(self.url))
        self.start()

    def start(self) -> None:
        """Start from the state that was kept last."""
        command = anvil.command(CHAIN_ID, self._port)
        self._process = subprocess.Popen([*command, "--load-state", str(self._file)])
        until = time.monotonic() + START_SECONDS
        while not self.web3.is_connected():
            assert self._process.poll() is None, "Anvil has stopped"
            assert time.monotonic() < until, "Anvil does not start"
            time.sleep(0.05)
        self.ask("evm_setTime", self.now)
        self.ask("anvil_setBlockTimestampInterval", 1)

    def kill(self) -> None:
        """End it at once; what it had mined is kept, as a node has it on disk."""
        self._file.write_text(json.dumps(state_of(self.url)))
        self.end()

    def end(self) -> None:
        """End it for good."""
        self._process.kill()
        self._process.wait()

    def ask(self, method: str, *params: Any) -> Any:
        """A request to it."""
        answer = self.web3.provider.make_request(method, list(params))
        assert "error" not in answer, answer
        return answer["result"]

    @property
    def now(self) -> int:
        """The time of the latest block."""
        return int(self.web3.eth.get_block("latest")["timestamp"])

    def wait_until(self, timestamp: int) -> None:
        """Mine a block at a time."""
        if timestamp > self.now:
            self.ask("evm_setNextBlockTimestamp", timestamp)
            self.ask("evm_mine")
