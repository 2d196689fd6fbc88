"""On a rollup whose sequencer stops, or has just come back, nobody opens, and everybody closes"""

import pytest
from brownie import project

from tests.support.reverts import reverts
from tests.support.world import SESSION_TIME, World

UP, DOWN = 0, 1
GRACE = 3_600
BACK = SESSION_TIME + 1_000


@pytest.fixture(scope="module")
def uptime(accounts, module_isolation):
    """The feed that tells of the sequencer: up since the day before."""
    containers = project.get_loaded_projects()[0]
    feed = accounts[0].deploy(containers.AggregatorMock, 0)
    feed.set(UP, SESSION_TIME - 86_400, SESSION_TIME, {"from": accounts[0]})
    return feed


@pytest.fixture(scope="module")
def world(accounts, chain, uptime):
    return World(project.get_loaded_projects()[0], accounts, chain, sequencer_uptime_feed=uptime.address)


@pytest.fixture(params=["down", "back"])
def settles_at(request, world, uptime, put):
    """The sequencer is down, or back for an hour less a second; when opens are due again, 0 = nobody knows."""
    uptime.set(DOWN if request.param == "down" else UP, BACK, BACK, world.as_("stranger"))
    world.wait_until(BACK + GRACE - 10)
    world.refresh()
    return 0 if request.param == "down" else BACK + GRACE


def test_opens_are_refused(world, settles_at):
    with reverts("SequencerNotSettled", settles_at):
        world.open("second_trader", "0.5")


def test_closes_pay(world, options, put, trader, half, settles_at):
    quote = world.quote_close(put)
    closed = options.close(trader, put, half, 0, world.now + 60, {"from": trader})
    assert closed.return_value == quote["net"] > 0
    assert options.positionOf(trader, put)[0] == 0


def test_funding_is_settled(world, options, put, trader, settles_at):
    assert options.settle(trader, put, world.as_("stranger")).return_value > 0


def test_opens_go_on_after_an_hour(world, uptime, put):
    uptime.set(UP, BACK, BACK, world.as_("stranger"))
    world.wait_until(BACK + GRACE)
    world.refresh()
    world.open("second_trader", "0.5")
