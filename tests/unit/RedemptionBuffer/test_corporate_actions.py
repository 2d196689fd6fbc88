"""The buffer trades what a token is worth today, and rests while its stock is frozen."""

from evershare.actions import FREEZE_SECONDS, ActionKind
from evershare.localnet import wad
from tests.support.actions import IN_MONDAYS_SESSION, MONDAY, SPLIT_AT
from tests.support.buffer import USDC
from tests.support.reverts import reverts


def test_a_frozen_stock_is_not_swapped(buffer_world):
    world = buffer_world
    world.announce_split("TSLA", 10, 1, SPLIT_AT)
    world.wait_until(SPLIT_AT - FREEZE_SECONDS)
    world.publish_prices({"USDC": "1"})
    for swap in (world.buy, world.sell):
        with reverts("AssetFrozen", world.tsla_id):
            swap(wad(1))


def test_a_dividend_that_was_paid_is_not_paid_for_again(buffer_world):
    """The index would still contain it."""
    world = buffer_world
    world.announce_dividend("TSLA", MONDAY, "22.75", world.usdc)
    world.wait_until(IN_MONDAYS_SESSION)
    world.refresh(tsla="204.75")
    ask, bid = world.buffer.pricesOf(world.tsla_id)

    assert bid < wad("204.75") < ask < wad("207")
    assert abs(world["PriceOracle"].indexOf(world.tsla_id, 0)[1] - wad("227.5")) < 1_000  # wei


def test_a_bought_out_stock_is_swapped_at_its_final_price(buffer_world):
    world = buffer_world
    action_id = world.announce("TSLA", ActionKind.CASH_OUT, SPLIT_AT, amount=wad("229"), payoutToken=world.usdc)
    world.confirm(action_id)
    world.wait_until(SPLIT_AT)
    world.verify_action("TSLA")
    world.publish_prices({"USDC": "1"})

    assert 0.995 * 229 * USDC < int(world.sell(wad(1)).return_value) < 229 * USDC
