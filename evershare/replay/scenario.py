"""What a replay assumes beside the prices: who borrows, who buys options from whom, and when nobody keeps.

`Scenario()` is the default; a TOML file with the same names changes what it names (docs/replay.md shows all of them).
"""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from evershare.errors import InvalidInput
from evershare.model.credit import RateCurve
from evershare.model.health import MEGA_CAP, VOLATILE, Factors
from evershare.model.interval import BPS, WAD

USDC_UNIT, STOCK_UNIT = 10**6, 10**18
USDC, USD = "USDC", "USD"
STRICT = ConfigDict(extra="forbid")

Count = Annotated[int, Field(ge=0, le=1_000_000)]
Positive = Annotated[int, Field(gt=0, le=1_000_000_000)]
Bps = Annotated[int, Field(ge=0, le=BPS)]
Percent = Annotated[int, Field(ge=0, le=100)]
Drift = Annotated[int, Field(ge=0, le=10_000)]
Symbol = Annotated[str, Field(pattern=r"^[A-Z0-9.]{1,16}$")]
Width = Literal[25, 50, 100]
PremiumBps = Annotated[int, Field(ge=BPS, le=30_000)]
SpreadBps = Annotated[int, Field(ge=0, lt=BPS)]


@dataclass(config=STRICT, frozen=True)
class Stock:
    """How a stock counts, and how fast its interval widens (bps per square root of an hour)."""

    symbol: Symbol
    factors: Factors
    drift: Drift


@dataclass(config=STRICT, frozen=True)
class Coin:
    """What is priced around the clock, as the base of options alone."""

    symbol: Symbol
    drift: Drift


