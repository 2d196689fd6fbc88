"""StrikeGrid.nearest, and its twin in the model."""

import random
from itertools import pairwise

import pytest
from brownie import PricingHarness, accounts

from evershare import model
from tests.support.options import WAD, plain, wad

STRIKES = [wad(model.strike_at(step)) for step in range(-model.MAX_STEP, model.MAX_STEP + 1)]


@pytest.fixture(scope="module")
def grid(module_isolation):
    return accounts[0].deploy(PricingHarness)


def test_a_strike_of_the_grid_is_its_own_nearest(grid):
    assert nearest(grid, STRIKES) == STRIKES


@pytest.mark.parametrize("beside", [-1, 1])
def test_a_wei_beside_the_grid_is_not_on_it(grid, beside):
    assert nearest(grid, [strike + beside for strike in STRIKES]) == STRIKES


def test_halfway_the_higher_is_nearest(grid):
    pairs = list(pairwise(STRIKES))
    halfway = [(below + above) // 2 for below, above in pairs]  # whole wei: strikes are multiples of 1e5 wei

    assert nearest(grid, halfway) == [above for _, above in pairs]
    assert nearest(grid, [price - 1 for price in halfway]) == [below for below, _ in pairs]


@pytest.mark.parametrize("price", [0, 1, STRIKES[0] - 1])
def test_below_the_grid_its_first_strike_is_nearest(grid, price):
    assert nearest(grid, [price]) == [STRIKES[0]]


@pytest.mark.parametrize("price", [STRIKES[-1] + 1, 10**30, 2**256 - 1])
def test_above_the_grid_its_last_strike_is_nearest(grid, price):
    assert nearest(grid, [price]) == [STRIKES[-1]]


def test_the_contract_and_the_model_agree(grid):
    draw = random.Random(1)
    prices = [int(WAD * 10 ** draw.uniform(-9.5, 9.5)) for _ in range(1_000)]

    assert nearest(grid, prices) == [wad(model.nearest_strike(plain(price))) for price in prices]


def nearest(grid, prices):
    return [int(strike) for strike in grid.nearestStrikes(prices)]
