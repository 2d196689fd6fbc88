"""Health of an account and its liquidation, in whole numbers: the design's section 6 for what is held and owed.

Amounts are in token units, `unit` is how many of them make a whole token, prices are USD WAD per whole token, factors
are in bps. What is held is valued rounded down, what is owed rounded up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from evershare.model.interval import BPS, WAD, Interval
from evershare.model.numbers import ceil_div

LEAST_DISCOUNT, MOST_DISCOUNT = 2 * WAD // 100, 15 * WAD // 100
GROWS_SECONDS, GROWS_SECONDS_CLOSED = 3_600, 6 * 3_600
TARGET_HEALTH_BPS = 10_500  # a sale stops where maintenance is covered 1.05 times
DUST_USD = 10 * WAD  # what is worth less is not left over
MARK_SECONDS = 24 * 3_600


@dataclass(frozen=True)
class Factors:
    """How an asset counts: as collateral for new risk and for maintenance, and as debt for both."""

    init: int
    maint: int
    debt_init: int
    debt_maint: int


STABLE = Factors(9_000, 9_300, 10_000, 10_000)
MEGA_CAP = Factors(5_000, 6_200, 15_000, 13_000)
VOLATILE = Factors(4_200, 5_500, 17_000, 14_000)  # TSLA, NVDA


class Part(NamedTuple):
    """What an account holds, or owes, of one asset."""

    amount: int
    unit: int
    price: Interval
    factors: Factors


class Health(NamedTuple):
    """Weighted values at mids, USD WAD times bps."""

    collateral: int
    debt: int

    @property
    def is_liquidatable(self) -> bool:
        """Whether maintenance is not covered."""
        return self.collateral < self.debt


class Sale(NamedTuple):
    """Collateral that goes to the liquidator, and what he pays for it in the token that is owed.

    What he pays beyond the debt, less than a unit of the collateral, belongs to the account.
    """

    sold: int
    paid: int


def may_add_risk(held: Sequence[Part], owed: Sequence[Part]) -> bool:
    """Whether an account may do what adds risk: everything at the edge that is worse for it."""
    collateral = sum(part.amount * part.price.lo * part.factors.init // part.unit for part in held)
    return collateral >= sum(ceil_div(part.amount * part.price.hi * part.factors.debt_init, part.unit) for part in owed)


def most_debt(held: Part, owed: Part) -> int:
    """The most of one asset that may be owed against one other; `owed.amount` does not matter."""
    collateral = held.amount * held.price.lo * held.factors.init // held.unit
    return collateral * owed.unit // (owed.price.hi * owed.factors.debt_init)


def health(held: Sequence[Part], owed: Sequence[Part]) -> Health:
    """An account's health. Nothing in it depends on the clock or on the width of an interval."""
    return Health(
        sum(part.amount * part.price.mid * part.factors.maint // part.unit for part in held),
        sum(ceil_div(part.amount * part.price.mid * part.factors.debt_maint, part.unit) for part in owed),
    )


def discount(elapsed: int, *, is_closed: bool) -> int:
    """The discount, WAD, so many seconds after the mark; it grows slower while the collateral's market is closed."""
    grows = GROWS_SECONDS_CLOSED if is_closed else GROWS_SECONDS
    return LEAST_DISCOUNT + (MOST_DISCOUNT - LEAST_DISCOUNT) * min(elapsed, grows) // grows


def sale_price(held: Part, owed: Part, discount: int, *, is_closed: bool) -> int:
    """What a whole token of the collateral goes for: hi, or mid while its market is closed, less the discount.

    It is never so cheap that selling all of an account that has just become liquidatable would leave a debt.
    """
    discounted = ceil_div((held.price.mid if is_closed else held.price.hi) * (WAD - discount), WAD)
    return max(discounted, ceil_div(held.price.mid * held.factors.maint, owed.factors.debt_maint))


def sale(
    held: Part, owed: Part, discount: int, *, is_closed: bool, missing: int | None = None, most: int | None = None
) -> Sale:
    """What one sale takes of an account that is liquidatable: as much as restores the target health, or everything.

    ``missing`` is what the account's weighted collateral lacks to the target health, USD WAD times bps; without it, the
    account has nothing but the two parts. ``most`` is the most that the liquidator wants to pay. Debt is priced at mid.
    """
    if missing is None:
        missing = max(missing_to_target(health([held], [owed])), 0)
    price = sale_price(held, owed, discount, is_closed=is_closed)

    def cost(sold: int) -> int:
        return ceil_div(sold * price * owed.unit, owed.price.mid * held.unit)

    gained = price * owed.factors.debt_maint * TARGET_HEALTH_BPS
    lost = held.price.mid * held.factors.maint * BPS
    restoring = ceil_div(missing * BPS * held.unit, gained - lost) if gained > lost else held.amount
    for_all = min(held.amount, ceil_div(owed.amount * owed.price.mid * held.unit, price * owed.unit))
    sold = min(restoring, for_all)
    if most is not None and cost(sold) > most:
        sold = most * owed.price.mid * held.unit // (price * owed.unit)

    leaves_dust = _is_dust(owed, max(owed.amount - cost(sold), 0)) or _is_dust(held, held.amount - sold)
    if leaves_dust and (most is None or cost(for_all) <= most):
        sold = for_all
    return Sale(sold, cost(sold))


def missing_to_target(account: Health) -> int:
    """What an account's weighted collateral lacks to the target health, USD WAD times bps; negative if nothing."""
    return ceil_div(account.debt * TARGET_HEALTH_BPS, BPS) - account.collateral


def _is_dust(part: Part, amount: int) -> bool:
    return amount * part.price.mid // part.unit < DUST_USD
