"""The service over HTTP and websocket. Thin: what is decided is decided in `service`."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any, Literal

import anyio
from eth_utils.address import to_checksum_address
from fastapi import FastAPI, Path, Query, Request, WebSocket, WebSocketDisconnect
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from evershare.matcher import models
from evershare.matcher.book import Instrument, Kind, Side
from evershare.matcher.limits import Rates, Refused
from evershare.matcher.models import Submission
from evershare.matcher.service import Service
from evershare.matcher.settlement import Settler
from evershare.matcher.stream import Hub, Listener

LAGGING, REFUSED = 1013, 1008  # why a websocket is closed, RFC 6455
MOST_DIGITS = 78

Number = Annotated[str, Query(pattern=rf"^[0-9]{{1,{MOST_DIGITS}}}$")]
Depth = Annotated[int, Query(ge=1)]


class Said(BaseModel):
    """What a websocket sends: a submission, and a tag that its answer repeats."""

    model_config = ConfigDict(extra="forbid")

    send: Literal["quote", "order", "cancellation"]
    submission: Submission
    tag: str = ""


class Guard:
    """Refuses who asks too often and what is too long, before anything else is done with it."""

    def __init__(self, app: ASGIApp, rates: Rates, most_bytes: int) -> None:
        self._app, self._rates, self._most_bytes = app, rates, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            _count(scope, self._rates)
            body = await self._body(receive)
        except Refused as error:
            await _refusal(error)(scope, receive, send)
            return

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, again, send)

    async def _body(self, receive: Receive) -> bytes:
        body = b""
        while True:
            message = await receive()
            body += bytes(message.get("body", b""))
            if len(body) > self._most_bytes:
                raise TooLong(f"the body is too long: {self._most_bytes} bytes are the most")
            if not message.get("more_body"):
                return body


class TooLong(Refused):
    """More than is read."""

    status = 413


def create_app(service: Service, hub: Hub, settler: Settler | None = None, every_seconds: float = 1.0) -> FastAPI:
    """The service's routes; with a settler, it runs for as long as they are served."""
    limits = service.limits

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        hub.attach(asyncio.get_running_loop())
        thread = threading.Thread(target=settler.run, args=(every_seconds,), name="settler") if settler else None
        if thread:
            thread.start()
        yield
        hub.attach(None)
        if settler and thread:
            settler.stop()
            await asyncio.to_thread(thread.join)

    app = FastAPI(title="Evershare matcher", version="1", lifespan=running)
    rates = Rates(limits.client_per_second, limits.client_burst, limits.remembered)
    app.add_middleware(Guard, rates=rates, most_bytes=limits.body_bytes)
    app.add_exception_handler(Refused, _on_refused)
    app.add_exception_handler(RequestValidationError, _on_invalid)

    @app.get("/v1/info")
    def info() -> dict[str, Any]:
        """The contract that messages are signed for, the chain's time, who settles, and the limits."""
        return {
            "domain": service.chain.domain.as_dict(),
            "executor": service.chain.executor,
            "time": service.chain.now(),
            "limits": {name: str(value) for name, value in vars(limits).items()},
        }

    @app.post("/v1/quotes", status_code=201)
    def quote(submission: Submission) -> models.Accepted:
        """Take a quote that a private pool's signer has signed."""
        return service.submit(Kind.QUOTE, submission)

    @app.post("/v1/orders", status_code=201)
    def order(submission: Submission) -> models.Accepted:
        """Take a limit order."""
        return service.submit(Kind.ORDER, submission)

    @app.post("/v1/cancellations")
    def cancel(submission: Submission) -> models.Cancelled:
        """Forget what a signer has sent in."""
        return service.cancel(submission)

    @app.get("/v1/instruments")
    def instruments() -> list[models.OneInstrument]:
        """The options that something is open in."""
        return service.instruments()

    @app.get("/v1/book")
    def book(marketId: int, strike: Number, widthBps: int, isCall: bool, depth: Depth = 20) -> models.OneBook:  # noqa: N803
        """What is open in an option, by price."""
        return service.levels(Instrument(marketId, int(strike), widthBps, isCall), depth)

    @app.get("/v1/open")
    def open_entries(
        marketId: int,  # noqa: N803
        strike: Number,
        widthBps: int,  # noqa: N803
        isCall: bool,  # noqa: N803
        kind: Kind,
        side: Side,
        depth: Depth = 20,
    ) -> list[models.OneOpen]:
        """Single quotes or orders of an option, the best first."""
        return service.open_entries(Instrument(marketId, int(strike), widthBps, isCall), kind, side, depth)

    @app.get("/v1/signers/{signer}/open")
    def of_signer(
        signer: Annotated[str, Path(pattern=r"^0x[0-9a-fA-F]{40}$")], depth: Depth = 100
    ) -> list[models.OneOpen]:
        """What a signer has open."""
        return service.of_signer(_checksummed(signer), depth)

    @app.get("/v1/entries/{entry_id}")
    def entry(entry_id: str) -> models.OneEntry:
        """A message as it was signed, and what has become of it."""
        return service.entry(entry_id.lower())

    @app.websocket("/v1/stream")
    async def stream(socket: WebSocket, marketId: int | None = None) -> None:  # noqa: N803
        """What happens, of one market or all; and another way to send in."""
        await socket.accept()
        try:
            _count(socket.scope, rates)
            with hub.listening(marketId) as listener:
                await _talk(socket, listener, service, rates)
        except Refused as error:
            await socket.close(REFUSED, str(error))

    return app


