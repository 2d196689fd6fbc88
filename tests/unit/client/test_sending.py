"""Sending to nodes that drop connections, forget, replace and revert: once, and with a clear word in the end."""

import pytest
from eth_abi import encode
from eth_account import Account
from eth_account.typed_transactions import TypedTransaction
from eth_utils import keccak
from hexbytes import HexBytes

from evershare.client import codec, reverts
from evershare.client.errors import InsufficientFunds, TransactionError, TransactionPending, TransactionReplaced
from evershare.client.node import Node, Patience
from evershare.client.sending import Sender
from tests.support.scripted import DROPPED, ScriptedNode, refused

SIGNER = Account.from_key(keccak(text="a sender"))
TOKEN = "0x1111111111111111111111111111111111111111"
TRUE = "0x" + "0" * 63 + "1"
BLOCK = {"number": "0x5", "timestamp": hex(1_000_000), "hash": "0xb5", "baseFeePerGas": hex(10**9)}
PATIENCE = Patience(attempts=3, first_pause=1, mined_within=60, poll_every=2)
PAUSED = refused(
    "execution reverted",
    3,
    "0x" + (keccak(text="DepositsPaused(uint16,uint256)")[:4] + encode(["uint16", "uint256"], [1, 2])).hex(),
)


def receipt(status="0x1", block_hash="0xb5"):
    return {
        "transactionHash": "0x01",
        "blockNumber": "0x5",
        "blockHash": block_hash,
        "status": status,
        "gasUsed": hex(50_000),
        "effectiveGasPrice": hex(2 * 10**9),
        "logs": [],
    }


def node(**changes):
    answers = {
        "eth_getBalance": hex(10**18),
        "eth_getTransactionCount": "0x7",
        "eth_call": TRUE,
        "eth_estimateGas": hex(40_000),
        "eth_getBlockByNumber": BLOCK,
        "eth_maxPriorityFeePerGas": hex(10**9),
        "eth_sendRawTransaction": "0x01",
        "eth_getTransactionReceipt": receipt(),
    }
    return ScriptedNode(**(answers | changes))


def send(script, sender=None):
    call = codec.call("Token", TOKEN, "approve", SIGNER.address, 5)
    return script.run((sender or Sender(Node(PATIENCE), 31337, SIGNER)).send(call))


def test_sends_once_and_tells_what_it_cost():
    script = node()
    sent = send(script)
    assert (sent.result, sent.receipt.block, sent.receipt.gas_used) == (True, 5, 50_000)
    assert f"{sent.receipt.fee:f}" == "0.0001"
    assert [news.partition("0x")[0] for news in script.news] == ["approve: sent "]
    assert script.count("eth_sendRawTransaction") == 1


def test_without_ether_nothing_is_sent():
    script = node(eth_getBalance="0x0")
    with pytest.raises(
        InsufficientFunds, match=r"has 0 ETH and needs up to 0\.0+1 ETH .* on chain 31337: send it some"
    ):
        send(script)
    assert script.count("eth_sendRawTransaction") == 0


def test_what_gas_may_cost_is_counted_before_anything_is_sent():
    script = node(eth_getBalance=hex(149_999 * 10**9))  # 50,000 gas at 3 gwei
    with pytest.raises(InsufficientFunds, match=r"has 0\.000149999 ETH and needs up to 0\.00015 ETH"):
        send(script)
    assert script.count("eth_sendRawTransaction") == 0


@pytest.mark.parametrize("method", ["eth_call", "eth_estimateGas"])
def test_a_reverted_simulation_sends_nothing(method):
    script = node(**{method: PAUSED})
    with pytest.raises(reverts.DepositsPaused) as caught:
        send(script)
    assert caught.value.until == 2
    assert script.count("eth_sendRawTransaction") == 0


def test_a_dropped_connection_sends_the_same_bytes_again():
    script = node(eth_sendRawTransaction=[DROPPED, refused("already known")])
    assert send(script).receipt.block == 5
    first, second = script.params("eth_sendRawTransaction")
    assert first == second


def test_a_nonce_that_is_used_is_our_own_if_the_receipt_is():
    assert send(node(eth_sendRawTransaction=[DROPPED, refused("nonce too low")])).receipt.block == 5


