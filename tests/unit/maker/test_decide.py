"""A maker's judgement: prices around the model's, skewed by what it has written, within its limits."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from evershare.errors import InvalidInput
from evershare.maker.decide import (
    Interval,
    Quote,
    Seen,
    Terms,
    exposure,
    greeks,
    hedge_of,
    is_stale,
    offered,
    quotes,
)
from evershare.maker.settings import Settings
from evershare.model import ask, bid, nearest_strike, option_value
from tests.unit.maker.conftest import AT_THE_MONEY, CALL, PUT

Make = Callable[..., Seen]
WRITTEN = {CALL: Decimal("0.2"), PUT: Decimal("0.2")}


def prices(seen: Seen, settings: Settings) -> dict[tuple[Terms, bool], Quote]:
    return {(quote.terms, quote.is_open): quote for quote in quotes(seen, settings)}


def with_(settings: Settings, **changes: object) -> Settings:
    return Settings.model_validate(settings.model_dump() | changes)


def test_what_is_offered_follows_the_index(seen: Make, settings: Settings) -> None:
    terms = offered(seen(), with_(settings, strikes=("0.9", "1", "1.001", "1.1"), widths_bps=(2_500, 10_000)))

    assert {option.strike for option in terms} == {
        nearest_strike(AT_THE_MONEY * Decimal(p)) for p in ("0.9", "1", "1.1")
    }
    assert len(terms) == 3 * 2 * 2


@pytest.mark.parametrize("index", [(2, 1, 3), (0, 1, 2), (1, 2, 1)])
def test_an_index_that_is_none(seen: Make, settings: Settings, index: tuple[int, ...]) -> None:
    with pytest.raises(InvalidInput, match="the index must be an interval"):
        quotes(seen(index=Interval(*map(Decimal, index))), settings)


def test_prices_stand_around_the_models(seen: Make, settings: Settings) -> None:
    found = prices(seen(written=WRITTEN), settings)

    for terms in (CALL, PUT):
        value = option_value(AT_THE_MONEY, terms.strike, terms.side, terms.width, "0.7", 7)
        assert found[terms, False].price < value < found[terms, True].price


def test_without_spreads_the_price_is_the_models(seen: Make, settings: Settings) -> None:
    plain = with_(settings, spread="0", sigma_spread="0", edge="0", utilisation_skew="0", delta_skew="0")
    found = prices(seen(written=WRITTEN), plain)

    for (terms, _), quote in found.items():
        value = option_value(AT_THE_MONEY, terms.strike, terms.side, terms.width, "0.7", 7)
        assert abs(quote.price - value) < Decimal("1e-24")


def test_on_a_weekend_it_is_tighter_than_the_public_pool(seen: Make, settings: Settings) -> None:
    """The public pool quotes the edges of the interval, the maker a part of the way."""
    state = seen("0.08", written=WRITTEN)
    found = prices(state, settings)

    for terms, dear, cheap in ((CALL, state.index.hi, state.index.lo), (PUT, state.index.lo, state.index.hi)):
        public_ask = ask(dear, terms.strike, terms.side, terms.width, "0.7", 7, 0)
        public_bid = bid(cheap, terms.strike, terms.side, terms.width, "0.7", 7)
        assert public_bid < found[terms, False].price < found[terms, True].price < public_ask


def test_the_wider_the_interval_the_wider_the_quotes(seen: Make, settings: Settings) -> None:
    session, weekend = (prices(seen(half, written=WRITTEN), settings) for half in ("0.01", "0.08"))

    for terms in (CALL, PUT):
        assert weekend[terms, True].price > session[terms, True].price
        assert weekend[terms, False].price < session[terms, False].price


def test_beyond_its_width_nothing_is_quoted(seen: Make, settings: Settings) -> None:
    assert quotes(seen("0.13", written=WRITTEN), settings) != []
    assert quotes(seen("0.14", written=WRITTEN), settings) == []


def test_it_buys_back_what_it_has_written_and_no_more(seen: Make, settings: Settings) -> None:
    found = prices(seen(written={CALL: Decimal("0.2"), PUT: Decimal(3)}), settings)

    assert found[CALL, False].size == Decimal("0.2")
    assert found[PUT, False].size == settings.quote_size
    assert (Terms(AT_THE_MONEY, "call", 2_500), False) not in found


def test_who_is_short_of_the_base_sells_calls_dearer_and_puts_cheaper(seen: Make, settings: Settings) -> None:
    even = prices(seen(written=WRITTEN), with_(settings, utilisation_skew="0"))
    short = prices(seen(written={CALL: Decimal(1)}), with_(settings, utilisation_skew="0"))

    assert short[CALL, True].price > even[CALL, True].price
    assert short[PUT, True].price < even[PUT, True].price
    assert short[CALL, False].price > even[CALL, False].price, "and it pays more to have them back"


def test_the_more_is_locked_the_dearer(seen: Make, settings: Settings) -> None:
    plain = with_(settings, delta_skew="0")
    little, much = (prices(seen(written=WRITTEN, locked_elsewhere=Decimal(locked)), plain) for locked in (0, 600))

    assert much[CALL, True].price > little[CALL, True].price
    assert much[PUT, False].price > little[PUT, False].price


def test_deep_in_the_money(seen: Make, settings: Settings) -> None:
    """Never more than the option can pay, and never less for buying back than its payoff."""
    deep = Terms(nearest_strike(AT_THE_MONEY / 3), "call", 10_000)
    far = seen(written={deep: Decimal("0.1")})

    assert prices(far, settings)[deep, False].price == deep.most


def test_a_skew_never_goes_below_the_payoff(seen: Make, settings: Settings) -> None:
    """A pool that is very short of the base would like puts so much that it would give them away."""
    deep = Terms(nearest_strike(AT_THE_MONEY * Decimal("1.5")), "put", 10_000)
    eager = with_(settings, strikes=("1.5",), widths_bps=(10_000,), delta_skew="0.5", spread="0", edge="0")
    found = prices(seen(written={CALL: Decimal("1.5")}), eager)

    assert found[deep, True].price == deep.strike - AT_THE_MONEY


# Limits


@pytest.mark.parametrize(
    ("changes", "terms"), [({"most_delta": "0.1"}, CALL), ({"most_vega": "2"}, CALL), ({"most_locked": "0.02"}, PUT)]
)
def test_limits_bound_the_size(seen: Make, settings: Settings, changes: dict[str, str], terms: Terms) -> None:
    tight = with_(settings, **changes)
    size = prices(seen(), tight)[terms, True].size
    assert 0 < size < settings.quote_size

    full = seen(written={terms: size})
    own = exposure(full)
    reached = {
        "most_delta": abs(own.delta),
        "most_vega": abs(own.vega),
        "most_locked": full.locked / full.cash,
    }
    ((name, limit),) = changes.items()
    assert abs(reached[name] - Decimal(limit)) < Decimal("1e-12")
    assert (terms, True) not in prices(full, tight), "no size is left"
    assert (terms, False) in prices(full, tight)


def test_what_brings_delta_back_is_not_limited(seen: Make, settings: Settings) -> None:
    found = prices(seen(written={CALL: Decimal(3)}), settings)

    assert exposure(seen(written={CALL: Decimal(3)})).delta < -settings.most_delta
    assert (CALL, True) not in found
    assert found[PUT, True].size == settings.quote_size


def test_a_pool_without_cash_sells_nothing(seen: Make, settings: Settings) -> None:
    assert quotes(seen(cash=Decimal(0)), settings) == []


# Refreshing


def test_when_quotes_are_stale(seen: Make, settings: Settings) -> None:
    before = seen(written=WRITTEN)
    moved = [Interval(*(edge * Decimal(factor) for edge in before.index)) for factor in ("1.002", "1.004", "0.996")]

    assert not is_stale(before, before, 30, settings)
    assert not is_stale(before, seen(written=WRITTEN, index=moved[0]), 1, settings)
    assert is_stale(before, before, 31, settings)
    assert is_stale(before, seen(written=WRITTEN, index=moved[1]), 1, settings)
    assert is_stale(before, seen(written=WRITTEN, index=moved[2]), 1, settings)
    assert is_stale(before, seen("0.02", written=WRITTEN), 1, settings), "the interval alone has widened"
    assert is_stale(before, seen(), 1, settings)
    assert is_stale(before, seen(written=WRITTEN, sigma=Decimal("0.71")), 1, settings)
    assert is_stale(before, seen(written=WRITTEN, cash=Decimal(999)), 1, settings)


# Hedging


def test_a_hedge_holds_against_both_prices(seen: Make) -> None:
    """Options and hedge together, in dollars, at prices a little off: what is left is of second order."""
    state = seen(written={CALL: Decimal("0.4"), PUT: Decimal("0.1")})
    btc_now, tsla_now = Decimal(64_000), Decimal(64_000) / AT_THE_MONEY
    btc, tsla = hedge_of(state)

    def dollars(btc_price: Decimal, tsla_price: Decimal) -> tuple[Decimal, Decimal]:
        index = btc_price / tsla_price
        owed = sum(
            size * option_value(index, terms.strike, terms.side, terms.width, state.sigma, state.period_days)
            for terms, size in state.written.items()
        )
        return -owed * tsla_price, btc * btc_price + tsla * tsla_price

    options_now, hedge_now = dollars(btc_now, tsla_now)
    for up_btc, up_tsla in (("1.001", "1"), ("1", "1.001"), ("0.999", "1.001")):
        options, hedge = dollars(btc_now * Decimal(up_btc), tsla_now * Decimal(up_tsla))
        unhedged = abs(options - options_now)
        assert abs(options - options_now + hedge - hedge_now) < unhedged / 20


def test_greeks_of_a_call_and_a_put(seen: Make) -> None:
    call, put = (greeks(terms, AT_THE_MONEY, Decimal("0.7"), Decimal(7)) for terms in (CALL, PUT))

    assert 0 < call.delta < 1
    assert -1 < put.delta < 0
    assert call.vega > 0
    assert put.vega > 0
