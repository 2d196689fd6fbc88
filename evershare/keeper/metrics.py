"""What operators watch: Prometheus metrics, and whether the worker is well, over HTTP; and logs in JSON."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from evershare.errors import InvalidInput

PREFIX = "evershare_keeper"


class Metrics:
    """Everything that is counted. Names are explained in docs/operations.md."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.rounds = self._counter("rounds", "Rounds that ended well")
        self.failures = self._counter("failures", "Rounds that did not, by what went wrong", "kind")
        self.jobs = self._counter("jobs", "Jobs by how they ended", "role", "outcome")
        self.events = self._counter("events", "Events that were read")
        self.undone = self._counter("undone_blocks", "Blocks that left the chain after they were read")
        self.requests = self._counter("node_requests", "Requests to the node")
        self.round_seconds = self._histogram("round_seconds", "How long rounds take")
        self.scan_seconds = self._histogram("scan_seconds", "How long a pass over all accounts takes")
        self.block = self._gauge("block", "The block up to which everything was read")
        self.chain_time = self._gauge("chain_time_seconds", "The time of the latest block, Unix seconds")
        self.clock_skew = self._gauge("clock_skew_seconds", "This machine's time less that of the latest block")
        self.accounts = self._gauge("accounts", "Accounts of this worker that owe something or have a position")
        self.flagged = self._gauge("flagged", "Of these, those that the scan asks the chain about")
        self.liquidatable = self._gauge("liquidatable", "Of these, those that do not cover their debts, by the chain")
        self.marked = self._gauge("marked", "Accounts of this worker that are marked")
        self.leases = self._gauge("leases", "Parts of the work that this worker has", "role")
        self.unresolved = self._gauge("unresolved", "Transactions that were sent and are not mined")
        self.gas_price = self._gauge("gas_price_gwei", "What a unit of gas costs")
        self.price_age = self._gauge("price_age_seconds", "How old the price of what trades now is", "asset")
        self.calendar_days = self._gauge("calendar_days", "Days of sessions published ahead", "calendar")

    def text(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self.registry)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"{PREFIX}_{name}", about, labels, registry=self.registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"{PREFIX}_{name}", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str) -> Histogram:
        return Histogram(f"{PREFIX}_{name}", about, registry=self.registry)


class Server:
    """Answers on /metrics and /health, where 503 says that no round has ended well for too long."""

    def __init__(
        self, metrics: Metrics, port: int, patience_seconds: float, state: Callable[[], dict[str, Any]]
    ) -> None:
        """InvalidInput if the port is taken. Port 0 is any that is free."""
        started = time.monotonic()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/metrics":
                    self._say(200, "text/plain; version=0.0.4", metrics.text())
                elif self.path == "/health":
                    now = state()
                    since = time.monotonic() - (now.pop("well_at") or started)
                    is_well = since <= patience_seconds
                    body = {"status": "ok" if is_well else "failing", "seconds_since_round": round(since, 1), **now}
                    self._say(200 if is_well else 503, "application/json", json.dumps(body).encode())
                else:
                    self._say(404, "text/plain", b"there are /metrics and /health\n")

            def _say(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments: Any) -> None:
                """Say nothing of each request."""

        try:
            self._server = ThreadingHTTPServer(("", port), Handler)
        except OSError as error:
            raise InvalidInput(f"--metrics-port {port}: {error.strerror}: name another") from None
        self.port = int(self._server.server_port)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Answer no longer."""
        self._server.shutdown()
        self._server.server_close()


class JsonLines(logging.Formatter):
    """A line of JSON for each record; what is given as `extra={"fields": {...}}` is part of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)
