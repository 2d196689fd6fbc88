"""A trade of a put of 0.2 BTC in TSLA, with fresh prices; their publication is counted apart."""

import pytest

from evershare.localnet import wad

HOUR = 3_600
SIZE = "0.2"


@pytest.fixture
def series_id(world):
    """A series with another trader's position in it."""
    world.refresh()
    world.open("second_trader", SIZE)
    return world["PerpetualOptions"].seriesIdOf(world.terms())


def test_open_in_a_new_series(world, gas_snapshot):
    world.refresh()

    gas_snapshot("open an option, first in a new series", world.open("trader", SIZE).gas_used)


def test_open_in_a_warm_series(world, series_id, gas_snapshot):
    world.refresh()

    gas_snapshot("open an option, warm series", world.open("trader", SIZE).gas_used)


def test_close(world, series_id, gas_snapshot):
    world.refresh()
    world.open("trader", SIZE)
    world.wait_until(world.now + HOUR)
    world.refresh()
    closed = world["PerpetualOptions"].close(
        world.people["trader"], series_id, wad(SIZE), 0, world.now + HOUR, world.as_("trader")
    )

    gas_snapshot("close an option", closed.gas_used)


def test_settle(world, series_id, gas_snapshot):
    """By a keeper who has earned a reward before."""
    for _ in range(2):
        world.wait_until(world.now + HOUR)
        world.refresh()
        settled = world["PerpetualOptions"].settle(world.people["second_trader"], series_id, world.as_("keeper"))

    gas_snapshot("settle funding of one position", settled.gas_used)
