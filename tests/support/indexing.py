"""An Anvil that can be stopped and started again from a state, and the index of what happens on it."""

from __future__ import annotations

import contextlib
import gzip
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from eth_utils import decode_hex
from web3 import Web3
from web3.types import RPCEndpoint

from evershare import anvil
from evershare.dapp import indexer
from evershare.errors import InvalidInput

CHAIN_ID = 31337
# Much less passes; a machine that is busy with other tests takes its time.
PATIENCE_SECONDS = 300


@dataclass(frozen=True)
class State:
    """A chain as a node has dumped it. `time` is that of its last block, Unix seconds."""

    path: Path
    time: int


class Node:
    """Anvil on a port of its own. A chain of another id than its transactions' can be read, and nothing else."""

    def __init__(self, folder: Path, chain_id: int = CHAIN_ID) -> None:
        self._folder, self._port, self._chain_id = folder, anvil.free_port(), chain_id
        self.url = f"http://127.0.0.1:{self._port}"
        self.web3 = Web3(Web3.HTTPProvider(self.url))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, state: State | None = None) -> None:
        """Start a fresh chain, or one from a dumped state."""
        command = anvil.command(self._chain_id, self._port)
        if state:  # its clock would start at the machine's time
            command += ["--load-state", str(state.path), "--timestamp", str(state.time)]
        self._process = subprocess.Popen(command)
        wait_for(self.web3.is_connected, "Anvil to answer")
        if state:
            self.ask("evm_setNextBlockTimestamp", state.time + 1)
            self.ask("evm_mine")

    def stop(self) -> None:
        """End it, without a word to whoever listens."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def dump(self) -> State:
        """Write its state, blocks and all, to a file."""
        path = self._folder / "state.json"
        path.write_bytes(gzip.decompress(decode_hex(self.ask("anvil_dumpState"))))
        return State(path, self.web3.eth.get_block("latest")["timestamp"])

    def ask(self, method: str, *parameters: Any) -> Any:
        """The answer to a request that is Anvil's own."""
        answer = self.web3.provider.make_request(RPCEndpoint(method), list(parameters))
        assert "error" not in answer, answer
        return answer["result"]


class Index:
    """What an index answers, over GraphQL."""

    def __init__(self, started: indexer.Index) -> None:
        self._started = started
        self.url = started.url

    def ask(self, query: str) -> dict[str, Any]:
        """The data of an answer."""
        answer = requests.post(self.url, json={"query": query}, timeout=30).json()
        assert "errors" not in answer, answer
        return dict(answer["data"])

    def rows(self, fields: str, table: str, **where: Any) -> list[dict[str, Any]]:
        """All rows of a table, in the order of events, read page by page."""
        named = ", ".join(f"{name}: {value if name == 'kind' else json.dumps(value)}" for name, value in where.items())
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            page = self.ask(
                f"{{ {table}(where: {{{named}}}, limit: 50{after}) {{ items {{ {fields} }}"
                "  pageInfo { hasNextPage endCursor } } }"
            )[table]
            found += page["items"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = f', after: "{page["pageInfo"]["endCursor"]}"'

    def wait_for_block(self, number: int) -> None:
        """Wait until it has read a block."""

        def is_read(index: Index) -> bool:
            status = index.ask("{ _meta { status } }")["_meta"]["status"]
            return bool(status) and status["evershare"]["block"]["number"] >= number  # it has none at its very start

        self.wait_until(is_read, f"block {number} to be read")

    def wait_until(self, fulfilled: Callable[[Index], bool], what: str) -> None:
        """Wait for something to show. The index may be starting, or away while it starts again."""

        def holds() -> bool:
            try:
                return fulfilled(self)
            except requests.RequestException:
                said = self._started.log.read_text()[-2_000:]
                assert self._started.process.poll() is None, f"the index has stopped: {said}"
                return False

        wait_for(holds, what)


def wait_for(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds, and fail with what was waited for."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, f"waited {PATIENCE_SECONDS} s for {what}"
        time.sleep(0.1)


@contextlib.contextmanager
def indexing(url: str, record: Path, log: Path) -> Iterator[Index]:
    """Index a node's deployment for a while."""
    try:
        with indexer.indexing(url, record, log) as started:
            yield Index(started)
    except InvalidInput as error:
        pytest.skip(str(error))
