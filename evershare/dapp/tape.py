"""The demo's prices at any moment: hourly prints with straight lines between them, and no stock price out of hours."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal

from evershare.demo.prices import SECONDS_PER_DAY, read_prints

_GAP_SECONDS = 2 * 3_600  # prints of one session are an hour apart


class Tape:
    """Prices in USD by symbol. A price between two prints of one session lies on the line between them."""

    def __init__(self) -> None:
        self._times: dict[str, list[int]] = {}
        self._values: dict[str, list[Decimal]] = {}
        previous: dict[str, Decimal] = {}
        for line in read_prints():
            for symbol, price in line.prices.items():
                if price != previous.get(symbol) or symbol != "BTC":  # BTC's is repeated with each of the stock
                    self._times.setdefault(symbol, []).append(line.at)
                    self._values.setdefault(symbol, []).append(price)
                previous[symbol] = price

    @property
    def end(self) -> int:
        """When the last price was printed, Unix seconds."""
        return max(times[-1] for times in self._times.values())

    def at(self, now: int) -> dict[str, Decimal]:
        """What publishers say at a moment, Unix seconds: out of hours they repeat the stock's last price."""
        return {symbol: self._at(symbol, now) for symbol in self._times}

    def _at(self, symbol: str, now: int) -> Decimal:
        times, values = self._times[symbol], self._values[symbol]
        place = max(bisect_right(times, now) - 1, 0)
        if place + 1 == len(times) or now <= times[place]:
            return values[place]
        gap = times[place + 1] - times[place]
        if symbol != "BTC" and (gap > _GAP_SECONDS or times[place] // SECONDS_PER_DAY != now // SECONDS_PER_DAY):
            return values[place]
        way = Decimal(now - times[place]) / gap
        return round(values[place] + (values[place + 1] - values[place]) * way, 4)
