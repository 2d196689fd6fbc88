"""Brownie on a chain of our own, which mines each transaction at once: without the waiting, undoing and asking.

For each transaction Brownie 1.22 asks for nonce, gas, prices and the latest block, keeps a snapshot to undo it, starts
three threads and, where it reverts, goes through a trace of every instruction. None of it is needed here, and together
it takes several times as long as the transaction.
"""

import json
import threading
from types import SimpleNamespace
from typing import Any, Protocol
from urllib.parse import urlsplit

import urllib3
from eth_utils import to_checksum_address
from hexbytes import HexBytes
from web3.datastructures import AttributeDict


class Ask(Protocol):
    """Send one request to a node, and return its whole answer."""

    def __call__(self, method: str, *arguments: Any) -> dict[str, Any]: ...


def connection(address: str) -> Ask:
    """Requests over one connection that stays open, straight to the node at ``address``."""
    node = urlsplit(address)
    pool = urllib3.HTTPConnectionPool(node.hostname or "", node.port, retries=False, timeout=None)

    def ask(method: str, *arguments: Any) -> dict[str, Any]:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": arguments}, default=_plain)
        answer = pool.request("POST", "/", body=body.encode(), headers={"Content-Type": "application/json"})
        return dict(json.loads(answer.data))

    return ask


def send_at_once(gas_limit: int) -> None:
    """Let Brownie's accounts send in three requests, at no price, with ``gas_limit`` where the caller names none.

    What reverts raises ``VirtualMachineError`` with its ``txid``.
    """
    from brownie import web3
    from brownie.convert.datatypes import Wei
    from brownie.exceptions import VirtualMachineError
    from brownie.network import account, transaction
    from brownie.network.account import Account
    from brownie.network.state import TxHistory
    from brownie.network.transaction import TransactionReceipt

    history = TxHistory()

    def make_transaction(self: Any, to: Any, amount: Any, gas: Any, *settings: Any) -> tuple[Any, None]:
        data, name = settings[4], settings[6]  # the others are prices, a nonce and what to wait for
        call = {"from": self.address, "gas": hex(Wei(gas) or gas_limit), "gasPrice": "0x0", "value": hex(Wei(amount))}
        txid = request("eth_sendTransaction", call | {"data": _plain(data)} | ({"to": str(to)} if to else {}))
        receipt = TransactionReceipt(txid, self, is_blocking=False, name=name)
        history._add_tx(receipt)
        if not receipt.status:
            output = returned(txid)
            found = {"error": "revert", "reason": _plain(output) if len(output) >= 4 else None}
            raise VirtualMachineError(ValueError({"message": "revert", "data": {txid: found}}))
        return receipt, None

    def confirm(self: Any, *_: Any) -> None:
        self._set_from_receipt(_receipt(self.txid))
        self._confirmed.set()

    accounts: Any = Account
    accounts._make_transaction = make_transaction
    receipts: Any = TransactionReceipt
    receipts._await_confirmation = confirm
    vars(account).update(
        rpc=SimpleNamespace(is_active=lambda: False, unlock_account=account.rpc.unlock_account),  # it undoes nothing
        threading=SimpleNamespace(Thread=_AtOnce, Lock=threading.Lock),
    )
    vars(transaction).update(threading=SimpleNamespace(Thread=_AtOnce, Event=threading.Event))
    vars(web3.eth).update(get_transaction=_transaction)


def request(method: str, *arguments: Any) -> Any:
    """What the connected node answers. ValueError if it refuses."""
    from brownie import web3
    from web3.types import RPCEndpoint

    answer = web3.provider.make_request(RPCEndpoint(method), list(arguments))
    if "error" in answer:
        raise ValueError(f"{method}: {answer['error']['message']}")
    return answer["result"]


def returned(txid: str) -> bytes:
    """What a transaction returned, or reverted with."""
    options = {"tracer": "callTracer", "tracerConfig": {"onlyTopCall": True}}
    return bytes.fromhex(request("debug_traceTransaction", txid, options).get("output", "0x")[2:])


def _transaction(txid: bytes) -> dict[str, Any]:
    """A transaction, with what Brownie reads of it as web3 would give it."""
    found = _mined("eth_getTransactionByHash", _plain(txid))
    return (
        found
        | _numbers(found, "value", "gas", "gasPrice", "nonce", "blockNumber")
        | {"input": HexBytes(found["input"])}
    )


def _receipt(txid: str) -> dict[str, Any]:
    """A receipt, with what Brownie reads of it as web3 would give it."""
    found = _mined("eth_getTransactionReceipt", txid)
    created = found["contractAddress"]
    return (
        found
        | _numbers(found, "blockNumber", "transactionIndex", "gasUsed", "status", "effectiveGasPrice")
        | {"logs": [_log(log) for log in found["logs"]], "contractAddress": created and to_checksum_address(created)}
    )


def _mined(method: str, txid: str) -> dict[str, Any]:
    found: dict[str, Any] | None = request(method, txid)
    if found is None:
        raise ValueError(f"the node does not know the transaction {txid}")
    return found


def _log(found: dict[str, Any]) -> AttributeDict[str, Any]:
    topics = [HexBytes(topic) for topic in found["topics"]]
    plain = {"address": to_checksum_address(found["address"]), "topics": topics, "data": HexBytes(found["data"])}
    return AttributeDict(found | plain | _numbers(found, "logIndex"))


def _numbers(found: dict[str, Any], *names: str) -> dict[str, int]:
    return {name: int(found[name], 16) for name in names if found.get(name)}


class _AtOnce:
    """A thread that has ended when it has started."""

    def __init__(self, target: Any, args: tuple[Any, ...], daemon: bool) -> None:
        self.start = lambda: target(*args)

    def join(self) -> None:
        """Nothing is left to wait for."""


def _plain(value: Any) -> Any:
    """What JSON lacks: bytes as hex, and mappings of web3's own."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value if isinstance(value, str) else dict(value)
