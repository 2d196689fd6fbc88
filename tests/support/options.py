"""Options as the tests value them, in plain units for the model and in WAD for the contracts, and random ones."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

from evershare import model

VECTORS = Path(__file__).parents[1] / "vectors" / "everlasting.json"
WAD = 10**18
DAY_SECONDS = 86_400
WIDTHS = (WAD // 4, WAD // 2, WAD)


@dataclass(frozen=True)
class Option:
    """One option and its market in the contracts' units: WAD, and seconds for the period."""

    index: int
    strike: int
    is_call: bool
    width: int
    sigma: int
    period: int

    @property
    def row(self) -> tuple[int, int, bool, int, int, int]:
        """The struct that PricingHarness takes."""
        return (self.index, self.strike, self.is_call, self.width, self.sigma, self.period)

    @property
    def terms(self) -> tuple[Decimal, Decimal, str, Decimal]:
        """What `evershare.model.payoff` takes."""
        return (plain(self.index), plain(self.strike), "call" if self.is_call else "put", plain(self.width))

    @property
    def inputs(self) -> tuple[Decimal, Decimal, str, Decimal, Decimal, Decimal]:
        """What `evershare.model.option_value` takes."""
        return (*self.terms, plain(self.sigma), Decimal(self.period) / DAY_SECONDS)

    @property
    def tolerance(self) -> Decimal:
        """How far the contract may be from the model, in wei: 1e-15 of the strike, and 3."""
        return Decimal(self.strike).scaleb(-15) + 3

    def error(self, on_chain: int) -> Decimal:
        """The distance of a value on chain from the model's, in wei."""
        return abs(on_chain - model.option_value(*self.inputs).scaleb(18))


def plain(wad: int) -> Decimal:
    return Decimal(wad).scaleb(-18)


def wad(number: Decimal | str) -> int:
    return int(Decimal(number).scaleb(18).to_integral_value(ROUND_FLOOR))


def vector_rows() -> list[dict[str, str]]:
    """The published values of DESIGN section 5, as decimal text."""
    rows: list[dict[str, str]] = json.loads(VECTORS.read_text())["rows"]
    return rows


def from_vector(row: dict[str, Any]) -> Option:
    period = int(Decimal(row["period_days"]) * DAY_SECONDS)
    numbers = (wad(row["index"]), wad(row["strike"]), row["side"] == "call", wad(row["width"]), wad(row["sigma"]))
    return Option(*numbers, period)


def random_options(count: int, seed: int) -> Iterator[Option]:
    """Options over the whole domain that markets may use: strikes from 1e-6 to 1e9, sigma from 5 % to 1,000 %, periods
    from an hour to a year. Most have an index near the strike or the cap, where it matters, the others anywhere."""
    draw = random.Random(seed)
    for _ in range(count):
        strike = int(WAD * 10 ** draw.uniform(-6, 9))
        is_call, width = draw.random() < 0.5, draw.choice(WIDTHS)
        sigma, period = int(WAD * 0.05 * 200 ** draw.random()), int(3600 * 8760 ** draw.random())
        cap = strike + (width * strike // WAD) * (1 if is_call else -1)
        where = draw.choice(("near", "near", "near", "strike", "cap", "anywhere"))
        if where == "near":
            index = int(strike * draw.uniform(0.5, 2))
        elif where == "strike":
            index = strike + draw.choice((-1, 0, 1))
        elif where == "cap":
            index = int(cap * draw.uniform(0.999, 1.001))
        else:
            index = int(WAD * 10 ** draw.uniform(-6, 9))
        yield Option(max(index, 1), strike, is_call, width, sigma, period)
