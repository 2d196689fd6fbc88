"""RedemptionBuffer.sell"""

from evershare.localnet import wad
from tests.support.buffer import MAX_INVENTORY, SATURDAY, SPREAD_BPS, USDC
from tests.support.reverts import reverts


def bid(world, block="latest"):
    """Whole USDC per TSLA token, WAD, from the oracle's lower edge, rounded down."""
    lo, _, _ = world["PriceOracle"].indexOf(world.tsla_id, world.usdc_id, block_identifier=block)
    return lo * (10_000 - SPREAD_BPS) // 10_000


def test_past_the_deadline(buffer_world):
    deadline = buffer_world.now
    with reverts("SwapDeadlinePassed", deadline):
        buffer_world.sell(wad(1), deadline=deadline)


def test_so_little_that_nothing_would_be_paid(buffer_world):
    before = buffer_world.holdings()
    with reverts("ZeroSwapAmount"):
        buffer_world.sell(10**9)
    assert buffer_world.holdings() == before


def test_inventory_full(buffer_world):
    buffer_world.buffer.setLine(buffer_world.tsla_id, SPREAD_BPS, wad(1_005), buffer_world.as_("market_maker"))
    before = buffer_world.holdings()
    with reverts("InventoryFull", buffer_world.tsla_id, wad(1_010), wad(1_005)):
        buffer_world.sell(wad(10))
    assert buffer_world.holdings() == before


def test_proceeds_below_the_minimum(buffer_world):
    before = buffer_world.holdings()
    proceeds = buffer_world.preview("sell", wad(10), 0)
    with reverts("ProceedsBelowMinimum", proceeds, proceeds + 1):
        buffer_world.sell(wad(10), min_proceeds=proceeds + 1)
    assert buffer_world.holdings() == before


def test_not_enough_cash(buffer_world):
    maker = buffer_world.people["market_maker"]
    buffer_world.buffer.removeInventory(buffer_world.usdc_id, 499_990 * USDC, maker, {"from": maker})
    buffer_world.refresh()
    before = buffer_world.holdings()
    owed = bid(buffer_world, "pending") * wad(10) * USDC // 10**36
    with reverts("BufferShort", buffer_world.usdc_id, 10 * USDC, owed):
        buffer_world.sell(wad(10))
    assert buffer_world.holdings() == before


def test_the_seller_gets_the_lower_edge_less_the_spread(buffer_world):
    trader = buffer_world.people["trader"]
    stock, cash = buffer_world.tsla.balanceOf(trader), buffer_world.usdc.balanceOf(trader)
    transaction = buffer_world.sell(wad(10))
    proceeds = transaction.return_value
    assert proceeds == bid(buffer_world) * wad(10) * USDC // 10**36
    assert proceeds < 2_275 * USDC * (10_000 - SPREAD_BPS) // 10_000
    assert buffer_world.tsla.balanceOf(trader) == stock - wad(10)
    assert buffer_world.usdc.balanceOf(trader) == cash + proceeds
    assert tuple(buffer_world.buffer.lineOf(buffer_world.tsla_id)) == (SPREAD_BPS, MAX_INVENTORY, wad(1_010))
    assert transaction.events["Sold"]["cash"] == proceeds


def test_at_the_weekend_the_seller_gets_the_lower_edge_of_a_wider_interval(buffer_world):
    in_session = buffer_world.sell(wad(1)).return_value
    buffer_world.wait_until(SATURDAY)
    buffer_world.publish_prices({"USDC": "1"})
    proceeds = buffer_world.sell(wad(10)).return_value
    assert proceeds == bid(buffer_world) * wad(10) * USDC // 10**36
    assert 0 < proceeds < 10 * in_session * 95 // 100
