"""A node between the client and a good one that drops answers, keeps them back, garbles them or lies."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

Fault = Callable[[str, Any], str | dict[str, Any] | None]
"""Told the method and the true answer; what is answered instead: JSON, text, DROP, or None for the truth."""

DROP = "drop"


@contextlib.contextmanager
def between(url: str, fault: Fault) -> Iterator[str]:
    """Serve in front of a node. Each request reaches it, whatever becomes of the answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request) as response:
                truth = json.loads(response.read())
            asked = json.loads(body)
            said = fault(asked["method"] if isinstance(asked, dict) else "several", truth)
            if said is DROP:
                self.connection.close()
                return
            content = said if isinstance(said, str) else json.dumps(said or truth)
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError):  # the client has given up
                self.wfile.write(content.encode())

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def every(count: int, said: str) -> Fault:
    """Does something to each so-manieth answer, and to the first answer to each transaction."""
    seen = {"all": 0, "sent": 0}

    def fault(method: str, truth: Any) -> str | None:
        seen["all"] += 1
        if method == "eth_sendRawTransaction":
            seen["sent"] += 1
            return said if seen["sent"] % 2 else None
        return None if seen["all"] % count else said

    return fault


def late(seconds: float, count: int) -> Fault:
    """Keeps each so-manieth answer back, and the first to each transaction."""
    choose = every(count, DROP)

    def fault(method: str, truth: Any) -> None:
        if choose(method, truth) is DROP:
            time.sleep(seconds)

    return fault
