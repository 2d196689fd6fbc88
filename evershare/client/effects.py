"""What the client asks of the world, and who answers: one code path for `Client` and `AsyncClient`.

Everything that the client does is written once, as a generator that yields effects (a call to the node, a page to
fetch, a wait) and returns its result. A driver carries them out, blocking or awaiting, so no logic exists twice, and
tests drive the same generators with a node of their own making.
"""

from __future__ import annotations

import asyncio
import functools
import json
import time
from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

import aiohttp
import requests
from web3 import AsyncHTTPProvider, HTTPProvider
from web3.exceptions import Web3Exception
from web3.types import RPCEndpoint

from evershare.client.errors import RequestFailed, RpcRefused, ServiceRefused


@dataclass(frozen=True)
class Rpc:
    """A JSON-RPC call to the node; the answer is its result."""

    method: str
    params: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Fetch:
    """A page to fetch, or to post a body to; the answer is its JSON."""

    url: str
    query: tuple[tuple[str, str], ...] = ()
    body: Any = None  # JSON


@dataclass(frozen=True)
class Wait:
    """Let some seconds pass."""

    seconds: float


@dataclass(frozen=True)
class Clock:
    """The machine's time, Unix seconds."""


@dataclass(frozen=True)
class Tell:
    """Something that whoever waits would like to know."""

    text: str


Effect = Rpc | Fetch | Wait | Clock | Tell

T = TypeVar("T")
Steps = Generator[Effect, Any, T]

REQUEST_SECONDS = 20.0
_LATER = (408, 425, 429)  # HTTP: the same may be asked again
_FAILURES = (requests.RequestException, aiohttp.ClientError, TimeoutError, ConnectionError, json.JSONDecodeError)


class Sync:
    """Carries effects out one after the other."""

    def __init__(
        self, url: str, request_seconds: float = REQUEST_SECONDS, on_news: Callable[[str], None] = lambda text: None
    ) -> None:
        self._seconds, self._on_news = request_seconds, on_news
        options = {"timeout": request_seconds}
        self._provider = HTTPProvider(url, request_kwargs=options, exception_retry_configuration=None)

    def run(self, steps: Steps[T]) -> T:
        """Go through the steps, and return what they return."""
        try:
            effect = next(steps)
            while True:
                try:
                    answer = self._answer(effect)
                except (RequestFailed, RpcRefused, ServiceRefused) as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result

    def _answer(self, effect: Effect) -> Any:
        match effect:
            case Rpc(method, params):
                with _reported(method):
                    response = self._provider.make_request(RPCEndpoint(method), list(params))
                return _result(method, response)
            case Fetch(url, query, body):
                with _reported(url):
                    method = "GET" if body is None else "POST"
                    page = requests.request(method, url, params=list(query), json=body, timeout=self._seconds)
                    return _page(url, page.status_code, page.text)
            case Wait(seconds):
                time.sleep(seconds)
                return None
            case Clock():
                return time.time()
            case Tell(text):
                self._on_news(text)
                return None


class Async:
    """Carries effects out while other coroutines run."""

    def __init__(
        self, url: str, request_seconds: float = REQUEST_SECONDS, on_news: Callable[[str], None] = lambda text: None
    ) -> None:
        self._on_news = on_news
        self._timeout = aiohttp.ClientTimeout(total=request_seconds)
        self._provider = AsyncHTTPProvider(
            url, request_kwargs={"timeout": self._timeout}, exception_retry_configuration=None
        )

    async def run(self, steps: Steps[T]) -> T:
        """Go through the steps, and return what they return."""
        try:
            effect = next(steps)
            while True:
                try:
                    answer = await self._answer(effect)
                except (RequestFailed, RpcRefused, ServiceRefused) as error:
                    effect = steps.throw(error)
                else:
                    effect = steps.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result

    async def close(self) -> None:
        """Close the connections to the node."""
        await self._provider.disconnect()

    async def _answer(self, effect: Effect) -> Any:
        match effect:
            case Rpc(method, params):
                with _reported(method):
                    response = await self._provider.make_request(RPCEndpoint(method), list(params))
                return _result(method, response)
            case Fetch(url, query, body):
                with _reported(url):
                    method = "GET" if body is None else "POST"
                    async with (
                        aiohttp.ClientSession(timeout=self._timeout) as session,
                        session.request(method, url, params=list(query), json=body) as page,
                    ):
                        return _page(url, page.status, await page.text())
            case Wait(seconds):
                await asyncio.sleep(seconds)
                return None
            case Clock():
                return time.time()
            case Tell(text):
                self._on_news(text)
                return None


class _reported:  # noqa: N801 # reads like the function that it is
    """Turns whatever keeps an answer away into RequestFailed."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, _FAILURES) or (isinstance(error, Web3Exception) and not isinstance(error, RpcRefused)):
            raise RequestFailed(self._what, str(error) or type(error).__name__) from error


def _page(url: str, status: int, text: str) -> Any:
    """The JSON of a page. ServiceRefused if the service says that the request is at fault, RequestFailed otherwise."""
    try:
        answer = json.loads(text)
    except json.JSONDecodeError:
        answer = None
    if 400 <= status < 500 and status not in _LATER:
        said = answer.get("error") or answer.get("detail") if isinstance(answer, dict) else text
        raise ServiceRefused(url, status, str(said))
    if status >= 400 or answer is None:
        raise RequestFailed(url, f"HTTP {status}, no JSON" if answer is None else f"HTTP {status}")
    return answer


def _result(method: str, response: Any) -> Any:
    """What the node answers, or the error that it answers with."""
    if not isinstance(response, dict) or not ({"result", "error"} & set(response)):
        raise RequestFailed(method, "the answer is no JSON-RPC response")
    error = response.get("error")
    if error is None:
        return response["result"]
    if not isinstance(error, dict):
        raise RpcRefused(method, 0, str(error))
    raise RpcRefused(method, int(error.get("code", 0)), str(error.get("message", "")), error.get("data"))


D = TypeVar("D", bound=Sync | Async)
A = TypeVar("A")
P = ParamSpec("P")
R = TypeVar("R")


class Actor(Generic[D]):
    """Somebody who acts through a driver."""

    def __init__(self, driver: D) -> None:
        self._driver = driver


class operation(Generic[A, P, R]):  # noqa: N801 # a decorator
    """Makes a method of steps a plain method of a `Client`, and a coroutine of an `AsyncClient`."""

    def __init__(self, steps: Callable[Concatenate[A, P], Steps[R]]) -> None:
        self.steps = steps
        functools.update_wrapper(self, steps)  # type: ignore[arg-type] # a descriptor has a function's attributes too

    @overload
    def __get__(self, actor: None, owner: type) -> operation[A, P, R]: ...

    @overload
    def __get__(self, actor: Actor[Sync], owner: type) -> Callable[P, R]: ...

    @overload
    def __get__(self, actor: Actor[Async], owner: type) -> Callable[P, Coroutine[Any, Any, R]]: ...

    def __get__(self, actor: Any, owner: type) -> Any:
        if actor is None:
            return self

        @functools.wraps(self.steps)
        def run(*args: P.args, **kwargs: P.kwargs) -> Any:
            return actor._driver.run(self.steps(actor, *args, **kwargs))

        return run
