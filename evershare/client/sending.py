"""Sending transactions: never twice, never without a simulation, and with an answer in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from eth_account.signers.local import LocalAccount

from evershare.client import codec, reverts
from evershare.client.codec import Call
from evershare.client.effects import Clock, Rpc, Steps, Tell, Wait
from evershare.client.errors import (
    InsufficientFunds,
    RequestFailed,
    RpcRefused,
    TransactionError,
    TransactionPending,
    TransactionReplaced,
)
from evershare.client.node import SUPPOSED, Node, is_busy, revert_of
from evershare.client.units import from_units
from evershare.deployment import LOCAL_CHAIN_IDS

GAS_MARGIN_PERCENT = 25  # between the estimate and the block that mines it, a sample of the volatility may fall due
SIMULATED_MARGIN_PERCENT = 60  # a simulation tells the gas after refunds
DEFAULT_TIP_WEI = 10**9
_KNOWN = ("already known", "known transaction", "already imported", "already exists")
_USED = ("nonce too low", "nonce is too low", "nonce has already been used", "expected nonce to be")
_UNDERPRICED = ("underpriced", "replacement fee too low")
_REPLACED_AFTER_POLLS = 3  # a node behind a balancer may show a nonce before the receipt
_RESEND_EVERY_POLLS = 20


@dataclass(frozen=True)
class Receipt:
    """What a mined transaction did."""

    hash: str
    block: int
    gas_used: int
    fee: Decimal  # in ether
    logs: tuple[Mapping[str, Any], ...]

    def events(self, contract: str, event: str, address: str) -> list[dict[str, Any]]:
        """The arguments of a contract's events in it."""
        return codec.events(contract, event, address, self.logs)


@dataclass(frozen=True)
class Sent:
    """A mined transaction, and what its simulation returned."""

    result: Any
    receipt: Receipt


@dataclass(frozen=True)
class _Signed:
    raw: str
    hash: str
    nonce: int


