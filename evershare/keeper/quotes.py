"""What everything is worth now, as the chain says: prices, factors, debt indices, and options."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from evershare.client.reverts import Reverted
from evershare.deployment import ZERO_ADDRESS
from evershare.keeper.chain import Chain
from evershare.keeper.facts import Asset as AssetFact
from evershare.keeper.weights import WAD, Asset, Series, Weights, weights
from evershare.model import fast
from evershare.model.pricing import Side

RATE_TO_INDEX = 10**9  # a funding rate has 27 decimals, an index 36
DAY_SECONDS = 86_400
VALUE_ERROR = 10**-12  # of a strike: what an option's value in floating point may be too high by

_Shape = tuple[float, float, Side, float]  # index, strike, side, width


class Quotes:
    """The assets and series that accounts have, weighed for the scan. A series keeps its number for good."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self.assets: dict[int, Asset] = {}
        self.series: list[Series] = []
        self.numbers: dict[int, int] = {}  # by the id of a series, from 1
        self.gas_price = 0

    def weights(self) -> Weights:
        """The tables for the scan."""
        return weights(self.assets, self.series)

    def number(self, series_id: int) -> int:
        """The number of a series for the scan, if need be a new one."""
        return self.numbers.setdefault(series_id, len(self.numbers) + 1)

    def read(self, facts: Mapping[int, AssetFact]) -> None:
        """Ask for everything that counts."""
        self._read_assets(facts)
        self._read_series()

    def reprice(self, assets: Collection[int], facts: Mapping[int, AssetFact]) -> list[int]:
        """Ask again for what the prices of some assets change; the numbers of the series among that."""
        self._read_assets({id_: facts[id_] for id_ in assets if id_ in facts})
        wanted = {id_ for id_, number in self.numbers.items() if self._has_leg(number, assets)}
        self._read_series(wanted)
        return [self.numbers[id_] for id_ in wanted]

    def read_new(self) -> None:
        """Ask for series that have got a number since."""
        if len(self.numbers) > len(self.series):
            self._read_series({id_ for id_, number in self.numbers.items() if number > len(self.series)})

    def usd(self, asset: int, amount: int) -> float:
        """What token units of an asset are worth at mid."""
        found = self.assets.get(asset)
        return amount / found.unit * found.mid / WAD if found else 0.0

    def _has_leg(self, number: int, assets: Collection[int]) -> bool:
        if number > len(self.series):
            return True
        series = self.series[number - 1]
        return series.base in assets or series.settlement in assets

    def _read_assets(self, facts: Mapping[int, AssetFact]) -> None:
        held = {id_: fact for id_, fact in facts.items() if fact.unit}
        calls = []
        for id_, fact in held.items():
            calls += [
                self._chain.call("PriceOracle", "midOf", id_),
                self._chain.call("RiskEngine", "factorsOf", id_),
                self._chain.call("CollateralVault", "payoutFactorOf", id_),
                self._chain.call("LendingPool", "debtIndex", at=fact.pool or ZERO_ADDRESS),
            ]
        answers = self._chain.views([call for call in calls if call.to != ZERO_ADDRESS])
        found = iter(answers)
        for id_, fact in held.items():
            mid, factors, payout = next(found), next(found), next(found)
            index = next(found) if fact.pool else 0
            self.assets[id_] = Asset(fact.unit, mid, factors["collateralMaint"], factors["debtMaint"], payout, index)

    def _read_series(self, wanted: Collection[int] | None = None) -> None:
        ids = [id_ for id_ in self.numbers if wanted is None or id_ in wanted]
        if not ids:
            return
        calls = [self._chain.call("PerpetualOptions", name, id_) for id_ in ids for name in ("contextOf", "seriesOf")]
        answers = self._chain.views(calls)
        missing = len(self.numbers) - len(self.series)
        self.series += [Series(0, 0, 0, 0)] * missing
        for place, id_ in enumerate(ids):
            context, state = answers[2 * place : 2 * place + 2]
            self.series[self.numbers[id_] - 1] = _series(context, state)


def _series(context: Any, state: Any) -> Series:
    """A series as it counts. Of one that the chain cannot price it computes no health either, so it counts nothing."""
    if isinstance(context, Reverted) or isinstance(state, Reverted):
        return Series(0, 0, 0, 0)
    option, market = context["option"], context["market"]
    shape: _Shape = (
        context["index"]["mid"] / WAD,
        option["strike"] / WAD,
        "call" if option["isCall"] else "put",
        option["width"] / WAD,
    )
    value = _value(shape, context["sigmaLow"] / WAD, option["period"] / DAY_SECONDS)
    elapsed = context["time"] - state["updatedAt"] if state["size"] else 0
    index = state["fundingIndex"] + state["fundingRate"] * RATE_TO_INDEX * elapsed
    worth = max(value - VALUE_ERROR * option["strike"] / WAD, 0.0)
    return Series(market["baseId"], market["settlementId"], int(worth * WAD), index)


def _value(shape: _Shape, sigma: float, period_days: float) -> float:
    """At sigma zero, the payoff: so a market ends."""
    found = fast.option_value(*shape, sigma, period_days) if sigma else fast.payoff(*shape)
    return float(found)
