"""A service that takes orders and does nothing with them but remember, over the same HTTP as the real one."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any


class Matcher:
    """What was sent in, and what is answered: by default the message is taken."""

    def __init__(self) -> None:
        self.url = ""
        self.posted: list[tuple[str, dict[str, Any]]] = []
        self.asked: list[str] = []
        self.answers: list[tuple[int, Any]] = []

    def answer(self, default: Any) -> tuple[int, Any]:
        """The next prepared answer."""
        return self.answers.pop(0) if self.answers else (200, default)


@contextlib.contextmanager
def matcher() -> Iterator[Matcher]:
    """Serve a `Matcher` for a while."""
    found = Matcher()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.posted.append((self.path, body))
            self._say({"id": "0x1", "matched": "0", "cancelled": 2})

        def do_GET(self) -> None:
            found.asked.append(self.path)
            self._say([])

        def _say(self, default: Any) -> None:
            status, answer = found.answer(default)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