async def _talk(socket: WebSocket, listener: Listener, service: Service, rates: Rates) -> None:
    """Tell and answer until one side ends it."""
    async with anyio.create_task_group() as both:

        async def answer() -> None:
            with suppress(WebSocketDisconnect):
                while True:
                    text = await socket.receive_text()
                    await socket.send_json(await _carry_out(text, socket, service, rates))
            both.cancel_scope.cancel()

        both.start_soon(answer)
        with suppress(WebSocketDisconnect):
            while (event := await listener.next()) is not None:
                await socket.send_text(event.model_dump_json(exclude_none=True))
            await socket.close(LAGGING, f"{listener.backlog} messages wait, the most that are kept")
        both.cancel_scope.cancel()


async def _carry_out(text: str, socket: WebSocket, service: Service, rates: Rates) -> dict[str, Any]:
    tag = ""
    try:
        _count(socket.scope, rates)
        if len(text) > service.limits.body_bytes:
            raise TooLong(f"the message is too long: {service.limits.body_bytes} characters are the most")
        said = TypeAdapter(Said).validate_json(text)
        tag = said.tag
        if said.send == "cancellation":
            answer: BaseModel = await run_in_threadpool(service.cancel, said.submission)
        else:
            answer = await run_in_threadpool(service.submit, Kind(said.send), said.submission)
    except ValidationError as error:
        return {"answer": "refused", "tag": tag, "error": _first(error.errors())}
    except Refused as error:
        return {"answer": "refused", "tag": tag, "error": str(error)}
    return {"answer": "accepted", "tag": tag, **answer.model_dump()}


def _count(scope: Scope, rates: Rates) -> None:
    """Count a request against its sender. TooMany if there have been too many."""
    rates.spend((scope.get("client") or ("unknown", 0))[0], time.monotonic())


def _checksummed(address: str) -> str:
    return str(to_checksum_address(address))


def _refusal(error: Refused) -> JSONResponse:
    return JSONResponse({"error": str(error)}, error.status)


async def _on_refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return _refusal(error)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return JSONResponse({"error": _first(error.errors())}, 422)


def _first(errors: Any) -> str:
    """The first of pydantic's errors in one line, without what was sent."""
    first = errors[0]
    return f"{'.'.join(str(part) for part in first['loc'] if part != 'body')}: {first['msg']}"
