"""Who borrows what: the accounts of a replay, and the rules that they and the liquidator keep."""

import random
from dataclasses import dataclass, replace

from evershare.history import DAY, HOUR
from evershare.model.credit import RateCurve
from evershare.model.health import MEGA_CAP, VOLATILE, Factors
from evershare.model.interval import BPS, WAD

CURVE = RateCurve(base=WAD // 100, kink=9 * WAD // 10, at_kink=6 * WAD // 100, at_full=WAD)
USDC_UNIT, STOCK_UNIT = 10**6, 10**18


@dataclass(frozen=True)
class Stock:
    """How a stock counts, and how fast its interval widens (bps per square root of an hour)."""

    symbol: str
    factors: Factors
    drift: int


@dataclass(frozen=True)
class Scenario:
    """Everything that a replay assumes beside the prices."""

    stocks: tuple[Stock, ...] = (
        Stock("TSLA", VOLATILE, 187),
        Stock("AAPL", MEGA_CAP, 86),
        Stock("NVDA", VOLATILE, 167),
    )
    long_accounts: int = 100  # of each stock: USDC borrowed against it
    short_accounts: int = 20  # of each stock: the stock borrowed against USDC
    collateral_usd: int = 10_000  # of a new loan
    held: int = 30 * DAY  # then repaid and opened again
    waits: int = DAY  # from the end of a loan that a liquidation emptied to the next
    curve: RateCurve = CURVE
    reserve_factor_bps: int = 1_000
    lent_bps: int = 8_000  # of a pool: lenders add what keeps it there when somebody borrows
    awake_percent: int = 95
    awake_stretch: int = 8 * HOUR  # the liquidator is awake or asleep for so long at a time
    wants: int = 5 * WAD // 100  # the discount that he waits for, and while the stock's market is closed
    wants_closed: int = 10 * WAD // 100
    seed: int = 1

    def scaled(self, percent: int) -> "Scenario":
        """The same with factors that lend so much more: collateral counts `percent` as much, debts the less."""
        return replace(self, stocks=tuple(replace(s, factors=_scaled(s.factors, percent)) for s in self.stocks))

    def sleeps(self, start: int, end: int) -> list[bool]:
        """Whether the liquidator sleeps in each stretch from the one of `start` to the one of `end`."""
        seeded = random.Random(self.seed)
        stretches = end // self.awake_stretch - start // self.awake_stretch + 1
        return [seeded.randrange(100) >= self.awake_percent for _ in range(stretches)]


def _scaled(factors: Factors, percent: int) -> Factors:
    return Factors(
        factors.init * percent // 100,
        factors.maint * percent // 100,
        max(factors.debt_init * 100 // percent, BPS),
        max(factors.debt_maint * 100 // percent, BPS),
    )