@dataclass(config=STRICT, frozen=True)
class Loans:
    """Who borrows, from whom, and what a liquidator wants. Rates are yearly, in bps."""

    long_accounts: Count = 100  # of each stock: USDC borrowed against it
    short_accounts: Count = 20  # of each stock: the stock borrowed against USDC
    collateral_usd: Positive = 10_000  # of a new loan
    days: Positive = 30  # then repaid and opened again
    wait_days: Positive = 1  # from the end of a loan that a liquidation emptied to the next
    base_rate_bps: Count = 100
    kink_bps: Annotated[int, Field(gt=0, lt=BPS)] = 9_000
    kink_rate_bps: Count = 600
    full_rate_bps: Count = 10_000
    reserve_factor_bps: Bps = 1_000
    lent_bps: Annotated[int, Field(gt=0, lt=BPS)] = 8_000  # of a pool: lenders keep it there when somebody borrows
    wants_bps: Bps = 500  # the discount that the liquidator waits for, and while the stock's market is closed
    wants_closed_bps: Bps = 1_000

    @property
    def curve(self) -> RateCurve:
        """The rates as the model takes them."""
        rates = (self.base_rate_bps, self.kink_bps, self.kink_rate_bps, self.full_rate_bps)
        return RateCurve(*(bps * WAD // BPS for bps in rates))


@dataclass(config=STRICT, frozen=True)
class Pool:
    """An option pool: the token that it settles in, its cash at first, and the bases that it writes on."""

    token: Symbol
    cash_usd: Positive
    bases: Annotated[tuple[Symbol, ...], Field(min_length=1)]


@dataclass(config=STRICT, frozen=True)
class Options:
    """Who buys options, from which pools, and on which terms."""

    buyers: Count = 50
    notional_usd: Positive = 20_000
    hasty_percent: Percent = 10  # of buyers trade at any hour; the others wait until the index is tight
    days: Positive = 7  # that an option is held, unless it pays its most before
    margin_percent: tuple[Count, Count] = (25, 250)  # of the premium, drawn between both: what pays the funding
    widths: Annotated[tuple[Width, ...], Field(min_length=1)] = (25, 50, 100)
    strikes: Annotated[int, Field(ge=0, le=10)] = 2  # steps of the grid that a strike may be off the index
    premium_bps: PremiumBps = 12_000
    spread_bps: SpreadBps = 200
    period_days: Annotated[int, Field(ge=1, le=30)] = 7
    first_sigma_percent: Annotated[int, Field(ge=20, le=250)] = 60  # a market's volatility in the first hour
    pools: tuple[Pool, ...] = (
        Pool("TSLA", 500_000, ("BTC", USD)),
        Pool(USDC, 500_000, ("BTC", "NVDA")),
    )


@dataclass(config=STRICT, frozen=True)
class Keepers:
    """When the liquidator and the keeper of funding are there: awake or down for a stretch of hours at a time."""

    awake_percent: Percent = 95
    stretch_hours: Positive = 8
    outage_hours: Count = 12  # once, from the hour of the largest move of any price on


@dataclass(config=STRICT, frozen=True)
class Sweep:
    """What a sweep tries, one parameter at a time: parts of the factors and drifts, and other terms of options."""

    factors_percent: tuple[Annotated[int, Field(ge=10, le=200)], ...] = (80, 120, 130, 140)
    z_percent: tuple[Annotated[int, Field(ge=0, le=500)], ...] = (33, 67, 133, 200)
    spread_bps: tuple[SpreadBps, ...] = (0, 100, 400, 800)
    premium_bps: tuple[PremiumBps, ...] = (10_000, 11_000, 14_000, 16_000)
    widths: tuple[Width, ...] = (25, 50, 100)


@dataclass(config=STRICT, frozen=True)
class Scenario:
    """Everything that a replay assumes beside the prices."""

    stocks: tuple[Stock, ...] = (
        Stock("TSLA", VOLATILE, 187),
        Stock("AAPL", MEGA_CAP, 86),
        Stock("NVDA", VOLATILE, 167),
    )
    coins: tuple[Coin, ...] = (Coin("BTC", 220),)
    loans: Loans = Loans()
    options: Options = Options()
    keepers: Keepers = Keepers()
    sweep: Sweep = Sweep()
    seed: Count = 1

    def __post_init__(self) -> None:
        names = [each.symbol for each in self.prices]
        if not names:
            raise ValueError("there is neither a stock nor a coin")
        if len(set(names)) < len(names) or {USD, USDC} & set(names):
            raise ValueError(f"{', '.join(names)}: each price must stand once, and USD and USDC are no prices")
        tokens = [pool.token for pool in self.options.pools]
        if len(set(tokens)) < len(tokens):
            raise ValueError(f"{', '.join(tokens)}: a token can have one option pool")
        if self.options.buyers and not tokens:
            raise ValueError("there are buyers of options, but no pool")
        for pool in self.options.pools:
            if pool.token not in {USDC, *(stock.symbol for stock in self.stocks)}:
                raise ValueError(f"{pool.token}: an option pool settles in USDC or in one of the stocks")
            for base in pool.bases:
                if base == pool.token or base not in {USD, *names} or {base, pool.token} == {USD, USDC}:
                    raise ValueError(f"{base}/{pool.token}: is no pair of two different prices of the scenario")
        if self.options.margin_percent[0] > self.options.margin_percent[1]:
            raise ValueError("options.margin_percent: the least must stand first")

    @property
    def prices(self) -> tuple[Stock | Coin, ...]:
        """Whatever has a history."""
        return (*self.stocks, *self.coins)

    def scaled(self, percent: int) -> "Scenario":
        """The same with factors that lend so much more: collateral counts `percent` as much, debts the less."""
        return replace(self, stocks=tuple(replace(s, factors=_scaled(s.factors, percent)) for s in self.stocks))

    def with_drifts(self, percent: int) -> "Scenario":
        """The same with intervals that widen `percent` as fast: the design's z of sigma, times as much."""
        stocks = tuple(replace(each, drift=each.drift * percent // 100) for each in self.stocks)
        coins = tuple(replace(each, drift=each.drift * percent // 100) for each in self.coins)
        return replace(self, stocks=stocks, coins=coins)


def read_scenario(path: Path) -> Scenario:
    """The scenario of a TOML file. InvalidInput names the first thing that is wrong with it, in one line."""
    try:
        return TypeAdapter(Scenario).validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(f"{path}: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        text = first["msg"].removeprefix("Value error, ")
        if first["type"] == "unexpected_keyword_argument":
            text = "no such setting"
        raise InvalidInput(": ".join(part for part in (str(path), where, text) if part)) from None


def _scaled(factors: Factors, percent: int) -> Factors:
    return Factors(
        factors.init * percent // 100,
        factors.maint * percent // 100,
        max(factors.debt_init * 100 // percent, BPS),
        max(factors.debt_maint * 100 // percent, BPS),
    )
