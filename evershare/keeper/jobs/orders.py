"""Limit orders at a matcher that a public pool would fill, for the executor's fee."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

from evershare.client.effects import Fetch, Steps
from evershare.client.orders import SignedOrder
from evershare.deployment import ZERO_ADDRESS
from evershare.errors import InvalidInput
from evershare.keeper.desk import Desk, Job
from evershare.keeper.weights import WAD
from evershare.signing import LimitOrder, orders_domain

LEASES = ("orders",)
GAS = 350_000
SIDES = ("buy", "sell")
DEPTH = 20


def jobs(desk: Desk) -> list[Job]:
    """A fill of each order whose fee is worth it."""
    if desk.limits.matcher is None:
        return []
    found = []
    for id_ in _open(desk, desk.limits.matcher.rstrip("/")):
        signed = _signed(desk, _page(desk, f"{desk.limits.matcher.rstrip('/')}/v1/entries/{id_}"))
        order = signed.message
        assert isinstance(order, LimitOrder)
        (market,) = desk.chain.views([desk.chain.call("PerpetualOptions", "marketOf", order.market_id)])
        settlement = market["settlementId"]
        pool = order.pool
        if pool == ZERO_ADDRESS:
            (pool,) = desk.chain.views([desk.chain.call("OptionPoolFactory", "poolOf", settlement)])
        left = desk.orders.left(signed)
        gain = desk.quotes.usd(settlement, order.executor_fee) * float(left * WAD / order.size)
        act = partial(desk.orders.fill, signed, pool, left)
        found.append(Job(f"fill {id_}", *LEASES, f"fill order {id_}", act, gain, GAS))
    return found


def _open(desk: Desk, root: str) -> Iterator[str]:
    """The ids of the orders that a matcher has."""
    for instrument in _page(desk, f"{root}/v1/instruments"):
        for side in SIDES:
            terms = {name: str(value).lower() for name, value in instrument.items()}
            query = urlencode({**terms, "kind": "order", "side": side, "depth": DEPTH})
            for one in _page(desk, f"{root}/v1/open?{query}"):
                yield one["id"]


def _signed(desk: Desk, entry: dict[str, Any]) -> SignedOrder:
    """An order as it was signed, checked."""
    deployment = desk.chain.deployment
    domain = orders_domain(deployment.chain_id, deployment.address("SignedOrders"))
    try:
        message = LimitOrder.from_json(entry["message"])
        return SignedOrder(message, domain, bytes.fromhex(entry["signature"][2:]))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"the matcher answers with something else than an order: {error}") from None


def _page(desk: Desk, url: str) -> Any:
    def steps() -> Steps[Any]:
        return (yield Fetch(url))

    return desk.chain.driver.run(steps())
