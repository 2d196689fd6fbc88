"""A deposit through nodes that drop, delay or garble answers is made once, and a node that lies is refused."""

import pytest
from brownie import web3

from evershare.client import Client, FixedPrices, Patience
from evershare.client.errors import NodeUnreachable, UnreliableNode
from tests.support.bad_node import DROP, between, every, late
from tests.support.clients import PRICES, deployment, signer

QUICK = Patience(attempts=6, first_pause=0.01, mined_within=5, poll_every=0.02)


def client(world, url, account, seconds=0.4):
    return Client(url, deployment(world.protocol), account, FixedPrices(PRICES), QUICK, request_seconds=seconds)


@pytest.mark.parametrize(
    "fault",
    [every(4, DROP), every(4, "<html>502 Bad Gateway</html>"), every(4, '{"jsonrpc":"2.0","id":1}'), late(0.6, 9)],
    ids=["dropped", "garbled", "empty", "late"],
)
def test_deposits_once_whatever_becomes_of_the_answers(world, fault):
    account = signer(world, "a trader far away", TSLA="100")
    with between(web3.provider.endpoint_uri, fault) as url:
        trader = client(world, url, account)
        trader.trader.deposit("TSLA", 60)
        assert trader.info.account().balances[0].amount == 60
    assert web3.eth.get_transaction_count(account.address) == 1


def test_gives_up_on_a_node_that_answers_nothing(world):
    with between(web3.provider.endpoint_uri, lambda method, truth: DROP) as url, pytest.raises(NodeUnreachable):
        client(world, url, None).info.status()


def test_refuses_a_node_that_goes_back(world):
    heads = iter((1_000, 900))

    def lies(method, truth):
        if method == "eth_getBlockByNumber":
            return {**truth, "result": {**truth["result"], "number": hex(next(heads))}}
        return None

    with between(web3.provider.endpoint_uri, lies) as url, pytest.raises(UnreliableNode, match="contradicts itself"):
        client(world, url, None).info.status()


def test_sends_prices_first_where_a_node_cannot_simulate_two_calls(world, monkeypatch):
    monkeypatch.setattr("evershare.client.keeper.LOCAL_CHAIN_IDS", ())

    def refuses(method, truth):
        if method == "eth_simulateV1":
            return {"jsonrpc": "2.0", "id": truth["id"], "error": {"code": -32601, "message": "no such method"}}
        return None

    with between(web3.provider.endpoint_uri, refuses) as url:
        trader = client(world, url, signer(world, "a trader at an old node", TSLA="100"), seconds=5)
        trader.trader.deposit("TSLA", 60)
        assert trader.trader.open("BTC", "TSLA", "put", size="0.1").cost > 0


@pytest.mark.parametrize("mined_since", [0, 3])
def test_goes_on_after_a_reorganisation_that_dropped_its_transactions(world, mined_since):
    account = signer(world, "a trader on a chain that forks", TSLA="100")
    trader = client(world, web3.provider.endpoint_uri, account, seconds=5)
    trader.trader.deposit("TSLA", 10)
    before = ask("evm_snapshot")
    lost = [trader.trader.deposit("TSLA", amount) for amount in (20, 30)]
    ask("evm_revert", before)
    ask("anvil_mine", mined_since)
    assert trader.trader.deposit("TSLA", 40).block == lost[0].block + mined_since
    assert trader.info.account().balances[0].amount == 50
    assert web3.eth.get_transaction_count(account.address) == 2


def ask(method, *params):
    return web3.provider.make_request(method, list(params))["result"]