def test_a_nonce_that_another_transaction_used_is_told():
    script = node(eth_sendRawTransaction=refused("nonce too low: next nonce 8"), eth_getTransactionReceipt=None)
    with pytest.raises(TransactionReplaced, match=r"took nonce 7: 0x\w{64} will not be mined; check what was sent"):
        send(script)
    assert script.count("eth_sendRawTransaction") == 1


def test_a_connection_that_stays_dead_leaves_the_hash():
    script = node(eth_sendRawTransaction=DROPPED)
    with pytest.raises(TransactionPending, match="it may still be mined; look it up before you send another") as caught:
        send(script)
    assert caught.value.hash.startswith("0x")
    assert script.count("eth_sendRawTransaction") == 3


def test_a_replaced_transaction_is_noticed_while_waiting():
    script = node(eth_getTransactionCount=["0x7", "0x7", "0x8"], eth_getTransactionReceipt=None)
    with pytest.raises(TransactionReplaced, match="took nonce 7"):
        send(script)


def test_a_receipt_that_comes_after_the_nonce_is_no_replacement():
    script = node(eth_getTransactionCount=["0x7", "0x7", "0x8"], eth_getTransactionReceipt=[None, None, receipt()])
    assert send(script).receipt.block == 5


def test_a_transaction_that_nobody_mines_is_told_with_its_hash():
    script = node(eth_getTransactionReceipt=None)
    with pytest.raises(TransactionPending, match="was sent and is not mined after 60 s: it may still be"):
        send(script)
    assert len(set(script.params("eth_sendRawTransaction"))) == 1


def test_a_receipt_of_a_block_that_is_not_in_the_chain_does_not_count():
    script = node(eth_getTransactionReceipt=[receipt(block_hash="0xdead"), receipt(block_hash="0xdead"), receipt()])
    assert send(script).receipt.block == 5
    assert script.count("eth_getTransactionReceipt") == 3


def test_waits_for_earlier_transactions():
    # latest and pending, asked in turns
    script = node(eth_getTransactionCount=["0x5", "0x7", "0x6", "0x7", "0x7", "0x7"])
    assert send(script).receipt.block == 5
    stuck = node(eth_getTransactionCount=lambda _, tag: "0x5" if tag == "latest" else "0x7")
    with pytest.raises(TransactionPending, match=r"2 earlier transactions of .* are not mined yet: nothing was sent"):
        send(stuck)
    assert stuck.count("eth_sendRawTransaction") == 0


@pytest.mark.parametrize(
    ("chain_id", "block_at_its_place", "nonce"),
    [
        (1, BLOCK, 8),
        (1, None, 8),  # of several nodes behind one address, a late one answers
        (1, BLOCK | {"hash": "0xdead"}, 7),
        (31337, None, 7),  # a local chain that is shorter now
    ],
)
def test_a_nonce_is_taken_again_once_the_chain_has_dropped_its_transaction(chain_id, block_at_its_place, nonce):
    places = {"latest": BLOCK, "0x5": BLOCK, "0x6": BLOCK}
    receipts = [receipt(), receipt() | {"blockNumber": "0x6"}]
    script = node(eth_getBlockByNumber=lambda number, _: places[number], eth_getTransactionReceipt=receipts)
    sender = Sender(Node(PATIENCE), chain_id, SIGNER)
    assert send(script, sender).receipt.block == 5
    places["0x5"] = block_at_its_place  # and the node counts as many transactions as before it
    assert send(script, sender).receipt.block == 6
    raw = [HexBytes(raw) for (raw,) in script.params("eth_sendRawTransaction")]
    assert [TypedTransaction.from_bytes(one).as_dict()["nonce"] for one in raw] == [7, nonce]


def test_a_mined_revert_is_decoded():
    script = node(eth_getTransactionReceipt=receipt(status="0x0"), eth_call=[TRUE, PAUSED])
    with pytest.raises(reverts.DepositsPaused, match="was mined and changed nothing: DepositsPaused"):
        send(script)


def test_a_mined_revert_that_cannot_be_repeated_is_told():
    with pytest.raises(TransactionError, match="the state before it in its block was another, or its gas ran out"):
        send(node(eth_getTransactionReceipt=receipt(status="0x0")))


def test_a_chain_without_base_fees_is_paid_by_gas_price():
    plain = {name: value for name, value in BLOCK.items() if name != "baseFeePerGas"}
    script = node(eth_getBlockByNumber=plain, eth_gasPrice=hex(3 * 10**9))
    assert send(script).receipt.block == 5
    assert script.count("eth_maxPriorityFeePerGas") == 0
