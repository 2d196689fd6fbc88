"""The three markets that are measured: their index at each whole hour."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evershare.errors import InvalidInput
from evershare.history import DAY, HOUR, Bars, prints_of, read_round_the_clock, read_stock, sessions_of
from evershare.model.fast import Floats, Ints

WARM_UP = 30 * DAY // HOUR  # hours until the estimate of volatility has forgotten what it started from
LEAST = WARM_UP + 14 * DAY // HOUR
FIRST_SIGMA = 0.6
STOCKS = ("TSLA", "NVDA", "AAPL")


@dataclass(frozen=True)
class Market:
    """An index along whole hours. `lowest` and `highest` bound it within the hour that follows."""

    name: str
    base: str
    token: str  # that it settles in
    at: Ints
    index: Floats
    lowest: Floats
    highest: Floats
    is_trading: np.typing.NDArray[np.bool_]  # whether the market of the stock in it, if any, is open


@dataclass(frozen=True)
class Prices:
    """Everything that is measured on."""

    btc: Bars
    stocks: dict[str, Bars]


def read(folder: Path) -> Prices:
    """Read BTC and the stocks from a folder. Raises InvalidInput."""
    return Prices(read_round_the_clock(folder, "BTC"), {name: read_stock(folder, name) for name in STOCKS})


def markets(prices: Prices) -> tuple[Market, ...]:
    """BTC/TSLA, BTC/USD and USD/TSLA, over the hours that both prices cover. Raises InvalidInput if they are few."""
    btc, tsla = prices.btc, prices.stocks["TSLA"]
    first = max(btc.starts[0], -(-tsla.starts[0] // HOUR) * HOUR)
    at = np.arange(first, min(btc.starts[-1], tsla.starts[-1]) + 1, HOUR)
    if len(at) < LEAST:
        raise InvalidInput(f"BTC and TSLA have {max(len(at), 0)} hours in common, {LEAST} are needed")
    is_open = sessions_of(tsla).is_open(at)
    share, share_later = prints_of(tsla).latest(at), prints_of(tsla).latest(at + HOUR - 1)
    least, most = 1 / np.maximum(share, share_later), 1 / np.minimum(share, share_later)
    bitcoin = prints_of(btc).latest(at)
    low, high = _within(btc, at, bitcoin)
    always = np.ones_like(is_open)
    return (
        Market("BTC/TSLA", "BTC", "TSLA", at, bitcoin / share, low * least, high * most, is_open),
        Market("BTC/USD", "BTC", "USDC", at, bitcoin, low, high, always),
        Market("USD/TSLA", "USD", "TSLA", at, 1 / share, least, most, is_open),
    )


def _within(bars: Bars, at: Ints, price: Floats) -> tuple[Floats, Floats]:
    """The least and the highest price in the hour after each time; an hour without a bar stands still."""
    bar = np.minimum(np.searchsorted(bars.starts, at), len(bars.starts) - 1)
    has_bar = bars.starts[bar] == at
    return np.where(has_bar, bars.low[bar], price), np.where(has_bar, bars.high[bar], price)
