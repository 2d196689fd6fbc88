"""What a maker shows: its quotes, what it has written, and how to hedge it, in tables that fit a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evershare.maker.decide import Quote, Seen, Terms, exposure, greeks, hedge_of
from evershare.tables import Table

VOL_POINT = Decimal("0.01")


@dataclass(frozen=True)
class Names:
    """What the two legs are called, and what they are worth in dollars."""

    base: str
    settlement: str
    base_usd: Decimal
    settlement_usd: Decimal


def tables(seen: Seen, made: Sequence[Quote], names: Names) -> tuple[Table, ...]:
    """The report."""
    return (_quotes(seen, made, names), _written(seen, names), _hedges(seen, names))


def _quotes(seen: Seen, made: Sequence[Quote], names: Names) -> Table:
    low, mid, high = seen.index
    rows: dict[Terms, list[str]] = {}
    for quote in sorted(made, key=lambda quote: quote.terms):
        cells = rows.setdefault(quote.terms, ["", "", "", ""])
        place = 2 if quote.is_open else 0
        cells[place : place + 2] = [_number(quote.size), _number(quote.price)]
    return Table(
        "quotes",
        f"Quotes, {names.settlement} per {names.base}; index {_number(low)} {_number(mid)} {_number(high)}",
        ("option", "buys back", "at", "sells", "at"),
        tuple((_label(terms), *cells) for terms, cells in rows.items()),
    )


def _written(seen: Seen, names: Names) -> Table:
    rows = []
    for terms, size in sorted(seen.written.items()):
        one = greeks(terms, seen.index.mid, seen.sigma, seen.period_days)
        cells = (size, size * terms.most, size * one.value, -size * one.delta, -size * one.vega * VOL_POINT)
        rows.append((_label(terms), *map(_number, cells)))
    own = exposure(seen)
    size = sum(seen.written.values(), Decimal(0))
    sums = (size, seen.locked, -own.value, own.delta, own.vega * VOL_POINT)
    rows.append(("all", *map(_number, sums)))
    return Table(
        "written",
        f"Written, {names.settlement} but sizes and delta; {_number(seen.cash)} cash",
        ("option", "size", "locked", "value", f"delta {names.base}", "vega"),
        tuple(rows),
    )


def _hedges(seen: Seen, names: Names) -> Table:
    base, settlement = hedge_of(seen)
    vega = exposure(seen).vega * VOL_POINT
    settlement_usd = settlement * names.settlement_usd
    rows = [
        (_order(base, names.base), _number(abs(base)), _number(abs(base) * names.base_usd)),
        (
            _order(settlement, names.settlement),
            _number(abs(settlement)),
            _number(abs(settlement_usd)),
        ),
        ("per point of sigma", _number(vega), _number(vega * names.settlement_usd)),
    ]
    return Table("hedges", "Hedges of the options, the pool's own cash apart", ("do", "amount", "USD"), tuple(rows))


def _order(amount: Decimal, symbol: str) -> str:
    return f"{'buy' if amount >= 0 else 'sell'} {symbol}"


def _label(terms: Terms) -> str:
    return f"{terms.side} {terms.strike.normalize():f} w{terms.width_bps // 100}"


def _number(amount: Decimal) -> str:
    """Five significant digits, plain, and no negative zero."""
    if amount == 0:
        return "0"
    places = max(4 - amount.adjusted(), 0)
    text = f"{amount:,.{min(places, 8)}f}"
    return text if text.strip("-0.,") else "0"
