"""The volatility estimate of the contracts against the model, along random paths of an index."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from brownie.test import given
from hypothesis import settings
from hypothesis import strategies as st

from evershare.model import volatility as model
from tests.support.effort import runs
from tests.support.oracle import OracleDesk

WAD = 10**18
START = 1_722_470_400
DAY = 86_400
TERMS = model.Terms(premium=Decimal("1.2"), floor=Decimal("0.2"), cap=Decimal(3), half_life=3 * DAY)
MAX_VARIANCE = Decimal(2**64 - 1) / WAD
SIGMA_STEP = Decimal("1e-9")  # what sigma0 is stored to


@pytest.fixture(scope="module")
def library(desk: OracleDesk) -> Any:
    return desk.containers.VolatilityMock.deploy({"from": desk.roles["keeper"]})


def raw(terms: model.Terms) -> tuple[int, ...]:
    return (*(int(value * WAD) for value in (terms.premium, terms.floor, terms.cap)), terms.half_life)


def close(on_chain: int, expected: Decimal, tolerance: Decimal) -> bool:
    return abs(Decimal(int(on_chain)) / WAD - expected) <= tolerance


@settings(max_examples=runs(25))
@given(
    index=st.integers(10**12, 10**26),
    sigma=st.decimals("0.2", "3", places=9),
    half_life=st.integers(DAY, 30 * DAY),
    path=st.lists(st.tuples(st.integers(0, 5 * DAY), st.integers(8_000, 12_500)), min_size=1, max_size=6),
)
def test_follows_the_model(
    library: Any, index: int, sigma: Decimal, half_life: int, path: list[tuple[int, int]]
) -> None:
    terms = model.Terms(TERMS.premium, TERMS.floor, TERMS.cap, half_life)
    state = library.start(index, int(sigma * WAD), START, raw(terms))
    expected = model.start(Decimal(index) / WAD, sigma, START, terms)

    time = START
    for elapsed, ratio in path:
        time, index = time + elapsed, index * ratio // 10_000
        quoted = library.quote(state, index, raw(terms))
        tolerance = SIGMA_STEP * 8
        for value, wanted in zip(quoted, model.quote(expected, Decimal(index) / WAD, terms), strict=True):
            assert close(value, wanted, tolerance)
        sigma0, high, low = map(int, quoted)
        assert low <= sigma0 <= high

        state = library.sample(state, index, time, raw(terms))
        expected = model.sample(expected, Decimal(index) / WAD, time, terms)
        if expected.variance > MAX_VARIANCE:
            return  # the word is full: the cap, far below, holds sigma
        assert close(state[1], expected.variance, Decimal("1e-9"))
        assert close(int(state[2]) * 10**9, expected.sigma, tolerance)
        assert state[3] == expected.sampled_at


def test_samples_every_30_minutes_at_most(library: Any) -> None:
    state = library.start(WAD, WAD // 2, START, raw(TERMS))
    assert library.sample(state, 2 * WAD, START + 1_799, raw(TERMS)) == state
    assert library.sample(state, 2 * WAD, START + 1_800, raw(TERMS)) != state


def test_sigma_follows_by_20_percent_an_hour(library: Any) -> None:
    state = library.start(WAD, WAD // 2, START, raw(TERMS))
    up = library.sample(state, 2 * WAD, START + 3_600, raw(TERMS))
    down = library.sample(library.start(WAD, WAD, START, raw(TERMS)), WAD, START + 30 * DAY, raw(TERMS))

    assert close(int(up[2]) * 10**9, Decimal("0.6"), SIGMA_STEP)
    assert close(int(down[2]) * 10**9, TERMS.floor, SIGMA_STEP)


@pytest.mark.parametrize("index", [1, 2**96 - 1, 2**160])
def test_ends_of_the_range(library: Any, index: int) -> None:
    """No index makes an action revert, and sigma stays within floor and cap."""
    terms = raw(TERMS)
    for first in (1, WAD, 2**96 - 1):
        state = library.start(first, WAD // 2, START, terms)
        _, high, low = library.quote(state, index, terms)
        assert terms[1] <= low <= high <= terms[2]
        sampled = library.sample(state, index, START + 400 * DAY, terms)
        assert terms[1] <= int(sampled[2]) * 10**9 <= terms[2]