class Sender:
    """Sends the transactions of one account, one after the other."""

    def __init__(self, node: Node, chain_id: int, signer: LocalAccount) -> None:
        self._node, self._chain_id, self._signer = node, chain_id, signer
        self._last: tuple[int, Mapping[str, Any]] | None = None  # the nonce and the receipt of what was mined last
        self._is_sending = False

    def send(self, call: Call) -> Steps[Sent]:
        """Simulate a call, sign it, send it and wait for it.

        Raises what the simulation reverts with, before anything is sent; InsufficientFunds; TransactionPending if it
        is not mined in time or an earlier one is not, TransactionReplaced if its nonce went to another.
        """
        while self._is_sending:  # for another coroutine: nonces go one by one
            yield Wait(self._node.patience.poll_every)
        self._is_sending = True
        try:
            return (yield from self._send_in_turn(call))
        finally:
            self._is_sending = False

    def _send_in_turn(self, call: Call) -> Steps[Sent]:
        funds = yield from self._node.ether(self._signer.address)
        self._require_funds(funds, call.value + 1)
        nonce = yield from self._nonce()

        result, gas = yield from self._simulate(call)
        fees, most = yield from self._fees()
        self._require_funds(funds, call.value + gas * most)

        mine = self._sign(call, nonce, gas, fees)
        yield from self._submit(mine)
        yield Tell(f"{call.name}: sent {mine.hash}")
        receipt = yield from self._mined(mine)
        self._last = mine.nonce, receipt
        if int(receipt["status"], 16) != 1:
            yield from self._explain(call, mine, receipt["blockNumber"])
        return Sent(result, _receipt(receipt))

    def _simulate(self, call: Call) -> Steps[tuple[Any, int]]:
        """What a call returns, and the gas that it may use. New prices need the time of the block that brings them."""
        if SUPPOSED.get() is None:
            result = yield from self._node.call(call, self._signer.address)
            return result, (yield from self._gas(call))
        (outcome,) = yield from self._node.simulated(self._signer.address, call)
        return call.result(outcome.data), outcome.gas * (100 + SIMULATED_MARGIN_PERCENT) // 100

    def _sign(self, call: Call, nonce: int, gas: int, fees: dict[str, int]) -> _Signed:
        transaction: dict[str, Any] = {
            "chainId": self._chain_id,
            "nonce": nonce,
            "to": call.to,
            "value": call.value,
            "data": call.data,
            "gas": gas,
            **fees,
        }
        signed = self._signer.sign_transaction(transaction)
        return _Signed(_hex(signed.raw_transaction), _hex(signed.hash), nonce)

    # Before sending

    def _require_funds(self, funds: int, needed: int) -> None:
        if funds < needed:
            raise InsufficientFunds(
                f"{self._signer.address} has {from_units(funds):f} ETH and needs up to {from_units(needed):f} ETH "
                f"for the transaction on chain {self._chain_id}: send it some"
            )

    def _gas(self, call: Call) -> Steps[int]:
        request = {"from": self._signer.address, "to": call.to, "data": "0x" + call.data.hex()}
        if call.value:
            request["value"] = hex(call.value)
        try:
            estimate = yield from self._node.ask("eth_estimateGas", request, self._node.block)
        except RpcRefused as error:
            raise revert_of(error) from None
        return int(estimate, 16) * (100 + GAS_MARGIN_PERCENT) // 100

    def _fees(self) -> Steps[tuple[dict[str, int], int]]:
        """The transaction's fee fields, and the most that a unit of gas may cost, in wei."""
        head = yield from self._node.head(self._chain_id)
        if head.get("baseFeePerGas") is None:
            price = int((yield from self._node.ask("eth_gasPrice")), 16)
            return {"gasPrice": price}, price
        try:
            tip = int((yield from self._node.ask("eth_maxPriorityFeePerGas")), 16)
        except RpcRefused:
            tip = DEFAULT_TIP_WEI
        most = 2 * int(head["baseFeePerGas"], 16) + tip
        return {"maxFeePerGas": most, "maxPriorityFeePerGas": tip}, most

    def _nonce(self) -> Steps[int]:
        """The account's next nonce, once everything that it has sent before is mined."""
        address, started = self._signer.address, (yield Clock())
        while True:
            mined = int((yield from self._node.ask("eth_getTransactionCount", address, "latest")), 16)
            sent = int((yield from self._node.ask("eth_getTransactionCount", address, "pending")), 16)
            next_ = yield from self._after_mined(mined)
            if sent <= next_:
                return next_
            yield Tell(f"waiting for {sent - next_} earlier transactions of {address}")
            now = yield Clock()
            if now - started > self._node.patience.mined_within:
                raise TransactionPending(
                    "",
                    f"{sent - mined} earlier transactions of {address} are not mined yet: nothing was sent; "
                    "wait for them, or replace them with a higher fee",
                )
            yield Wait(self._node.patience.poll_every)

    def _after_mined(self, count: int) -> Steps[int]:
        """The nonce that follows on what is mined, by a node's count of it.

        Of several nodes behind one address some are late and do not count the last transaction yet. But once its block
        has left the chain, they are right.
        """
        if self._last is None or count > self._last[0]:
            return count
        nonce, receipt = self._last
        block = yield from self._node.ask("eth_getBlockByNumber", receipt["blockNumber"], False)
        went_back = block is None and self._chain_id in LOCAL_CHAIN_IDS  # there is one node, so none is late
        if went_back or (block and block["hash"] != receipt["blockHash"]):
            self._last = None
            return count
        return nonce + 1

    # Sending

    def _submit(self, mine: _Signed) -> Steps[None]:
        """Hand the signed bytes to the node, again and again if need be: they can be mined only once."""
        patience = self._node.patience
        pause = patience.first_pause
        for _ in range(patience.attempts):
            try:
                yield Rpc("eth_sendRawTransaction", (mine.raw,))
            except RequestFailed:
                pass  # it may have arrived
            except RpcRefused as error:
                if not is_busy(error):
                    yield from self._judge_refusal(error, mine)
                    return
            else:
                return
            yield Wait(pause)
            pause *= 2
        raise TransactionPending(
            mine.hash,
            f"the node stopped answering while {mine.hash} was sent: it may still be mined; "
            "look it up before you send another",
        )

    def _judge_refusal(self, error: RpcRefused, mine: _Signed) -> Steps[None]:
        message = error.message.lower()
        if any(word in message for word in _KNOWN):
            return
        if any(word in message for word in _USED):
            if not (yield from self._node.ask("eth_getTransactionReceipt", mine.hash)):
                raise self._replaced(mine)
            return
        if any(word in message for word in _UNDERPRICED):
            raise TransactionPending(
                mine.hash,
                f"another transaction of {self._signer.address} waits with nonce {mine.nonce}: nothing was sent; "
                "wait for it, or replace it with a higher fee",
            )
        if "insufficient funds" in message:
            raise InsufficientFunds(f"{self._signer.address} cannot pay for the transaction: send it some ETH")
        raise error

    def _mined(self, mine: _Signed) -> Steps[dict[str, Any]]:
        started, polls, passed = (yield Clock()), 0, 0
        while True:
            receipt = yield from self._node.ask("eth_getTransactionReceipt", mine.hash)
            if receipt and receipt.get("blockNumber") and (yield from self._stands(receipt)):
                return dict(receipt)
            count = yield from self._node.ask("eth_getTransactionCount", self._signer.address, "latest")
            passed = passed + 1 if int(count, 16) > mine.nonce and not receipt else 0
            if passed >= _REPLACED_AFTER_POLLS:
                raise self._replaced(mine)
            if (yield Clock()) - started > self._node.patience.mined_within:
                raise TransactionPending(
                    mine.hash,
                    f"{mine.hash} was sent and is not mined after {self._node.patience.mined_within:.0f} s: "
                    "it may still be; wait for it, or replace it with a higher fee",
                )
            polls += 1
            if polls % _RESEND_EVERY_POLLS == 0 and not receipt and not passed:
                yield from self._submit(mine)  # the node may have forgotten it
            yield Wait(self._node.patience.poll_every)

    def _stands(self, receipt: Mapping[str, Any]) -> Steps[bool]:
        """Whether the block of a receipt is one of the chain, as the node itself tells it."""
        block = yield from self._node.ask("eth_getBlockByNumber", receipt["blockNumber"], False)
        return bool(block) and block["hash"] == receipt["blockHash"]

    def _replaced(self, mine: _Signed) -> TransactionReplaced:
        return TransactionReplaced(
            mine.hash,
            f"another transaction of {self._signer.address} took nonce {mine.nonce}: {mine.hash} will not be mined; "
            "check what was sent, and run again",
        )

    def _explain(self, call: Call, mine: _Signed, block: str) -> Steps[None]:
        """Raise what a mined transaction reverted with, as far as it can be found out."""
        try:
            yield from self._node.raw_call(call, self._signer.address, block)
        except reverts.Reverted as error:
            error.args = (f"{mine.hash} was mined and changed nothing: {error}",)
            raise
        raise TransactionError(
            mine.hash,
            f"{mine.hash} was mined and changed nothing: the state before it in its block was another, "
            "or its gas ran out; run again",
        )


def _receipt(receipt: Mapping[str, Any]) -> Receipt:
    gas, price = int(receipt["gasUsed"], 16), int(receipt.get("effectiveGasPrice") or "0x0", 16)
    return Receipt(
        receipt["transactionHash"],
        int(receipt["blockNumber"], 16),
        gas,
        from_units(gas * price),
        tuple(receipt["logs"]),
    )


def _hex(data: bytes) -> str:
    return "0x" + bytes(data).hex()
