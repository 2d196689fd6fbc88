"""What a maker quotes, given what it sees: state in, quotes out.

Plain units: an index and prices are settlement tokens per unit of the base, sizes are units of the base, money is whole
settlement tokens, sigma is yearly. A pool is short of what it has written, so its own Greeks are the options' with the
other sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from evershare.errors import InvalidInput
from evershare.maker.settings import Settings
from evershare.model import max_payoff, nearest_strike, option_value, payoff
from evershare.model.pricing import Side

BPS = 10_000
BUMP = Decimal("0.0001")  # of the index or of sigma: the step of a difference quotient
LEAST_SIGMA = Decimal("0.05")
LEAST_SIZE = Decimal("0.000001")


class Terms(NamedTuple):
    """An option of the maker's pool and market."""

    strike: Decimal
    side: Side
    width_bps: int

    @property
    def width(self) -> Decimal:
        """As a part of the strike."""
        return Decimal(self.width_bps) / BPS

    @property
    def most(self) -> Decimal:
        """What one option locks."""
        return max_payoff(self.strike, self.width)


class Interval(NamedTuple):
    """What the index may be."""

    lo: Decimal
    mid: Decimal
    hi: Decimal


class Greeks(NamedTuple):
    """Of one option, or of all that somebody holds."""

    value: Decimal
    delta: Decimal  # units of the base
    vega: Decimal  # settlement tokens per 1.00 of sigma


@dataclass(frozen=True)
class Seen:
    """All that a decision rests on."""

    index: Interval
    sigma: Decimal
    period_days: Decimal
    cash: Decimal
    written: dict[Terms, Decimal]  # sizes, in this market
    locked_elsewhere: Decimal = Decimal(0)  # for options of other markets

    @property
    def locked(self) -> Decimal:
        """What the pool has set aside for all that it has written."""
        return self.locked_elsewhere + sum((size * terms.most for terms, size in self.written.items()), Decimal(0))


@dataclass(frozen=True)
class Quote:
    """One price: of what the pool sells, or of what it buys back."""

    terms: Terms
    is_open: bool  # the pool sells
    price: Decimal
    size: Decimal
    index_lo: Decimal
    index_hi: Decimal


def greeks(terms: Terms, index: Decimal, sigma: Decimal, period_days: Decimal) -> Greeks:
    """Of one option."""

    def value(at: Decimal, volatility: Decimal) -> Decimal:
        return option_value(at, terms.strike, terms.side, terms.width, volatility, period_days)

    step, point = index * BUMP, sigma * BUMP
    return Greeks(
        value(index, sigma),
        (value(index + step, sigma) - value(index - step, sigma)) / (2 * step),
        (value(index, sigma + point) - value(index, sigma - point)) / (2 * point),
    )


def exposure(seen: Seen) -> Greeks:
    """What the pool's options are worth to it: below zero, as it owes them."""
    total = Greeks(Decimal(0), Decimal(0), Decimal(0))
    for terms, size in seen.written.items():
        one = greeks(terms, seen.index.mid, seen.sigma, seen.period_days)
        total = Greeks(*(whole - size * part for whole, part in zip(total, one, strict=True)))
    return total


def offered(seen: Seen, settings: Settings) -> list[Terms]:
    """What the maker sells: calls and puts around the index."""
    strikes = sorted({nearest_strike(seen.index.mid * part) for part in settings.strikes})
    sides: tuple[Side, ...] = ("call", "put")
    return [Terms(strike, side, width) for strike in strikes for side in sides for width in settings.widths_bps]


def quotes(seen: Seen, settings: Settings) -> list[Quote]:
    """Prices to sell what is offered, and to buy back what is written; none where a limit leaves no size.

    Nothing at all while the interval is wider than the settings allow.
    """
    low, mid, high = seen.index
    if not 0 < low <= mid <= high:
        raise InvalidInput(f"the index must be an interval, got {low}, {mid}, {high}")
    if (high - low) / low * BPS > settings.most_interval_bps:
        return []
    own = exposure(seen)
    prices = _Prices(seen, settings, own)
    band = (mid * (1 - settings.band), mid * (1 + settings.band))
    sold = (
        Quote(terms, True, prices.ask(terms), _room(terms, seen, settings, own), *band)
        for terms in offered(seen, settings)
    )
    bought = (
        Quote(terms, False, prices.bid(terms), min(size, settings.quote_size), *band)
        for terms, size in seen.written.items()
    )
    return [quote for quote in (*sold, *bought) if quote.size >= LEAST_SIZE and quote.price > 0]


