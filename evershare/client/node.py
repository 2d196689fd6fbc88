"""Asking a node that may be slow, drop connections, or be behind."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from evershare.client import reverts
from evershare.client.codec import Call
from evershare.client.effects import Clock, Rpc, Steps, Tell, Wait
from evershare.client.errors import NodeUnreachable, RequestFailed, RpcRefused, UnreliableNode
from evershare.deployment import LOCAL_CHAIN_IDS

# What nodes say when they want to be left alone for a moment, or have not caught up with themselves.
_BUSY_CODES = (-32005, 429)
_BUSY_WORDS = ("rate limit", "too many requests", "header not found", "missing trie node", "timeout", "try again")
LATEST = "latest"
STALE_SECONDS = 300
LONGEST_BLOCK_SECONDS = 15
HEAD_SLACK_BLOCKS = 3  # how far the nodes behind one address may be apart


@dataclass(frozen=True)
class Patience:
    """How often a question is asked again, and how long a transaction is waited for."""

    attempts: int = 5
    first_pause: float = 0.25  # seconds, doubled each time
    mined_within: float = 180.0  # seconds
    poll_every: float = 0.5  # seconds


@dataclass(frozen=True)
class Outcome:
    """What a simulated call returned, and the gas that it used."""

    data: bytes
    gas: int


@dataclass(frozen=True)
class Supposed:
    """A call that the next transaction will begin with: until then, views answer as if it had been mined."""

    call: Call
    sender: str


SUPPOSED: ContextVar[Supposed | None] = ContextVar("SUPPOSED", default=None)


@contextlib.contextmanager
def supposing(call: Call, sender: str) -> Iterator[None]:
    """Suppose a call for what is done within, which has to end with `Core.act` of the same sender."""
    token = SUPPOSED.set(Supposed(call, sender))
    try:
        yield
    finally:
        SUPPOSED.reset(token)


class Node:
    """Questions to a node. All of them may be asked again: none changes anything."""

    def __init__(self, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self.block = LATEST
        self._highest = 0

    def is_local(self) -> None:
        """From now on, look at the block that comes next: the last one of a local chain may be hours old."""
        self.block = "pending"

    def ask(self, method: str, *params: Any) -> Steps[Any]:
        """The answer to a question, asked again while the connection fails or the node is busy."""
        pause = self.patience.first_pause
        for attempt in range(1, self.patience.attempts + 1):
            try:
                answer = yield Rpc(method, params)
            except (RequestFailed, RpcRefused) as error:
                if isinstance(error, RpcRefused) and not is_busy(error):
                    raise
                if attempt == self.patience.attempts:
                    raise NodeUnreachable(
                        f"{error} ({attempt} attempts): check the address of the node, or use another"
                    ) from None
                yield Tell(f"{error}; asking again")
                yield Wait(pause)
                pause *= 2
            else:
                return answer
        raise AssertionError("unreachable")

    def call(self, call: Call, sender: str | None = None, later: int = 0) -> Steps[Any]:
        """What a call would return now, or so many seconds later if nothing happens until then.

        Raises what the contract reverts with, see `evershare.client.reverts`. A node that cannot look ahead answers for
        now.
        """
        first = SUPPOSED.get()
        if first:
            _, outcome = yield from self.simulated(first.sender, first.call, call, later=later)
            return call.result(outcome.data)
        if later:
            block = yield from self.ask("eth_getBlockByNumber", self.block, False)
            then = {"time": hex(int(block["timestamp"], 16) + later)}
            with contextlib.suppress(RpcRefused):
                return call.result((yield from self.raw_call(call, sender, self.block, {}, then)))
        return call.result((yield from self.raw_call(call, sender, self.block)))

    def raw_call(self, call: Call, sender: str | None, block: str, *overrides: Mapping[str, Any]) -> Steps[bytes]:
        """Like `call` at a block, not decoded. Overrides are of the state and of the block."""
        try:
            answer = yield from self.ask("eth_call", _request(call, sender), block, *overrides)
        except RpcRefused as error:
            raise revert_of(error) from None
        return bytes.fromhex(answer[2:])

    def simulated(self, sender: str, *calls: Call, later: int = 0) -> Steps[list[Outcome]]:
        """What calls would do one after the other in the next block, or in one so many seconds after it.

        Raises what one of them reverts with, and RpcRefused if the node cannot: `eth_simulateV1` is young.
        """
        block = {
            "blockOverrides": {"time": hex((yield from self._next_time()) + later)},
            "calls": [_request(call, sender) for call in calls],
        }
        answer = yield from self.ask("eth_simulateV1", {"blockStateCalls": [block]}, LATEST)
        outcomes = []
        for call, done in zip(calls, answer[0]["calls"], strict=True):
            if done["status"] != "0x1":
                error = done.get("error") or {}
                raise revert_of(RpcRefused(call.name, 3, "reverted", error.get("data") or done.get("returnData")))
            outcomes.append(Outcome(bytes.fromhex(done["returnData"][2:]), int(done["gasUsed"], 16)))
        return outcomes

    def _next_time(self) -> Steps[int]:
        """When the next block is due, Unix seconds: as long after the latest as that came after the one before."""
        head = yield from self.ask("eth_getBlockByNumber", LATEST, False)
        before = yield from self.ask("eth_getBlockByNumber", hex(max(0, int(head["number"], 16) - 1)), False)
        latest = int(head["timestamp"], 16)
        interval = min(max(1, latest - int(before["timestamp"], 16)), LONGEST_BLOCK_SECONDS)
        passed = max(0, int((yield Clock())) - latest)
        return latest + (passed // interval + 1) * interval

    def head(self, chain_id: int) -> Steps[dict[str, Any]]:
        """The latest block. UnreliableNode if the node is far behind the time, or behind what it said before."""
        block = yield from self.ask("eth_getBlockByNumber", LATEST, False)
        number, timestamp = int(block["number"], 16), int(block["timestamp"], 16)
        if number < self._highest - HEAD_SLACK_BLOCKS:
            raise UnreliableNode(
                f"the node was at block {self._highest} and is now at {number}: it contradicts itself; use another"
            )
        self._highest = max(self._highest, number)
        if chain_id not in LOCAL_CHAIN_IDS:
            now = yield Clock()
            if now - timestamp > STALE_SECONDS:
                raise UnreliableNode(
                    f"the node's latest block {number} is {(now - timestamp) / 60:.0f} minutes old: "
                    "it has lost the chain; use another"
                )
        return dict(block)

    def now(self, chain_id: int) -> Steps[int]:
        """The chain's time, Unix seconds: that of the latest block, and of the next one on a local chain."""
        head = yield from self.head(chain_id)
        if self.block != LATEST:
            head = (yield from self.ask("eth_getBlockByNumber", self.block, False)) or head
        return int(head["timestamp"], 16)

    def code_size(self, address: str) -> Steps[int]:
        """How many bytes of code stand at an address."""
        code = yield from self.ask("eth_getCode", address, LATEST)
        return len(code) // 2 - 1

    def ether(self, address: str) -> Steps[int]:
        """The balance of an address in wei."""
        balance = yield from self.ask("eth_getBalance", address, LATEST)
        return int(balance, 16)

    def logs(self, address: str, topics: list[str], first: int, last: int) -> Steps[list[dict[str, Any]]]:
        """A contract's logs of a range of blocks, in halves where a node answers for few blocks at a time."""
        query = {"address": address, "topics": topics, "fromBlock": hex(first), "toBlock": hex(last)}
        try:
            answer = yield from self.ask("eth_getLogs", query)
        except RpcRefused:
            if first == last:
                raise
            middle = (first + last) // 2
            lower = yield from self.logs(address, topics, first, middle)
            upper = yield from self.logs(address, topics, middle + 1, last)
            return lower + upper
        return list(answer)


def _request(call: Call, sender: str | None) -> dict[str, str]:
    request = {"to": call.to, "data": "0x" + call.data.hex()}
    if sender:
        request["from"] = sender
    if call.value:
        request["value"] = hex(call.value)
    return request


def is_busy(error: RpcRefused) -> bool:
    """Whether a refusal is only for the moment."""
    message = error.message.lower()
    return error.code in _BUSY_CODES or any(word in message for word in _BUSY_WORDS)


def revert_of(error: RpcRefused) -> Exception:
    """What the contract reverted with, if that is why a node refuses; otherwise the refusal itself."""
    data = _revert_data(error.data)
    if data is not None:
        return reverts.decoded(data)
    if "revert" in error.message.lower():
        return reverts.decoded(b"")
    return error


def _revert_data(data: Any) -> bytes | None:
    """Revert data, wherever the make of the node puts it."""
    if isinstance(data, str):
        found = data[data.rfind("0x") + 2 :] if "0x" in data else ""
        try:
            return bytes.fromhex(found) if found else None
        except ValueError:
            return None
    if isinstance(data, dict):
        inner = (_revert_data(data.get(key)) for key in ("data", "result", "return"))
        return next((found for found in inner if found is not None), None)
    return None
