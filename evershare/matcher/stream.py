"""Telling websockets what happens. Who does not keep up is let go: nobody's backlog grows without end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from evershare.matcher.limits import Limits, TooMany
from evershare.matcher.models import Event


class Listener:
    """One websocket's queue of messages, and what it wants to hear."""

    def __init__(self, market_id: int | None, backlog: int) -> None:
        self.market_id, self.backlog, self.late = market_id, backlog, False
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue(backlog)

    async def next(self) -> Event | None:
        """The next message; None once it has fallen behind too far."""
        return None if self.late and self._queue.empty() else await self._queue.get()

    def offer(self, event: Event) -> None:
        """Queue a message if it is wanted and there is room."""
        if self.late or self.market_id not in (None, event.instrument.marketId):
            return
        if self._queue.full():
            self.late = True  # what it has is still told, and then it ends
        else:
            self._queue.put_nowait(event)


class Hub:
    """Everybody who listens. Messages may come from any thread."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._listeners: set[Listener] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def __len__(self) -> int:
        return len(self._listeners)

    def attach(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """The loop that the websockets run in; None when it ends."""
        self._loop = loop

    def tell(self, event: Event) -> None:
        """Tell everybody who wants to hear it."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._offer, event)

    @contextmanager
    def listening(self, market_id: int | None) -> Iterator[Listener]:
        """A listener for as long as it is needed. TooMany if there are enough."""
        if len(self._listeners) >= self._limits.listeners:
            raise TooMany(f"{self._limits.listeners} listen already: no more can")
        listener = Listener(market_id, self._limits.listener_backlog)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def _offer(self, event: Event) -> None:
        for listener in self._listeners:
            listener.offer(event)
