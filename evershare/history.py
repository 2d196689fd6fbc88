"""Hourly price histories from a folder of `<SYMBOL>_1h.csv` files: timestamp,open,high,low,close.

`timestamp` is the start of a bar in Unix seconds (UTC). Prices that trade around the clock have a bar each hour; stocks
have bars in their sessions only, the first at the opening bell. Whatever else a file holds is refused with one line.
"""

import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evershare.errors import InvalidInput
from evershare.model.fast import Floats, Ints

HOUR = 3_600
DAY = 24 * HOUR
COLUMNS = ("timestamp", "open", "high", "low", "close")
SESSION = 6 * HOUR + HOUR // 2  # of New York; early closes are shorter
MOST_MISSING = 2 * HOUR  # between bars around the clock: one bar may be missing (exchanges have maintenance)
MOST_CLOSED = 5 * DAY  # between sessions: a long weekend has four


@dataclass(frozen=True)
class Bars:
    """A price's bars, in order of time."""

    symbol: str
    sleeps: bool  # between sessions
    starts: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats


@dataclass(frozen=True)
class Prints:
    """What was published and when: the open of each session and the close of each bar."""

    at: Ints
    price: Floats

    def latest(self, times: Ints) -> Floats:
        """The last price published at or before each time; before the first, the first."""
        return self.price[np.maximum(np.searchsorted(self.at, times, side="right") - 1, 0)]


@dataclass(frozen=True)
class Sessions:
    """When a stock's market was open, with the prices at both ends."""

    open_at: Ints
    close_at: Ints
    open: Floats
    close: Floats

    def is_open(self, times: Ints) -> np.typing.NDArray[np.bool_]:
        """Whether the market is open at each time; the closing bell is outside."""
        session = np.searchsorted(self.open_at, times, side="right") - 1
        return (session >= 0) & (times < self.close_at[np.maximum(session, 0)])


def read_round_the_clock(folder: Path, symbol: str) -> Bars:
    """Read a price that trades at all hours. Raises InvalidInput, as for a gap of more than one bar."""
    bars = _read(folder, symbol, sleeps=False)
    _refuse_gap(bars, np.diff(bars.starts) > MOST_MISSING)
    return bars


def read_stock(folder: Path, symbol: str) -> Bars:
    """Read a price with sessions. Raises InvalidInput, as for a gap within a session or one of over five days."""
    bars = _read(folder, symbol, sleeps=True)
    apart = np.diff(bars.starts)
    _refuse_gap(bars, (apart > MOST_CLOSED) | (apart > HOUR) & (apart < DAY - SESSION))
    return bars


def prints_of(bars: Bars) -> Prints:
    """What a price that trades at all hours, or a stock in its sessions, published."""
    first = _first_of_session(bars)
    ends = _ends(bars)
    at = np.concatenate((bars.starts[first], ends))
    order = np.argsort(at, kind="stable")
    return Prints(at[order], np.concatenate((bars.open[first], bars.close))[order])


def sessions_of(bars: Bars) -> Sessions:
    """The sessions of a stock."""
    first = _first_of_session(bars)
    last = np.append(first[1:] - 1, len(bars.starts) - 1)
    return Sessions(bars.starts[first], _ends(bars)[last], bars.open[first], bars.close[last])


def _first_of_session(bars: Bars) -> Ints:
    return np.flatnonzero(np.diff(bars.starts, prepend=bars.starts[0] - DAY) > MOST_MISSING)


def _ends(bars: Bars) -> Ints:
    """When each bar ended: after an hour, and the last bar of a full session after half an hour."""
    if not bars.sleeps:
        return bars.starts + HOUR
    first = _first_of_session(bars)
    opened = bars.starts[first][np.searchsorted(first, np.arange(len(bars.starts)), side="right") - 1]
    return np.minimum(bars.starts + HOUR, opened + SESSION)


def _read(folder: Path, symbol: str, *, sleeps: bool) -> Bars:
    path = folder / f"{symbol}_1h.csv"
    try:
        with path.open(newline="", encoding="utf-8") as lines:
            rows = np.array(list(_rows(path.name, csv.reader(lines))))
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise InvalidInput(f"{path.name}: is not a table of text") from None
    if len(rows) < 2:
        raise InvalidInput(f"{path.name}: has fewer than two rows")
    return Bars(symbol, sleeps, rows[:, 0].astype(np.int64), *rows[:, 1:].T)


def _rows(name: str, reader: Iterator[list[str]]) -> Iterator[list[float]]:
    if tuple(next(reader, ())) != COLUMNS:
        raise InvalidInput(f"{name}: the first line must be {','.join(COLUMNS)}")
    now, before = time.time(), -1.0
    for number, row in enumerate(reader, start=2):
        where = f"{name}, line {number}"
        values = _numbers(where, row)
        at, opened, high, low, closed = values
        if at != int(at) or at < 0:
            raise InvalidInput(f"{where}: timestamp {row[0]} is no whole number of seconds")
        if at > now:
            raise InvalidInput(f"{where}: timestamp {row[0]} lies in the future")
        if at == before:
            raise InvalidInput(f"{where}: timestamp {row[0]} stands twice")
        if at < before:
            raise InvalidInput(f"{where}: timestamp {row[0]} is earlier than the one before")
        if not 0 < low <= min(opened, closed) <= max(opened, closed) <= high:
            raise InvalidInput(f"{where}: 0 < low <= open, close <= high does not hold")
        before = at
        yield values


def _numbers(where: str, row: list[str]) -> list[float]:
    if len(row) != len(COLUMNS):
        raise InvalidInput(f"{where}: has {len(row)} values instead of {len(COLUMNS)}")
    try:
        values = [float(value) for value in row]
    except ValueError:
        raise InvalidInput(f"{where}: holds something that is no number") from None
    if not np.isfinite(values).all():
        raise InvalidInput(f"{where}: holds something that is not finite")
    return values


def _refuse_gap(bars: Bars, is_gap: np.typing.NDArray[np.bool_]) -> None:
    gaps = np.flatnonzero(is_gap)
    if len(gaps):
        before = bars.starts[gaps[0]]
        hours = (bars.starts[gaps[0] + 1] - before) / HOUR
        raise InvalidInput(f"{bars.symbol}_1h.csv: no rows for {hours:g} hours after timestamp {before}")
