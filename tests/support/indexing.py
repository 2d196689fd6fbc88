"""The index of what happens on a chain, as it is started and asked."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from evershare.dapp import indexer
from evershare.errors import InvalidInput

# Much less passes; a machine that is busy with other tests takes its time.
PATIENCE_SECONDS = 300


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
