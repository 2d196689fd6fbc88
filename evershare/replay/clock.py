"""What the oracle says about each price at each hour of a replay, and when nobody keeps."""

import random
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from evershare.errors import InvalidInput
from evershare.history import HOUR, Bars, prints_of, sessions_of
from evershare.model.fast import Floats, Ints
from evershare.model.interval import BPS, MAX_HALF, SECONDS_PER_HOUR, WAD, Interval, around, half_width_up
from evershare.replay.scenario import USD, USDC, Keepers, Scenario

BASE_BPS = 10  # of a signed update that a trader brings
OLD_BASE_BPS = 30  # when it is older than 15 seconds
PRICE_DECIMALS = 8  # of a published price
UNKNOWN = 72 * HOUR  # of a market whose next open is unknown
LEAST_HOURS = 48

Bools = np.typing.NDArray[np.bool_]


@dataclass(frozen=True)
class Feed:
    """A last price at each hour."""

    mids: list[int]
    is_open: list[bool]
    is_new: list[bool]  # whether there was a print since the hour before
    widens: list[int]  # seconds that count for the width
    floats: Floats  # of the mids
    drift: int

    def interval(self, hour: int) -> Interval:
        """What is answered at an hour; a market that is open is refreshed in the same transaction."""
        base = BASE_BPS if self.is_open[hour] else OLD_BASE_BPS
        return around(self.mids[hour], 0, 0, half_width_up(base, self.drift, self.widens[hour]))

    def edges(self) -> tuple[Floats, Floats]:
        """(lo, hi) at all hours, in floating point."""
        base = np.where(self.is_open, BASE_BPS, OLD_BASE_BPS)
        hours = np.array(self.widens) / SECONDS_PER_HOUR
        half = np.minimum((base + self.drift * np.sqrt(hours)) / BPS, MAX_HALF / WAD)
        return self.floats * (1 - half), self.floats * (1 + half)


def feeds(histories: dict[str, Bars], scenario: Scenario, at: Ints) -> dict[str, Feed]:
    """The feed of each price at the times of a replay; USDC is quoted at a dollar."""
    drifts = {each.symbol: each.drift for each in scenario.prices}
    found = {symbol: feed(bars, at, drifts[symbol]) for symbol, bars in histories.items()}
    count = len(at)
    always, never = [True] * count, [False] * count
    return found | {USDC: Feed([WAD] * count, always, never, [0] * count, np.ones(count), 0)}


def feed(bars: Bars, at: Ints, drift: int) -> Feed:
    """A price's feed at the times of a replay."""
    prints = prints_of(bars)
    last = np.searchsorted(prints.at, at, side="right") - 1
    mids = [int(round(Decimal(repr(price)), PRICE_DECIMALS) * WAD) for price in prints.price[last].tolist()]
    is_open, widens = np.ones(len(at), dtype=np.bool_), np.zeros(len(at), dtype=np.int64)
    if bars.sleeps:
        sessions = sessions_of(bars)
        is_open = sessions.is_open(at)
        following = np.searchsorted(sessions.open_at, at, side="right")
        ends = np.append(sessions.open_at, 0)[following]
        closed_for = np.where(ends > 0, ends - prints.at[last], np.maximum(UNKNOWN, at - prints.at[last]))
        widens = np.where(is_open, 0, closed_for)
    return Feed(
        mids,
        is_open.tolist(),
        (np.diff(last, prepend=-1) > 0).tolist(),
        widens.tolist(),
        np.array(mids, dtype=np.float64) / WAD,
        drift,
    )


def hours(bars: list[Bars], start: int, end: int) -> Ints:
    """The half hours past each hour from `start` up to `end`, when stocks open and print, within all histories.

    Raises InvalidInput if they are few.
    """
    first = max([start, *(int(each.starts[0]) for each in bars)])
    last = min([end, *(int(each.starts[-1]) + HOUR for each in bars)])
    at = np.arange(-(-(first - HOUR // 2) // HOUR) * HOUR + HOUR // 2, last, HOUR)
    if len(at) < LEAST_HOURS:
        raise InvalidInput(f"the prices hold {len(at)} hours of that time, {LEAST_HOURS} are needed")
    return at


def asleep(keepers: Keepers, seed: int, at: Ints, feeds: dict[str, Feed]) -> list[bool]:
    """Whether nobody keeps at each hour: by draws for each stretch of hours, and once from the largest move on."""
    stretch = at // (keepers.stretch_hours * HOUR)
    seeded = random.Random(seed)
    draws = [seeded.randrange(100) >= keepers.awake_percent for _ in range(int(stretch[-1] - stretch[0]) + 1)]
    down = np.array(draws)[stretch - stretch[0]]
    moves = [np.abs(np.diff(np.log(feed.floats), prepend=np.log(feed.floats[0]))) for feed in feeds.values()]
    worst = int(np.max(moves, axis=0).argmax())
    down[worst : worst + keepers.outage_hours] = True
    return [bool(each) for each in down]


@dataclass(frozen=True)
class Index:
    """The index of a base in a settlement token at each hour: its interval, and whether it is tight."""

    mid: Floats
    lo: Floats
    hi: Floats
    is_tight: Bools


MOST_TIGHT = 1.02  # hi / lo


def index_of(feeds: dict[str, Feed], base: str, token: str) -> Index:
    """The index of a pair; USD is one exactly."""
    quote = feeds[token]
    quote_lo, quote_hi = quote.edges()
    ones = np.ones(len(quote.floats))
    mid = ones if base == USD else feeds[base].floats
    lo, hi = (ones, ones) if base == USD else feeds[base].edges()
    low, high = lo / quote_hi, hi / quote_lo
    return Index(mid / quote.floats, low, high, high <= low * MOST_TIGHT)
