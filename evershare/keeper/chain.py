"""The node, for keepers: what a client asks, many views in one request, and nothing sent before it is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eth_account.signers.local import LocalAccount
from web3 import HTTPProvider
from web3.types import RPCEndpoint

from evershare.client import codec
from evershare.client.codec import Call
from evershare.client.core import Core
from evershare.client.deployment import Deployment
from evershare.client.effects import REQUEST_SECONDS, Effect, Rpc, Sync
from evershare.client.errors import NodeUnreachable, RequestFailed, RpcRefused
from evershare.client.node import Node, Patience, revert_of
from evershare.client.prices import PriceService
from evershare.client.reverts import Reverted
from evershare.keeper.store import Block, parts

CALLS_AT_ONCE = 100
BeforeSending = Callable[[str], None]
"""Told the bytes of a transaction before the node gets them. What it raises keeps them back."""


class Driver(Sync):
    """Carries a client's effects out, and tells what is about to be sent."""

    def __init__(self, url: str, request_seconds: float = REQUEST_SECONDS) -> None:
        super().__init__(url, request_seconds)
        self._batches = HTTPProvider(
            url, request_kwargs={"timeout": request_seconds}, exception_retry_configuration=None
        )
        self.before_sending: BeforeSending | None = None
        self._requests = 0

    def batch(self, requests: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        """The answers to many questions, each a result or RpcRefused. RequestFailed if none came."""
        self._requests += 1
        try:
            answers = self._batches.make_batch_request([(RPCEndpoint(method), params) for method, params in requests])
        except Exception as error:  # whatever web3 and requests raise, no answer came
            raise RequestFailed("a batch", str(error) or type(error).__name__) from None
        if not isinstance(answers, list) or len(answers) != len(requests):
            raise RequestFailed("a batch", "the node does not answer batches: use another")
        return [_answer(method, answer) for (method, _), answer in zip(requests, answers, strict=True)]

    def take_count(self) -> int:
        """How many requests there were since the last time."""
        count, self._requests = self._requests, 0
        return count

    def _answer(self, effect: Effect) -> Any:
        if isinstance(effect, Rpc):
            self._requests += 1
            if effect.method == "eth_sendRawTransaction" and self.before_sending:
                self.before_sending(effect.params[0])
        return super()._answer(effect)


class Chain:
    """One deployment on one chain, read by a keeper."""

    def __init__(
        self,
        url: str,
        deployment: Deployment | Path | str | None = None,
        account: LocalAccount | None = None,
        prices: PriceService | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.driver = Driver(url)
        self.core = Core(Node(patience), deployment, account, prices)
        self.deployment = self.driver.run(self.core.deployment())

    def ask(self, method: str, *params: Any) -> Any:
        """The answer to a question, asked again while the node is busy."""
        return self.driver.run(self.core.node.ask(method, *params))

    def head(self) -> dict[str, Any]:
        """The latest block. UnreliableNode if the node has lost the chain."""
        return self.driver.run(self.core.node.head(self.deployment.chain_id))

    def now(self) -> int:
        """The chain's time, Unix seconds."""
        return self.driver.run(self.core.now())

    def block(self, number: int) -> Block | None:
        """A block by its number, if the chain has it."""
        found = self.ask("eth_getBlockByNumber", hex(number), False)
        return Block(number, found["hash"]) if found else None

    def call(self, contract: str, function: str, *arguments: Any, at: str | None = None) -> Call:
        """A call to a contract of the deployment, or to one of its kind at an address."""
        return codec.call(contract, at or self.deployment.address(contract), function, *arguments)

    def views(self, calls: Sequence[Call]) -> list[Any]:
        """What many views return now, each a value or the revert that it ends with."""
        found: list[Any] = []
        for some in parts(calls, CALLS_AT_ONCE):
            requests = [
                ("eth_call", [{"to": call.to, "data": "0x" + call.data.hex()}, self.core.node.block]) for call in some
            ]
            for call, answer in zip(some, self._patiently(requests), strict=True):
                found.append(_result(call, answer))
        return found

    def _patiently(self, requests: list[tuple[str, list[Any]]]) -> list[Any]:
        for attempt in range(1, self.core.node.patience.attempts + 1):
            try:
                return self.driver.batch(requests)
            except RequestFailed as error:
                if attempt == self.core.node.patience.attempts:
                    raise NodeUnreachable(f"{error} ({attempt} attempts): use another node") from None
        raise AssertionError("unreachable")

    @contextmanager
    def telling(self, before_sending: BeforeSending) -> Iterator[None]:
        """Within, nothing is sent before it is told."""
        self.driver.before_sending = before_sending
        try:
            yield
        finally:
            self.driver.before_sending = None


def _answer(method: str, answer: Any) -> Any:
    error = answer.get("error")
    if error is None:
        return answer.get("result")
    return RpcRefused(method, int(error.get("code", 0)), str(error.get("message", "")), error.get("data"))


def _result(call: Call, answer: Any) -> Any:
    if isinstance(answer, RpcRefused):
        revert = revert_of(answer)
        if isinstance(revert, Reverted):
            return revert
        raise revert
    return call.result(bytes.fromhex(answer[2:]))
