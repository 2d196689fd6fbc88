"""EverlastingPricing.value and valueAndTimeValue, against the model and the published values."""

from decimal import Decimal

import pytest
from brownie import PricingHarness, accounts

from evershare import model
from tests.support.options import WAD, Option, from_vector, random_options, vector_rows
from tests.support.reverts import reverts

AT_THE_MONEY = Option(60_000 * WAD, 60_000 * WAD, True, WAD // 4, 6 * WAD // 10, 7 * 86_400)
MAX_STRIKE = 10**38
MIN_SIGMA, MAX_SIGMA = 10**15, 100 * WAD
MIN_PERIOD, MAX_PERIOD = 60, 3650 * 86_400


@pytest.fixture(scope="module")
def pricing(module_isolation):
    return accounts[0].deploy(PricingHarness)


@pytest.mark.parametrize("strike", [0, MAX_STRIKE + 1])
def test_reverts_when_the_strike_cannot_be_priced(pricing, strike):
    with reverts("StrikeNotPriceable", MAX_STRIKE):
        pricing.value(replace(strike=strike))


@pytest.mark.parametrize("width", [0, WAD + 1])
def test_reverts_when_the_width_cannot_be_priced(pricing, width):
    with reverts("WidthNotPriceable", WAD):
        pricing.value(replace(width=width))


@pytest.mark.parametrize("sigma", [0, MIN_SIGMA - 1, MAX_SIGMA + 1, 2**256 - 1])
def test_reverts_when_sigma_cannot_be_priced(pricing, sigma):
    with reverts("SigmaNotPriceable", MIN_SIGMA, MAX_SIGMA):
        pricing.value(replace(sigma=sigma))


@pytest.mark.parametrize("period", [0, MIN_PERIOD - 1, MAX_PERIOD + 1, 2**256 - 1])
def test_reverts_when_the_period_cannot_be_priced(pricing, period):
    with reverts("PeriodNotPriceable", MIN_PERIOD, MAX_PERIOD):
        pricing.value(replace(period=period))


@pytest.mark.parametrize("width", [WAD // 4, WAD])
def test_a_worthless_index_is_the_limit(pricing, width):
    call, put = (pricing.value(replace(index=0, is_call=side, width=width))["v"] for side in (True, False))

    assert call == 0
    assert put == AT_THE_MONEY.strike * width // WAD


@pytest.mark.parametrize("strike", [1, WAD, MAX_STRIKE])
def test_no_index_is_too_high(pricing, strike):
    sides = (replace_option(index=2**256 - 1, strike=strike, is_call=is_call) for is_call in (True, False))
    call, put = figures(pricing, *sides)

    assert call["value"] == call["payoff"] == call["maxPayoff"] == strike // 4
    assert put["payoff"] == 0
    assert put["value"] <= put["maxPayoff"]


@pytest.mark.parametrize("sigma", [MIN_SIGMA, MAX_SIGMA])
@pytest.mark.parametrize("period", [MIN_PERIOD, MAX_PERIOD])
@pytest.mark.parametrize("strike", [1, 10**9, WAD, MAX_STRIKE])
def test_the_ends_of_the_domain_are_exact(pricing, strike, period, sigma):
    indices = {max(strike * share // 1000, 1) for share in (1, 500, 750, 751, 999, 1000, 1001, 1249, 1250, 2000, 10**6)}
    options = [
        Option(min(index, 10 * MAX_STRIKE), strike, is_call, width, sigma, period)
        for index in sorted(indices)
        for is_call in (True, False)
        for width in (WAD // 4, WAD // 2, WAD)
    ]

    for option, on_chain in zip(options, figures(pricing, *options), strict=True):
        assert option.error(on_chain["value"]) <= option.tolerance, option


@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize("width", [WAD // 10, 3 * WAD // 10, WAD - 1])
def test_widths_that_are_not_traded_are_priced_alike(pricing, is_call, width):
    """Near the cap, where its distance counts most."""
    indices = [60_000 * WAD + (1 if is_call else -1) * 60_000 * width * part // 10 for part in (0, 5, 9)]
    options = [replace_option(index=index, is_call=is_call, width=width) for index in indices]

    for option, on_chain in zip(options, figures(pricing, *options), strict=True):
        assert option.error(on_chain["value"]) <= option.tolerance, option


@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize("width", [WAD // 4, WAD // 2, WAD])
def test_the_value_is_the_maximum_from_the_cap_on(pricing, is_call, width):
    cap = 60_000 * (WAD + width if is_call else WAD - width)
    indices = [cap, cap + WAD, cap * 2] if is_call else [cap, max(cap - WAD, 0), cap // 2]

    for answer in figures(pricing, *(replace_option(index=index, is_call=is_call, width=width) for index in indices)):
        assert answer["value"] == answer["payoff"] == answer["maxPayoff"] == 60_000 * width
        assert answer["timeValue"] == 0


@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize("width", [WAD // 4, WAD // 2, WAD])
def test_rounding_never_lifts_the_value_above_the_maximum_next_to_the_cap(pricing, is_call, width):
    strike = 10**9 * WAD
    most = strike * width // WAD
    cap, inwards = (strike + most, -1) if is_call else (strike - most, 1)
    options = [
        Option(cap + inwards * wei, strike, is_call, width, sigma, period)
        for wei in range(1, 20)
        for sigma in (WAD // 5, WAD, 10 * WAD)
        for period in (86_400, 7 * 86_400, 365 * 86_400)
    ]

    for option, answer in zip(options, figures(pricing, *options), strict=True):
        assert answer["payoff"] <= answer["value"] <= most == answer["maxPayoff"], option


def test_the_value_is_the_published_one(pricing):
    rows = vector_rows()
    options = [from_vector(row) for row in rows]

    assert len(rows) == 120
    for row, option, on_chain in zip(rows, options, figures(pricing, *options), strict=True):
        published = {key: Decimal(row[key]).scaleb(18) for key in ("value", "payoff", "max_payoff", "funding_per_day")}
        assert abs(on_chain["value"] - published["value"]) <= option.tolerance, row
        assert abs(on_chain["payoff"] - published["payoff"]) < 2, row
        assert abs(on_chain["maxPayoff"] - published["max_payoff"]) < 2, row
        days = Decimal(row["period_days"])
        assert abs(on_chain["timeValue"] - published["funding_per_day"] * days) <= option.tolerance, row


def test_the_time_value_is_what_the_value_has_above_the_payoff(pricing):
    options = list(random_options(100, seed=7))

    for option, on_chain in zip(options, figures(pricing, *options), strict=True):
        assert on_chain["value"] == on_chain["payoff"] + on_chain["timeValue"], option
        assert 0 <= model.payoff(*option.terms).scaleb(18) - on_chain["payoff"] < 1, option


def replace_option(**changes) -> Option:
    return Option(**(vars(AT_THE_MONEY) | changes))


def replace(**changes):
    return replace_option(**changes).row


def figures(pricing, *options: Option) -> list[dict[str, int]]:
    names = ("payoff", "value", "timeValue", "maxPayoff")
    answers = pricing.figuresOf([option.row for option in options])
    return [dict(zip(names, answer, strict=True)) for answer in answers]
