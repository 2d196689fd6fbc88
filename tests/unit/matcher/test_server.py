"""The service over HTTP and websocket: routes, refusals in one line, limits, and listeners who lag."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from evershare.matcher.book import Instrument
from evershare.matcher.limits import Limits
from evershare.matcher.models import Event, OneInstrument
from evershare.matcher.server import create_app
from evershare.matcher.service import Service
from evershare.matcher.settlement import Settler
from evershare.matcher.store import Store
from evershare.matcher.stream import Hub, Listener
from tests.support.fake_chain import FakeChain, address, cancellation, limit_order, pool_quote

FLOOD = 10_000
TERMS = {"marketId": 1, "strike": str(300 * 10**18), "widthBps": 5_000, "isCall": True}


class Site:
    """A served matcher and who talks to it."""

    def __init__(self, chain: FakeChain, url: str, limits: Limits, settles: bool = False) -> None:
        self.chain, self.hub = chain, Hub(limits)
        self.service = Service(Store(url), chain, limits, self.hub.tell)
        settler = Settler(self.service) if settles else None
        self.http = TestClient(create_app(self.service, self.hub, settler, every_seconds=0.01))

    def body(self, message: Any, name: str) -> dict[str, Any]:
        """A signed message as JSON."""
        return self.chain.signed(message, name).model_dump()

    def post(self, path: str, message: Any, name: str) -> Any:
        """The answer to a signed message."""
        return self.http.post(f"/v1/{path}", json=self.body(message, name))


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
def site(chain: FakeChain, url: str, limits: Limits) -> Iterator[Site]:
    site = Site(chain, url, limits)
    with site.http:
        yield site


def test_what_it_is_for(site: Site) -> None:
    info = site.http.get("/v1/info").json()

    assert info["domain"] == site.chain.domain.as_dict()
    assert info["limits"]["places"] == "5000"
    assert (info["executor"], info["time"]) == (site.chain.executor, site.chain.time)


def test_orders_come_in_and_are_shown(site: Site) -> None:
    quote = site.post("quotes", pool_quote(10, 5), "maker")
    order = site.post("orders", limit_order(10, 2), "trader")
    low = site.post("orders", limit_order(8, 3), "trader")

    assert [answer.status_code for answer in (quote, order, low)] == [201, 201, 201]
    assert order.json()["matched"] == "2"
    assert site.http.get("/v1/instruments").json() == [TERMS]
    assert site.http.get("/v1/book", params=TERMS).json() == {
        "instrument": TERMS,
        "asks": [{"price": "10", "size": "3", "entries": 1}],
        "bids": [{"price": "8", "size": "3", "entries": 1}],
    }
    (shown,) = site.http.get("/v1/open", params={**TERMS, "kind": "quote", "side": "sell"}).json()
    assert (shown["id"], shown["remaining"]) == (quote.json()["id"], "3")
    mine = site.http.get(f"/v1/signers/{address('trader').lower()}/open").json()
    assert [entry["id"] for entry in mine] == [order.json()["id"], low.json()["id"]]
    fill = {"order": order.json()["id"], "quote": quote.json()["id"], "size": "2", "progress": "matched", "reason": ""}
    assert site.http.get(f"/v1/entries/{order.json()['id']}").json()["fills"] == [fill]


def test_answers_are_no_longer_than_the_limit(chain: FakeChain, url: str) -> None:
    site = Site(chain, url, replace(Limits(), depth=2))
    for price in (10, 11, 12):
        site.post("quotes", pool_quote(price, 5), "maker")

    assert len(site.http.get("/v1/book", params={**TERMS, "depth": 1_000}).json()["asks"]) == 2
    assert len(site.http.get(f"/v1/signers/{address('maker')}/open").json()) == 2


def test_cancelling(site: Site) -> None:
    site.post("orders", limit_order(10, 2), "trader")

    assert site.post("cancellations", cancellation("trader"), "trader").json() == {"cancelled": 1}
    assert site.http.get("/v1/instruments").json() == []


def test_refusals_are_one_line(site: Site) -> None:
    order = site.body(limit_order(10, 5), "trader")
    over = limit_order(10, 5, valid_until=site.chain.time - 1)
    cases = [
        ({**order, "message": {**order["message"], "price": "11"}}, 422, "the signature is of 0x"),
        ({**order, "message": {}}, 422, "a LimitOrder has exactly the members account, signer"),
        ({**order, "signature": "0x0"}, 422, "signature: String should match pattern"),
        ({"message": order["message"]}, 422, "signature: Field required"),
        ({**order, "more": 1}, 422, "more: Extra inputs are not permitted"),
        (site.body(over, "trader"), 422, f"validUntil is {over.valid_until}: that was over at {site.chain.time}"),
        ({**order, "message": {"size": "1" * 9_000}}, 413, "the body is too long: 8192 bytes are the most"),
    ]
    for body, status, reason in cases:
        answer = site.http.post("/v1/orders", json=body)
        assert answer.status_code == status
        assert answer.json()["error"].startswith(reason)
        assert "\n" not in answer.json()["error"]

    assert site.http.post("/v1/orders", json=order).status_code == 201
    again = site.http.post("/v1/orders", json=order)
    assert (again.status_code, again.json()["error"].endswith("is here already: it is open")) == (409, True)
    assert site.http.get("/v1/entries/0x12").json() == {"error": "0x12 is not here"}
    assert site.http.get("/v1/book", params={**TERMS, "strike": "-1"}).status_code == 422
    assert site.http.post("/v1/orders", content="{").status_code == 422


def test_who_asks_too_often_is_refused(chain: FakeChain, url: str) -> None:
    site = Site(chain, url, replace(Limits(), client_per_second=0.001, client_burst=3))
    answers = [site.http.get("/v1/instruments") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json() == {"error": "testclient has sent too much: 0.001 a second and 3 at once at most"}


def test_a_flood_is_refused_fairly(chain: FakeChain, url: str) -> None:
    """Ten thousand orders of three wallets: each gets a quarter, and who comes after them is taken."""
    free = {"signer_per_second": 1e6, "signer_burst": 10**6, "client_per_second": 1e6, "client_burst": 10**6}
    site = Site(chain, url, replace(Limits(), places=100, **free))
    wallets = [f"0x{number:040x}" for number in range(1, 4)]
    chain.contracts |= set(wallets)
    plain = chain.signed(limit_order(10, 5, "wallet"), "wallet")
    orders = [
        {**plain.message, "signer": wallet, "account": wallet, "group": str(number)}
        for number, wallet in zip(range(FLOOD), itertools.cycle(wallets))
    ]

    answers = asyncio.run(posted(site, [{"message": order, "signature": plain.signature} for order in orders]))

    assert Counter(status for status, _ in answers) == {201: 75, 429: FLOOD - 75}
    assert {body["error"] for status, body in answers if status != 201} == {
        f"{wallet} has 25 open orders: a signer may have no more than are free, now 25" for wallet in wallets
    }
    assert len(site.service.store.open_entries()) == 75
    assert site.post("orders", limit_order(10, 5), "trader").status_code == 201
    assert site.post("quotes", pool_quote(20, 5), "maker").status_code == 201


async def posted(site: Site, bodies: list[dict[str, Any]]) -> list[tuple[int, Any]]:
    """What the service answers to orders, one after the other."""
    transport = httpx.ASGITransport(app=site.http.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://matcher") as client:
        answers = [await client.post("/v1/orders", json=body) for body in bodies]
    return [(answer.status_code, answer.json()) for answer in answers]


def test_a_websocket_takes_orders_and_tells_what_happens(site: Site) -> None:
    with site.http.websocket_connect("/v1/stream") as socket:
        socket.send_json({"send": "quote", "tag": "a", "submission": site.body(pool_quote(10, 5), "maker")})
        told = [socket.receive_json(), socket.receive_json()]
        answer = next(message for message in told if "answer" in message)
        assert (answer["answer"], answer["tag"], answer["matched"]) == ("accepted", "a", "0")
        assert {"event": "opened", "id": answer["id"], "instrument": TERMS, "reason": ""} in told

        order = site.post("orders", limit_order(10, 2), "trader").json()["id"]
        assert [socket.receive_json()["event"] for _ in range(2)] == ["opened", "matched"]

        site.post("cancellations", cancellation("trader"), "trader")
        closed = socket.receive_json()
        assert (closed["event"], closed["id"], closed["reason"]) == ("closed", order, "cancelled: by its signer")


def test_a_websocket_refuses_in_one_line_and_goes_on(chain: FakeChain, url: str) -> None:
    site = Site(chain, url, replace(Limits(), client_per_second=0.001, client_burst=5))
    order = site.body(limit_order(10, 5), "stranger")
    with site.http, site.http.websocket_connect("/v1/stream") as socket:
        for text, reason in (
            ({"send": "order", "submission": order, "tag": "7"}, "the signature is of 0x"),
            ({"send": "money", "submission": order}, "send: Input should be"),
            ({"send": "order", "submission": order, "tag": "x" * 9_000}, "the message is too long: 8192 characters"),
            ({"send": "cancellation", "submission": order}, "a Cancellation has exactly the members"),
            ({}, "testclient has sent too much"),
        ):
            socket.send_json(text)
            answer = socket.receive_json()
            assert answer["answer"] == "refused"
            assert answer["error"].startswith(reason)


def test_a_listener_hears_its_market_alone(site: Site) -> None:
    with site.http.websocket_connect("/v1/stream?marketId=2") as socket:
        site.post("quotes", pool_quote(10, 5), "maker")
        site.post("quotes", pool_quote(10, 5, market_id=2), "maker")

        assert socket.receive_json()["instrument"]["marketId"] == 2


def test_there_is_a_number_of_listeners(chain: FakeChain, url: str) -> None:
    site = Site(chain, url, replace(Limits(), listeners=1))
    with site.http, site.http.websocket_connect("/v1/stream"):
        assert len(site.hub) == 1
        with site.http.websocket_connect("/v1/stream") as second, pytest.raises(WebSocketDisconnect) as refused:
            second.receive_json()
        assert (refused.value.code, refused.value.reason) == (1008, "1 listen already: no more can")


def test_who_lags_is_let_go() -> None:
    """A thousand messages to somebody who does not read: three are kept, and then it ends."""
    listener = Listener(None, 3)
    event = Event(event="opened", id="0x01", instrument=OneInstrument.of(Instrument(1, 2, 3, True)))
    for _ in range(1_000):
        listener.offer(event)

    async def heard() -> list[Event | None]:
        return [await listener.next() for _ in range(4)]

    assert asyncio.run(heard()) == [event, event, event, None]


def test_settling_runs_beside_the_server(chain: FakeChain, url: str) -> None:
    site = Site(chain, url, Limits(), settles=True)
    with site.http, site.http.websocket_connect("/v1/stream") as socket:
        site.post("quotes", pool_quote(10, 5), "maker")
        site.post("orders", limit_order(10, 5), "trader")
        events = []
        while "settled" not in events:
            events.append(socket.receive_json()["event"])

    assert events[:3] == ["opened", "opened", "matched"]
    assert [size for _, _, size in chain.trades] == [5]
