"""What the page asks of its own origin: itself, where the contracts are, signed prices, and tokens to play with."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from eth_utils.address import is_address

from evershare.client import Deployment
from evershare.dapp.market import Market
from evershare.errors import EvershareError
from evershare.localnet import feed_id
from evershare.oracle import pyth_update

PRICES_PATH, FAUCET_PATH, CONFIG_PATH = "/v2/updates/price/latest", "/faucet", "/config.json"
_LARGEST_BODY = 1_000


def config(market: Market, deployment: Deployment, index: str | None) -> dict[str, Any]:
    """What the page needs to know of the chain. `dapp/scripts/generate.mjs` writes the same for public networks."""
    chain = {
        "id": deployment.chain_id,
        "name": "Local replay, August 2024",
        "rpcUrl": market.rpc,
        "explorer": None,
        "currency": {"name": "Ether", "symbol": "ETH", "decimals": 18},
        "priceService": "",
        "index": index,
        "firstBlock": deployment.first_block,
        "contracts": {**deployment.addresses, "RedemptionBuffer": market.buffer},
        "local": {"devKey": market.visitor, "faucet": FAUCET_PATH},
    }
    return {"chains": [chain]}


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder, and the three addresses above. `market` may be used by one thread at a time."""

    def __init__(self, *arguments: Any, market: Market, page_config: dict[str, Any], lock: threading.Lock, **more: Any):
        self._market, self._config, self._lock = market, page_config, lock
        super().__init__(*arguments, **more)

    def do_GET(self) -> None:
        """A file, the configuration, or prices as Pyth's own service words them."""
        parts = urlsplit(self.path)
        if parts.path == CONFIG_PATH:
            self._answer(self._config)
        elif parts.path == PRICES_PATH:
            self._answer_prices(parse_qs(parts.query).get("ids[]", []))
        else:
            super().do_GET()

    def do_POST(self) -> None:
        """Tokens for an address."""
        length = min(int(self.headers.get("Content-Length") or 0), _LARGEST_BODY)
        try:
            address = json.loads(self.rfile.read(length))["address"]
        except (ValueError, KeyError, TypeError):
            address = None
        if urlsplit(self.path).path != FAUCET_PATH or not is_address(address):
            self._answer({"error": 'send {"address": "0x..."} to /faucet'}, HTTPStatus.BAD_REQUEST)
            return
        try:
            with self._lock:
                self._market.welcome(address)
        except EvershareError as error:
            self._answer({"error": str(error)}, HTTPStatus.BAD_GATEWAY)
        else:
            self._answer({"sent": address})

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the base class names it so
        """Silence: whoever looks at the page has the browser's own log."""

    def _answer_prices(self, ids: list[str]) -> None:
        now = self._market.now
        prices = {
            feed_id(symbol).hex(): (feed_id(symbol), value) for symbol, value in self._market.prices_at(now).items()
        }
        wanted = [one.removeprefix("0x") for one in ids]
        if not wanted or not set(wanted) <= set(prices):
            self._answer({"error": "unknown feed"}, HTTPStatus.NOT_FOUND)
            return
        updates = [pyth_update(*prices[one], published_at=now).hex() for one in wanted]
        self._answer({"binary": {"encoding": "hex", "data": updates}})

    def _answer(self, body: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serving(
    market: Market, record: Path, pages: Path, port: int, lock: threading.Lock, index: str | None
) -> Iterator[str]:
    """Serve the pages of a folder on localhost, and tell them where the index is. Yields their address.

    `lock` is held while the market is changed.
    """
    page_config = config(market, Deployment.read(record), index)
    handler = partial(Handler, directory=str(pages), market=market, page_config=page_config, lock=lock)
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
