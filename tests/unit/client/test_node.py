"""Asking nodes that fail, are behind, or contradict themselves."""

import pytest
from eth_abi import encode
from eth_utils import keccak

from evershare.client import codec, reverts
from evershare.client.errors import NodeUnreachable, RpcRefused, UnreliableNode
from evershare.client.node import Node, Patience
from tests.support.scripted import DROPPED, ScriptedNode, refused

ADDRESS = "0x1111111111111111111111111111111111111111"
UNLISTED = "0x" + (keccak(text="UnlistedAsset(uint16)")[:4] + encode(["uint16"], [7])).hex()
MAINNET, LOCAL = 1, 31337


def block(number, timestamp=1_000_000):
    return {"number": hex(number), "timestamp": hex(timestamp)}


def test_asks_again_while_the_connection_drops_and_waits_longer_each_time():
    script = ScriptedNode(eth_chainId=[DROPPED, refused("Too Many Requests", 429), DROPPED, "0x1"])
    assert script.run(Node(Patience(first_pause=1)).ask("eth_chainId")) == "0x1"
    assert script.now == 1_000_000 + 1 + 2 + 4
    assert script.news[0] == "the node got no answer: connection reset; asking again"


def test_gives_up_in_the_end_and_says_what_helps():
    script = ScriptedNode(eth_chainId=DROPPED)
    with pytest.raises(NodeUnreachable) as caught:
        script.run(Node(Patience(attempts=3)).ask("eth_chainId"))
    assert str(caught.value) == (
        "the node got no answer: connection reset (3 attempts): check the address of the node, or use another"
    )
    assert script.count("eth_chainId") == 3


def test_does_not_ask_again_what_is_refused():
    script = ScriptedNode(eth_chainId=refused("method not found", -32601))
    with pytest.raises(RpcRefused, match="method not found"):
        script.run(Node().ask("eth_chainId"))
    assert script.count("eth_chainId") == 1


def test_answers_for_now_where_a_node_cannot_answer_for_later():
    asked = codec.call("PriceOracle", ADDRESS, "midOf", 7)
    script = ScriptedNode(
        eth_getBlockByNumber=block(5), eth_call=[refused("too many arguments", -32602), "0x" + "00" * 31 + "05"]
    )
    assert script.run(Node().call(asked, later=15)) == 5


def test_refuses_a_head_that_is_old():
    script = ScriptedNode(now=1_000_600, eth_getBlockByNumber=block(5))
    with pytest.raises(UnreliableNode, match="latest block 5 is 10 minutes old: it has lost the chain; use another"):
        script.run(Node().head(MAINNET))
    assert script.run(Node().head(LOCAL))["number"] == "0x5"  # a local chain has a clock of its own


def test_refuses_a_head_that_goes_back_but_not_by_a_few_blocks():
    node, script = Node(), ScriptedNode(eth_getBlockByNumber=[block(100), block(97), block(96)])
    assert [script.run(node.head(LOCAL))["number"] for _ in range(2)] == ["0x64", "0x61"]
    with pytest.raises(UnreliableNode, match="was at block 100 and is now at 96: it contradicts itself; use another"):
        script.run(node.head(LOCAL))


@pytest.mark.parametrize(
    "error",
    [
        refused("execution reverted", 3, UNLISTED),
        refused("VM Exception", -32603, {"data": UNLISTED}),
        refused("VM Exception", -32603, {"message": "reverted", "data": {"result": UNLISTED}}),
        refused("execution reverted", -32015, f"Reverted {UNLISTED}"),
    ],
    ids=["geth", "hardhat", "ganache", "parity"],
)
def test_finds_the_revert_wherever_a_make_of_node_puts_it(error):
    call = codec.call("CollateralVault", ADDRESS, "assetOf", 7)
    with pytest.raises(reverts.UnlistedAsset) as caught:
        ScriptedNode(eth_call=error).run(Node().call(call))
    assert caught.value.assetId == 7


def test_refuses_an_answer_that_does_not_fit_the_function():
    call = codec.call("CollateralVault", ADDRESS, "assetOf", 7)
    with pytest.raises(UnreliableNode, match=rf"assetOf of {ADDRESS} answers with 0 bytes that do not fit"):
        ScriptedNode(eth_call="0x").run(Node().call(call))


def test_reads_logs_in_as_many_parts_as_the_node_wants():
    def logs(query):
        first, last = int(query["fromBlock"], 16), int(query["toBlock"], 16)
        if last - first >= 3:
            return refused("query exceeds 3 blocks", -32602)
        return [{"block": number} for number in range(first, last + 1)]

    script = ScriptedNode(eth_getLogs=logs)
    found = script.run(Node().logs(ADDRESS, [], 1, 10))
    assert [log["block"] for log in found] == list(range(1, 11))


def test_arguments_that_do_not_fit_are_refused_before_anything_is_asked():
    with pytest.raises(ValueError, match="assetOf: Value `70000`"):
        codec.call("CollateralVault", ADDRESS, "assetOf", 70_000)
    with pytest.raises(ValueError, match=r"CollateralVault has no assetOf of 2 arguments: assetOf\(uint16\)"):
        codec.call("CollateralVault", ADDRESS, "assetOf", 1, 2)


@pytest.mark.parametrize(("now", "due"), [(1_000_003, 1_000_012), (1_000_012, 1_000_024), (1_000_100, 1_000_108)])
def test_simulates_at_the_time_when_the_next_block_is_due(now, due):
    def blocks(tag, _):
        return block(9, 1_000_000) if tag == "latest" else block(8, 999_988)

    done = {"status": "0x1", "returnData": "0x" + "00" * 32, "gasUsed": "0x5208"}
    script = ScriptedNode(now=now, eth_getBlockByNumber=blocks, eth_simulateV1=[[{"calls": [done, done]}]])
    call = codec.call("Token", ADDRESS, "approve", ADDRESS, 5)
    first, second = script.run(Node().simulated(ADDRESS, call, call))
    assert (first.gas, second.gas) == (21_000, 21_000)
    ((asked, _),) = script.params("eth_simulateV1")
    assert int(asked["blockStateCalls"][0]["blockOverrides"]["time"], 16) == due


def test_a_simulation_of_several_calls_raises_what_one_reverts_with():
    good = {"status": "0x1", "returnData": "0x", "gasUsed": "0x5208"}
    bad = {"status": "0x0", "returnData": UNLISTED, "gasUsed": "0x5208"}
    script = ScriptedNode(eth_getBlockByNumber=block(9), eth_simulateV1=[[{"calls": [good, bad]}]])
    call = codec.call("CollateralVault", ADDRESS, "assetOf", 7)
    with pytest.raises(reverts.UnlistedAsset):
        script.run(Node().simulated(ADDRESS, call, call))
