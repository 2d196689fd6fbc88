"""Capped perpetual options: payoff, value, quotes, fee and funding (docs/pricing.md), for one unit of base.

Prices and results are in the settlement token, widths are fractions of the strike (0.25, 0.5, 1), sigma is yearly,
periods are in days and a year has 365 of them. Results have 40 significant digits; the contracts round the ask up and
the bid down.

Every function raises InvalidType (a TypeError) for floats and other types, and InvalidInput (a ValueError) for a number
that is not finite, not positive or out of range, or for an unknown side.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from evershare.errors import InvalidInput
from evershare.model.numbers import Number, exactly, read_fraction, read_number, read_positive

Side = Literal["call", "put"]

DAYS_A_YEAR = 365

IMPACT = Decimal(3)  # how much a full pool raises sigma: sigma * (1 + impact * utilisation^2)
LEAST_ASK = Decimal("0.005")  # of the most that the option can pay
SPREAD = Decimal("0.02")
FEE_BPS = Decimal(3)  # of the index
MOST_FEE = Decimal("0.125")  # of the price or the value, the larger
RENT = Decimal("0.05")  # a year, of the most that the option can pay


@exactly
def option_value(
    index: Number, strike: Number, side: Side, width: Number, sigma: Number, period_days: Number
) -> Decimal:
    """The value of one option, in the settlement token."""
    option = _Option.read(strike, side, width)
    return option.value(read_positive("index", index), _steepness(sigma, period_days))


@exactly
def time_value(index: Number, strike: Number, side: Side, width: Number, sigma: Number, period_days: Number) -> Decimal:
    """The part of the value above the payoff, in the settlement token: what funding pays once per period."""
    option = _Option.read(strike, side, width)
    return option.time_value(read_positive("index", index), _steepness(sigma, period_days))


@exactly
def payoff(index: Number, strike: Number, side: Side, width: Number) -> Decimal:
    """What one option pays when it is exercised at `index`, in the settlement token."""
    return _Option.read(strike, side, width).payoff(read_positive("index", index))


@exactly
def max_payoff(strike: Number, width: Number) -> Decimal:
    """The most that one option can ever pay, in the settlement token: the same for a call and a put."""
    return _Option.read(strike, "call", width).most


@exactly
def ask(
    index: Number,
    strike: Number,
    side: Side,
    width: Number,
    sigma_hi: Number,
    period_days: Number,
    utilisation: Number,
    *,
    impact: Number = IMPACT,
    least: Number = LEAST_ASK,
) -> Decimal:
    """The price at which a pool sells one option, in the settlement token.

    `index` is the dearer edge of its interval (high for a call, low for a put); `utilisation` is the mean of reserve /
    cash before and after the trade, 0 to 1; `least` is the smallest premium as a fraction of the maximum payoff.
    """
    option = _Option.read(strike, side, width)
    skew = 1 + _read_not_negative("impact", impact) * read_fraction("utilisation", utilisation) ** 2
    u = _steepness(read_positive("sigma_hi", sigma_hi) * skew, period_days)
    value = option.value(read_positive("index", index), u)
    return min(max(value, read_fraction("least", least) * option.most), option.most)


@exactly
def bid(
    index: Number,
    strike: Number,
    side: Side,
    width: Number,
    sigma_lo: Number,
    period_days: Number,
    *,
    spread: Number = SPREAD,
) -> Decimal:
    """The price at which a pool takes one option back, in the settlement token.

    `index` is the cheaper edge of its interval (low for a call, high for a put); `spread` is a fraction of the value.
    """
    option = _Option.read(strike, side, width)
    y = read_positive("index", index)
    value = option.value(y, _steepness(sigma_lo, period_days))
    return max(option.payoff(y), value * (1 - read_fraction("spread", spread)))


@exactly
def fee(index: Number, price: Number, value: Number, *, fee_bps: Number = FEE_BPS) -> Decimal:
    """The fee on one option, in the settlement token: `fee_bps` basis points of the index, but at most an eighth of the
    price paid or of the value, whichever is larger."""
    by_index = _read_not_negative("fee_bps", fee_bps) * read_positive("index", index) / 10_000
    dearer = max(_read_not_negative("price", price), _read_not_negative("value", value))
    return min(by_index, MOST_FEE * dearer)


@exactly
def funding_rate(
    index: Number,
    strike: Number,
    side: Side,
    width: Number,
    sigma: Number,
    period_days: Number,
    *,
    rent: Number = RENT,
) -> Decimal:
    """What one option pays to its pool, in the settlement token per day: its time value once per period, and at least
    `rent` a year of the maximum payoff, which the pool keeps locked for it."""
    option = _Option.read(strike, side, width)
    by_value = option.time_value(read_positive("index", index), _steepness(sigma, period_days))
    by_reserve = _read_not_negative("rent", rent) * option.most / DAYS_A_YEAR
    return max(by_value / read_positive("period_days", period_days), by_reserve)


@dataclass(frozen=True)
class _Option:
    """One option's terms, read and checked. `width` 1 puts a put's cap at an index of zero."""

    strike: Decimal
    is_call: bool
    width: Decimal

    @classmethod
    def read(cls, strike: Number, side: Side, width: Number) -> "_Option":
        if side not in ("call", "put"):
            raise InvalidInput(f"side: must be 'call' or 'put', got {side!r}")
        w = read_positive("width", width)
        if w > 1:
            raise InvalidInput(f"width: must be at most 1, got {width}")
        return cls(read_positive("strike", strike), side == "call", w)

    @property
    def most(self) -> Decimal:
        return self.strike * self.width

    @property
    def cap(self) -> Decimal:
        """The index from which on the option pays the most that it can."""
        return self.strike + self.most if self.is_call else self.strike - self.most

    def payoff(self, index: Decimal) -> Decimal:
        inside = index - self.strike if self.is_call else self.strike - index
        return min(max(inside, Decimal(0)), self.most)

    def value(self, index: Decimal, u: Decimal) -> Decimal:
        return self.payoff(index) + self.time_value(index, u)

    def time_value(self, index: Decimal, u: Decimal) -> Decimal:
        """The everlasting option's time value less the multiple of the outer solution that removes it at the cap."""
        if index >= self.cap if self.is_call else index <= self.cap:
            return Decimal(0)
        near = self._everlasting(index, u)
        if self.cap == 0:
            return near
        outer = (1 + u) / 2 if self.is_call else (1 - u) / 2
        return near - self._everlasting(self.cap, u) * _power(index / self.cap, outer)

    def _everlasting(self, index: Decimal, u: Decimal) -> Decimal:
        exponent = (1 - u) / 2 if index >= self.strike else (1 + u) / 2
        return self.strike / u * _power(index / self.strike, exponent)


def _steepness(sigma: Number, period_days: Number) -> Decimal:
    """`u = sqrt(1 + 8 / (sigma^2 T))`, with T in years."""
    years = read_positive("period_days", period_days) / DAYS_A_YEAR
    return (1 + 8 / (read_positive("sigma", sigma) ** 2 * years)).sqrt()


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    return (base.ln() * exponent).exp()


def _read_not_negative(name: str, number: Number) -> Decimal:
    value = read_number(name, number)
    if value < 0:
        raise InvalidInput(f"{name}: must not be negative, got {number}")
    return value
