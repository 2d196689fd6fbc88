"""The Greeks of the contracts against central differences of the model, and how they must lie."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from evershare.model import option_value
from tests.support.effort import runs
from tests.support.options import Option, plain, random_options, wad
from tests.support.oracle import OracleDesk

COUNT = runs(150, 3_000)
STEP = Decimal("1e-8")  # of the index or of sigma; the model has 40 digits
AROUND = Decimal("1e-6")  # a difference across the strike or the cap means nothing
WEI = Decimal("1e-18")
MOST_STEEP = 6_000  # u, at 5 % a year and an hour
ZERO_ADDRESS = "0x" + "00" * 20


@pytest.fixture(scope="module")
def lens(desk: OracleDesk) -> Any:
    """The Greeks need neither options nor a ledger."""
    return desk.containers.OptionsLens.deploy(ZERO_ADDRESS, ZERO_ADDRESS, {"from": desk.roles["keeper"]})


def value_at(option: Option, index: Decimal, sigma: Decimal) -> Decimal:
    strike, side, width = option.inputs[1:4]
    return option_value(index, strike, side, width, sigma, option.inputs[5])


def test_greeks_are_the_derivatives_of_the_model(lens: Any) -> None:
    tested = 0
    for option in random_options(COUNT, seed=5):
        index, strike, side, width, sigma, _ = option.inputs
        cap = strike * (1 + width if side == "call" else 1 - width)
        if any(edge and abs(index / edge - 1) < AROUND for edge in (strike, cap)):
            continue
        delta, gamma, vega = (plain(int(figure)) for figure in lens.greeksOf(*option.row))
        up, here, down = (value_at(option, index * (1 + step), sigma) for step in (STEP, 0, -STEP))
        more, less = (value_at(option, index, sigma * (1 + step)) for step in (STEP, -STEP))
        size = index * STEP

        # What the value itself may be off, multiplied by its steepness as often as it is derived.
        off = strike * Decimal("1e-15") + 3 * WEI
        assert abs(delta - (up - down) / (2 * size)) < off * MOST_STEEP / index + 3 * WEI, option
        assert abs(gamma - (up - 2 * here + down) / size**2) < off * MOST_STEEP**2 / index**2 + 3 * WEI, option
        assert abs(vega - (more - less) / (2 * sigma * STEP)) < off * MOST_STEEP / sigma + 3 * WEI, option
        tested += 1
    assert tested > COUNT * 2 // 3


@pytest.mark.parametrize(("is_call", "index"), [(True, "150"), (True, "400"), (False, "50"), (False, "1")])
def test_at_the_cap_and_beyond_nothing_changes_the_value(lens: Any, is_call: bool, index: str) -> None:
    option = (wad(index), wad("100"), is_call, wad("0.5"), wad("0.7"), 604_800)
    assert tuple(lens.greeksOf(*option)) == (0, 0, 0)


def test_a_worthless_index(lens: Any) -> None:
    assert tuple(lens.greeksOf(0, wad("100"), True, wad("0.5"), wad("0.7"), 604_800)) == (0, 0, 0)
