"""What a trader saves by choosing when the stored funding rate is refreshed ("poking"), against an hourly keeper.

Funding is charged with the rate of the last poke, by whom it may be. A trader pokes when that lowers the rate, so that
the stored rate is the least since somebody else's last poke; no knowledge of the future does better.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evershare.economics.markets import FIRST_SIGMA, Market
from evershare.economics.writing import HELD, PERIOD_DAYS, SIDES, cohorts_of
from evershare.model import fast
from evershare.model.fast import Floats
from evershare.model.pricing import DAYS_A_YEAR, Side

PREMIUM, WIDTH = 1.2, 0.5
KEEPER = "each hour"
A_YEAR = DAYS_A_YEAR / 7


@dataclass(frozen=True)
class Saving:
    """What one way of poking saves, on the mean of all calls and puts held for a week."""

    market: str
    way: str
    of_funding: float
    of_cover: float  # a year


def savings(market: Market) -> Iterator[Saving]:
    """What each way saves against the hourly keeper."""
    cohorts = cohorts_of(market, fast.volatility(market.index, fast.Terms(PREMIUM), FIRST_SIGMA))
    hours = np.searchsorted(market.at, cohorts.opened_at)[:, None] + np.arange(HELD)
    most = cohorts.strike * WIDTH
    paid: dict[str, list[Floats]] = {}
    for side in SIDES:

        def rate(index: Floats, side: Side = side) -> Floats:
            sigma = cohorts.sigma0[:, :HELD]
            return fast.funding_rate(index, cohorts.strike, side, WIDTH, sigma, PERIOD_DAYS) / 24 / most

        hourly = rate(cohorts.index[:, :HELD])
        within = np.minimum(rate(market.lowest[hours]), rate(market.highest[hours]))
        for way, rates in {
            KEEPER: hourly,
            "hourly + trader": np.minimum(hourly, within),
            "each 8 h + trader": _least_since(hourly, 8),
            "each 24 h + trader": _least_since(hourly, 24),
            "trader alone": _least_since(hourly, HELD),
            "nobody": np.repeat(hourly[:, :1], HELD, axis=1),
        }.items():
            paid.setdefault(way, []).append(rates.sum(axis=1))
    means = {way: float(np.mean(sums)) for way, sums in paid.items()}
    by_keeper = means.pop(KEEPER)
    for way, mean in means.items():
        yield Saving(market.name, way, 1 - mean / by_keeper, (by_keeper - mean) * A_YEAR)


def _least_since(rates: Floats, hours: int) -> Floats:
    """The stored rate when a keeper pokes once in so many hours and the trader whenever it is lower."""
    blocks = rates.reshape(len(rates), -1, hours)
    return np.minimum.accumulate(blocks, axis=2).reshape(rates.shape)
