"""Limit orders from a key: signed, sent to a matcher, filled and cancelled on chain."""

import json
from decimal import Decimal

import pytest

from evershare.client import reverts
from evershare.client.effects import Wait
from evershare.client.errors import RequestFailed, ServiceRefused
from evershare.client.orders import SignedOrder
from evershare.errors import InvalidInput
from evershare.matcher.book import Kind
from evershare.matcher.limits import Limits
from evershare.matcher.models import Submission, read
from tests.support.clients import client, person, signer
from tests.support.matcher_stub import matcher

PRICE = 40  # TSLA a BTC, far above the ask


@pytest.fixture
def trader(world):
    found = client(world, signer(world, "a trader with limits", TSLA="100"))
    found.trader.deposit("TSLA", 60)
    return found


@pytest.fixture
def executor(world):
    return client(world, signer(world, "an executor"))


@pytest.fixture
def service():
    with matcher() as found:
        yield found


def test_an_order_is_filled_by_whoever_has_it(trader, executor, world):
    order = trader.orders.sign("BTC", "TSLA", "put", size="0.2", price=PRICE, executor_fee="0.01")
    travelled = SignedOrder.from_json(order.to_json())
    assert travelled == order
    assert f"0x{bytes(world['SignedOrders'].hashOrder(order.message.as_tuple())).hex()}" == order.id
    executor.orders.fill(travelled, world.pool.address, size="0.1")
    assert [position.size for position in trader.info.positions()] == [executor.orders.left(order)]
    executor.orders.fill(travelled, world.pool.address, size="0.1")
    assert executor.orders.left(order) == 0
    with pytest.raises(reverts.FillExceedsSize):
        executor.orders.fill(travelled, world.pool.address, size="0.1")


def test_orders_are_cancelled_by_group_or_altogether(trader, executor):
    one, other = (trader.orders.sign("BTC", "TSLA", "put", size="0.1", price=PRICE, group=group) for group in (7, 8))
    trader.orders.cancel(7)
    assert executor.orders.left(one) == 0
    trader.orders.cancel_all()
    with pytest.raises(reverts.SignedInOtherEpoch):
        executor.orders.left(other)


def test_a_matcher_is_sent_what_it_reads(trader, service, world):
    order = trader.orders.sign("BTC", "TSLA", "call", size="0.1", price=PRICE, is_open=False)
    assert trader.orders.send(order, service.url) == order.id
    ((path, body),) = service.posted
    assert path == "/v1/orders"
    taken = read(Kind.ORDER, Submission.model_validate(body), order.domain, world.now, Limits())
    assert (taken.id, taken.message, taken.signature) == (order.id, order.message, order.signature)
    service.answers = [(409, {"error": "it is here already"})]
    assert trader.orders.send(order, service.url) == order.id
    service.answers = [(422, {"error": "the signature is not good"})]
    with pytest.raises(ServiceRefused, match="/v1/orders refuses: the signature is not good"):
        trader.orders.send(order, service.url)


def test_a_matcher_that_is_down_is_asked_again(trader, service, monkeypatch):
    monkeypatch.setattr("evershare.client.orders.Wait", lambda seconds: Wait(0))
    order = trader.orders.sign("BTC", "TSLA", "put", size="0.1", price=PRICE)
    service.answers = [(503, {"error": "later"}), (500, None)]
    assert trader.orders.send(order, service.url) == order.id
    service.answers = [(503, {})] * 4
    with pytest.raises(RequestFailed, match="/v1/orders got no answer: HTTP 503"):
        trader.orders.send(order, service.url)


def test_looks_at_and_empties_ones_place_in_a_book(trader, service):
    one = {
        "id": "0xab",
        "kind": "order",
        "side": "buy",
        "price": "14500000000000000000",
        "remaining": "100000000000000000",
    }
    service.answers = [(200, [one | {"validUntil": 1_722_600_000}])]
    (found,) = trader.orders.open(service.url)
    assert (f"{found.price:f}", f"{found.remaining:f}", found.valid_until) == ("14.5", "0.1", 1_722_600_000)
    assert trader.orders.forget(service.url, 7) == 2
    assert service.posted[0][1]["message"]["groups"] == ["7"]


def test_an_order_is_for_one_deployment_and_unchanged(trader):
    order = trader.orders.sign("BTC", "TSLA", "put", size="0.1", price=PRICE)
    raw = json.loads(order.to_json())
    with pytest.raises(InvalidInput, match="is not signed by"):
        SignedOrder.from_json(json.dumps(raw | {"message": raw["message"] | {"price": "1"}}))
    with pytest.raises(InvalidInput, match="this is no signed order: "):
        SignedOrder.from_json(json.dumps(raw | {"message": {}}))
    foreign = SignedOrder(order.message, type(order.domain)(order.domain.name, 1, order.domain.verifying_contract), b"")
    with pytest.raises(InvalidInput, match=r"is for 0x\w+ on chain 1, not for 0x\w+ of this deployment"):
        trader.orders.left(foreign)
    with pytest.raises(InvalidInput, match="matcher: must be a URL, not 'localhost'"):
        trader.orders.send(order, "localhost")


def test_on_a_public_chain_prices_come_along_with_a_fill(trader, executor, world, public):
    order = trader.orders.sign("BTC", "TSLA", "put", size="0.2", price=PRICE)
    news = public(executor)
    executor.orders.fill(order, world.pool.address, size="0.1")
    assert [line.partition(":")[0] for line in news] == ["batchAtPrices"]
    assert trader.orders.left(order) == Decimal("0.1")


def test_a_quote_is_taken_from_a_private_pool(trader, world):
    maker = client(world, person(world, "liquidity_provider"))
    pool = maker.provider.create_private_pool("TSLA")
    maker.provider.fund_private_pool(pool, "TSLA", 200)
    quote = SignedOrder.from_json(maker.orders.quote("BTC", "TSLA", "put", size="0.5", price=20, pool=pool).to_json())
    assert f"0x{bytes(world['SignedOrders'].hashQuote(quote.message.as_tuple())).hex()}" == quote.id
    trader.orders.take(quote, "0.2")
    (position,) = trader.info.positions()
    assert (position.size, position.series.pool) == (Decimal("0.2"), pool)
    assert trader.orders.left(quote) == Decimal("0.3")
    with pytest.raises(reverts.PremiumAboveMaximum):
        trader.orders.take(quote, "0.2", limit=4)

    back = maker.orders.quote(
        "BTC", "TSLA", "put", size=1, price=30, pool=pool, is_open=False, strike=position.series.strike
    )
    trader.orders.take(back, "0.2")
    assert trader.info.positions() == []
    with pytest.raises(InvalidInput, match="this is a quote, which is taken, not filled"):
        trader.orders.fill(quote, pool)
    order = trader.orders.sign("BTC", "TSLA", "put", size="0.1", price=PRICE)
    with pytest.raises(InvalidInput, match="this is a limit order, which is filled, not taken"):
        trader.orders.take(order, "0.1")
