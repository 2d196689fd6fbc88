"""All measurements at once, in an order that a progress bar can follow."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from evershare.economics import foresight, poking, writing
from evershare.economics.foresight import NAIVE, RULE, Bools, Gain, Nights
from evershare.economics.markets import Prices, markets
from evershare.economics.poking import Saving
from evershare.economics.writing import Earnings

PROTOCOL = "and no reports"  # the second rule, and nothing opens on nights with a scheduled report
STRATEGIES = ("100 %", "25 %", "best")


@dataclass
class Results:
    """What was measured."""

    earnings: list[Earnings] = field(default_factory=list)
    nights: list[Nights] = field(default_factory=list)
    gains: dict[tuple[str, str, str], Gain] = field(default_factory=dict)  # by stock, rule and strategy
    savings: list[Saving] = field(default_factory=list)


def measure(prices: Prices, results: Results) -> Iterator[str]:
    """Fill the results, naming each step before it is taken."""
    all_markets = markets(prices)
    for market in all_markets:
        yield f"writing {market.name}"
        results.earnings.extend(writing.earnings(market))
    for symbol, bars in prices.stocks.items():
        yield f"foresight of {symbol}"
        nights = foresight.nights_of(bars)
        results.nights.append(nights)
        results.gains.update(_gains(nights))
    for market in all_markets:
        yield f"poking {market.name}"
        results.savings.extend(poking.savings(market))


def _gains(nights: Nights) -> Iterator[tuple[tuple[str, str, str], Gain]]:
    always: Bools = np.ones(len(nights.close), dtype=np.bool_)
    for rule, names in ((NAIVE, {NAIVE: always}), (RULE, {RULE: always, PROTOCOL: ~nights.is_report})):
        found = (
            foresight.at_the_money(nights, rule, 1.0),
            foresight.at_the_money(nights, rule, 0.25),
            foresight.at_best(nights, rule),
        )
        for name, can_open in names.items():
            for strategy, (profit, cost) in zip(STRATEGIES, found, strict=True):
                gain = Gain(profit, cost, can_open, nights.is_weekend, nights.years)
                yield (nights.symbol, name, strategy), gain
