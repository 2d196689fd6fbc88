"""When the buffer rests though its stock is not frozen, and who may not swap."""

import pytest

from evershare.localnet import wad
from tests.support.actions import DAY
from tests.support.reverts import reverts


def test_nothing_is_swapped_during_a_scheduled_event(buffer_world):
    """From the announced second of the earnings to the first regular price after it, in Friday's session."""
    world = buffer_world
    earnings = world.now + DAY + 60
    world["PriceOracle"].scheduleEvent(world.tsla_id, earnings, world.as_("risk"))
    world.wait_until(earnings - 10)
    world.refresh(tsla="228")
    world.buy(wad(1))
    world.sell(wad(1))

    world.wait_until(earnings)
    before = world.holdings()
    for swap in (world.buy, world.sell):
        with reverts("EventInProgress", world.tsla_id, earnings):
            swap(wad(1))
    assert world.holdings() == before

    world.wait_until(earnings + 60)
    world.refresh(tsla="229")
    world.buy(wad(1))
    world.sell(wad(1))


@pytest.mark.parametrize(("swap", "error"), [("buy", "ERC7943CannotReceive"), ("sell", "ERC7943CannotSend")])
def test_whom_the_issuer_denies_neither_buys_nor_sells(buffer_world, swap, error):
    world, trader = buffer_world, buffer_world.people["trader"]
    world.tsla.setListed(trader, True, world.as_("issuer"))
    before = world.holdings()
    with reverts(error, trader):
        getattr(world, swap)(wad(1))
    assert world.holdings() == before

    world.tsla.setListed(trader, False, world.as_("issuer"))
    getattr(world, swap)(wad(1))
    assert world.holdings() != before
