"""A trade of a put of 0.2 BTC in TSLA, with fresh prices.

Their publication is counted apart, and so is the sample of the market's volatility that the first action of a half hour
makes."""

import pytest

from evershare.localnet import wad

MINUTES = 600
SIZE = "0.2"


@pytest.fixture
def series_id(world):
    """A series with another trader's position in it."""
    world.refresh()
    world.open("second_trader", SIZE)
    return world["PerpetualOptions"].seriesIdOf(world.terms())


def test_open_in_a_new_series(world, series_id, gas_snapshot):
    """In a market in which the pool has written before, by an account without another position."""
    world.refresh()

    opened = world.open("trader", SIZE, is_call=True)

    gas_snapshot("open an option, first in a new series", opened.gas_used)


def test_open_in_a_warm_series(world, series_id, gas_snapshot):
    """By an account that has a position in another series."""
    world.refresh()
    world.open("trader", SIZE, is_call=True)
    world.refresh()

    gas_snapshot("open an option, warm series", world.open("trader", SIZE).gas_used)


def test_close(world, series_id, gas_snapshot):
    world.refresh()
    world.open("trader", SIZE)
    world.wait_until(world.now + MINUTES)
    world.refresh()
    closed = world["PerpetualOptions"].close(
        world.people["trader"], series_id, wad(SIZE), 0, world.now + MINUTES, world.as_("trader")
    )

    gas_snapshot("close an option", closed.gas_used)


def test_settle(world, series_id, gas_snapshot):
    """By a keeper who has earned a reward before."""
    for _ in range(2):
        world.wait_until(world.now + MINUTES)
        world.refresh()
        settled = world["PerpetualOptions"].settle(world.people["second_trader"], series_id, world.as_("keeper"))

    gas_snapshot("settle funding of one position", settled.gas_used)
