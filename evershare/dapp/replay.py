"""Time and prices on the market's chain: keepers publish what the tape says, and the clock runs faster than ours."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from evershare.client import Client, FixedPrices, Patience
from evershare.client.effects import Steps
from evershare.dapp.market import DOLLAR, Market
from evershare.errors import EvershareError
from evershare.model.numbers import read_positive
from evershare.playground import key

TICK_SECONDS = 600  # of the chain's time, between two prices
PACE_SECONDS = 5  # of real time
_SAMPLE_SECONDS = 1_800
_EPOCH_SECONDS = 86_400
_POOLS = ("TSLA", DOLLAR)


class _TapePrices(FixedPrices):
    """A price service that says what the market's publishers say now."""

    def __init__(self, market: Market) -> None:
        super().__init__(market.prices)
        self._market = market

    def updates(self, feeds: Mapping[str, bytes], now: int) -> Steps[Sequence[bytes]]:
        """An update for each feed, published now."""
        self.usd = {symbol: read_positive(symbol, price) for symbol, price in self._market.prices_at(now).items()}
        return (yield from super().updates(feeds, now))


class Replay:
    """Moves a market from one price to the next."""

    def __init__(self, market: Market, record: Path) -> None:
        self._market = market
        self._client = Client(market.rpc, record, key("keeper"), _TapePrices(market), Patience(poll_every=0.02))
        self._markets = len(self._client.info.markets())
        self._sampled_at = self._settled_at = market.now

    def tick(self, seconds: int = TICK_SECONDS) -> None:
        """Go to the next whole number of so many seconds, and bring the prices of then."""
        market = self._market
        now = market.now // seconds * seconds + seconds
        market.wait_until(now)
        self._client.keeper.refresh()
        if now >= self._sampled_at + _SAMPLE_SECONDS:
            self._sampled_at = now
            for id_ in range(1, self._markets + 1):
                self._client.keeper.sample_volatility(id_)
        if now >= self._settled_at + _EPOCH_SECONDS:
            self._settle()

    def run_until(self, then: int) -> None:
        """Half an hour after the other, as fast as the node takes them."""
        while self._market.now < then:
            self.tick(_SAMPLE_SECONDS)

    def run(self, stop: threading.Event, lock: threading.Lock) -> None:
        """Ticks at their pace, until the tape ends or it is stopped. `lock` is held while the market is changed."""
        while not stop.wait(PACE_SECONDS) and self._market.now < self._market.tape.end:
            with lock:
                self.tick()

    def _settle(self) -> None:
        try:
            for symbol in _POOLS:
                self._client.keeper.settle_epoch(symbol)
        except EvershareError:
            return  # while the interval is wide, epochs wait
        self._settled_at = self._market.now
