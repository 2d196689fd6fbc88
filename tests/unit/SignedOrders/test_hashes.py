"""hashQuote and hashOrder: the same as Python's golden vectors"""

import json
from pathlib import Path

import pytest

from evershare.signing import LimitOrder, PoolQuote

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "orders.json").read_text())["rows"]
TYPES = {"PoolQuote": PoolQuote, "LimitOrder": LimitOrder}


@pytest.mark.parametrize("row", VECTORS)
def test_each_vector(desk, row):
    message = TYPES[row["type"]].from_json(row["message"])
    hash_on_chain = desk.orders.hashQuote if row["type"] == "PoolQuote" else desk.orders.hashOrder

    assert hash_on_chain(message.as_tuple()) == "0x" + message.digest(desk.domain).hex()


def test_the_domain_names_contract_and_chain(desk, chain):
    assert desk.domain.as_dict() == {
        "name": "Evershare SignedOrders",
        "version": "1",
        "chainId": chain.id,
        "verifyingContract": desk.orders.address,
    }
