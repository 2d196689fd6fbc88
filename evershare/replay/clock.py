"""What the oracle says about each stock at each hour of a replay."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from evershare.history import HOUR, Bars, prints_of, sessions_of
from evershare.model.fast import Floats, Ints
from evershare.model.interval import WAD, Interval, around, half_width_up

BASE_BPS = 10  # of a signed update that a trader brings
OLD_BASE_BPS = 30  # when it is older than 15 seconds
UNKNOWN = 72 * HOUR  # of a market whose next open is unknown


@dataclass(frozen=True)
class Feed:
    """A stock's last price at each hour."""

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


def feed(bars: Bars, at: Ints, drift: int) -> Feed:
    """A stock's feed at the times of a replay."""
    prints, sessions = prints_of(bars), sessions_of(bars)
    last = np.searchsorted(prints.at, at, side="right") - 1
    prices = prints.price[last]
    is_open = sessions.is_open(at)
    following = np.searchsorted(sessions.open_at, at, side="right")
    ends = np.append(sessions.open_at, 0)[following]
    closed_for = np.where(ends > 0, ends - prints.at[last], np.maximum(UNKNOWN, at - prints.at[last]))
    return Feed(
        [int(Decimal(repr(price)) * WAD) for price in prices.tolist()],
        is_open.tolist(),
        (np.diff(last, prepend=-1) > 0).tolist(),
        np.where(is_open, 0, closed_for).tolist(),
        prices,
        drift,
    )


def hours(bars: list[Bars], start: int, end: int) -> Ints:
    """The half hours past each hour from `start` up to `end`, when stocks open and print, within all histories."""
    first = max([start, *(int(each.starts[0]) for each in bars)])
    last = min([end, *(int(each.starts[-1]) + HOUR for each in bars)])
    return np.arange(-(-(first - HOUR // 2) // HOUR) * HOUR + HOUR // 2, last, HOUR)