def is_stale(before: Seen, now: Seen, age_seconds: float, settings: Settings) -> bool:
    """Whether quotes that were made from `before` should be replaced."""
    if age_seconds * 2 > settings.valid_seconds or before.written != now.written or before.cash != now.cash:
        return True
    moves = (
        abs(then - later) / then for then, later in zip(before.index, now.index, strict=True)
    )  # the edges widen by themselves while a market sleeps
    return max(moves) > settings.requote_move or before.sigma != now.sigma


@dataclass(frozen=True)
class _Prices:
    """The maker's own value: the index and sigma that it would be indifferent at, and its spread around them."""

    seen: Seen
    settings: Settings
    own: Greeks

    def ask(self, terms: Terms) -> Decimal:
        """What it sells for: at least the payoff and at most what the option can ever pay, as the contract asks."""
        raised = self._sigma() * (1 + self.settings.sigma_spread)
        value = self._value(terms, self._index(dear=terms.side == "call"), raised)
        least = payoff(self.seen.index.mid, terms.strike, terms.side, terms.width)
        return min(max(value * (1 + self.settings.spread), least), terms.most)

    def bid(self, terms: Terms) -> Decimal:
        """What it buys back for: never less than the payoff, which a holder gets in any case."""
        lowered = max(self._sigma() * (1 - self.settings.sigma_spread), LEAST_SIGMA)
        index = self._index(dear=terms.side == "put")
        value = self._value(terms, index, lowered) * (1 - self.settings.spread)
        least = payoff(index, terms.strike, terms.side, terms.width)
        return min(max(value, least), self.ask(terms))

    def _index(self, *, dear: bool) -> Decimal:
        """A part of the way to the edge, from where the pool's own delta pulls the middle.

        A pool that is short of the base sells calls dearer and puts cheaper, as puts bring it back.
        """
        low, mid, high = self.seen.index
        pull = max(min(-self.own.delta / self.settings.most_delta, Decimal(1)), Decimal(-1))
        centre = mid * (1 + self.settings.delta_skew * pull)
        return centre + self.settings.edge * ((high if dear else low) - mid)

    def _sigma(self) -> Decimal:
        """The protocol's, and more the more is locked: then selling is dear, and buying back is worth more."""
        used = min(self.seen.locked / (self.seen.cash * self.settings.most_locked), Decimal(1)) if self.seen.cash else 1
        return self.seen.sigma * (1 + self.settings.utilisation_skew * used**2)

    def _value(self, terms: Terms, index: Decimal, sigma: Decimal) -> Decimal:
        return option_value(index, terms.strike, terms.side, terms.width, sigma, self.seen.period_days)


def _room(terms: Terms, seen: Seen, settings: Settings, own: Greeks) -> Decimal:
    """How much more of an option may be sold: by its own limit, by cash, and by delta and vega."""
    one = greeks(terms, seen.index.mid, seen.sigma, seen.period_days)
    sizes = [settings.quote_size, (seen.cash * settings.most_locked - seen.locked) / terms.most]
    sizes.append(_until(own.delta, -one.delta, settings.most_delta))
    sizes.append(_until(own.vega, -one.vega, settings.most_vega))
    return max(min(sizes), Decimal(0))


def _until(held: Decimal, each: Decimal, limit: Decimal) -> Decimal:
    """How many times `each` may be added to what is held until its amount reaches the limit; towards zero is free."""
    if each == 0:
        return Decimal("Infinity")
    return (limit - held) / each if each > 0 else (limit + held) / -each


def hedge_of(seen: Seen) -> tuple[Decimal, Decimal]:
    """Units of the base and settlement tokens to buy, so that the options do not move with either price.

    With the index Y = B/Q, an option worth V tokens is worth V*Q dollars: it moves with B as dV/dY units of it, and
    with Q as V - Y*dV/dY tokens.
    """
    own = exposure(seen)
    return -own.delta, -(own.value - seen.index.mid * own.delta)
