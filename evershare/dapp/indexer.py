"""The index of a node's events (`indexer/`), for as long as it is needed."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evershare.anvil import free_port
from evershare.deployment import ROOT
from evershare.errors import InvalidInput

INDEXER = ROOT / "indexer"
_STOP_SECONDS = 60


@dataclass(frozen=True)
class Index:
    """An index that has been started. It answers at `url`, in GraphQL, some seconds later."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextlib.contextmanager
def indexing(rpc: str, record: Path, log: Path) -> Iterator[Index]:
    """Index the deployment of a record on a free port, and end it after use. What it says goes to `log`.

    InvalidInput where it is not installed.
    """
    node = shutil.which("node")
    if not node or not (INDEXER / "node_modules/ponder").is_dir():
        raise InvalidInput(f"the index is not installed: run `make dapp`, or `npm ci --ignore-scripts` in {INDEXER}")
    port = free_port()
    settings = {"EVERSHARE_RPC": rpc, "EVERSHARE_DEPLOYMENT": str(record), "PORT": str(port)}
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as said:
        command = [node, str(INDEXER / "start.mjs")]
        process = subprocess.Popen(command, env=os.environ | settings, stdout=said, stderr=said)
        try:
            yield Index(f"http://127.0.0.1:{port}/graphql", process, log)
        finally:
            process.terminate()
            process.wait(_STOP_SECONDS)
