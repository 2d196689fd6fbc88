"""RedemptionBuffer.buy"""

from evershare.localnet import wad
from tests.support.buffer import SATURDAY, SPREAD_BPS, USDC
from tests.support.reverts import reverts
from tests.support.world import SESSION_TIME


def ask(world):
    """Whole USDC per TSLA token, WAD, from the oracle's upper edge, rounded up."""
    _, _, hi = world["PriceOracle"].indexOf(world.tsla_id, world.usdc_id)
    return -(-hi * (10_000 + SPREAD_BPS) // 10_000)


def test_past_the_deadline(buffer_world):
    deadline = buffer_world.now
    with reverts("SwapDeadlinePassed", deadline):
        buffer_world.buy(wad(1), deadline=deadline)


def test_in_the_deadlines_second(buffer_world):
    bought = buffer_world.buy(wad(1), deadline=buffer_world.now + 1)
    assert bought.timestamp == buffer_world.now


def test_asset_that_is_not_traded(buffer_world):
    trader, btc = buffer_world.people["trader"], buffer_world.asset_ids["BTC"]
    with reverts("UnlistedAsset", btc):
        buffer_world.buffer.buy(btc, 1, 2**255, trader, buffer_world.now + 60, {"from": trader})
    with reverts("NotTraded", buffer_world.usdc_id):
        buffer_world.buffer.buy(buffer_world.usdc_id, 1, 2**255, trader, buffer_world.now + 60, {"from": trader})


def test_zero(buffer_world):
    with reverts("ZeroSwapAmount"):
        buffer_world.buy(0)


def test_old_observation_in_an_open_session(buffer_world):
    observed = buffer_world["PriceOracle"].observationOf(buffer_world.tsla_id)["observedAt"]
    buffer_world.wait_until(SESSION_TIME + 600)
    before = buffer_world.holdings()
    with reverts("ObservationTooOld", buffer_world.tsla_id, buffer_world.now + 1 - observed, 15):
        buffer_world.buy(wad(1))
    assert buffer_world.holdings() == before


def test_cost_above_the_maximum(buffer_world):
    before = buffer_world.holdings()
    cost = buffer_world.preview("buy", wad(10), 2**255)
    with reverts("CostAboveMaximum", cost, cost - 1):
        buffer_world.buy(wad(10), max_cost=cost - 1)
    assert buffer_world.holdings() == before


def test_more_than_the_inventory(buffer_world):
    with reverts("BufferShort", buffer_world.tsla_id, wad(1_000), wad(1_001)):
        buffer_world.buy(wad(1_001))


def test_the_buyer_pays_the_upper_edge_and_the_spread(buffer_world):
    trader = buffer_world.people["trader"]
    stock, cash = buffer_world.tsla.balanceOf(trader), buffer_world.usdc.balanceOf(trader)
    transaction = buffer_world.buy(wad(10))
    cost = transaction.return_value
    assert cost == -(-ask(buffer_world) * wad(10) * USDC // 10**36)
    assert cost > 2_275 * USDC * (10_000 + SPREAD_BPS) // 10_000
    assert buffer_world.tsla.balanceOf(trader) == stock + wad(10)
    assert buffer_world.usdc.balanceOf(trader) == cash - cost
    assert buffer_world.buffer.lineOf(buffer_world.tsla_id)[2] == wad(990)
    assert buffer_world.buffer.cash() == 500_000 * USDC + cost
    assert transaction.events["Bought"]["cash"] == cost


def test_one_unit_costs_at_least_one(buffer_world):
    assert buffer_world.buy(1).return_value == 1


def test_at_the_weekend_it_costs_more(buffer_world):
    in_session = buffer_world.buy(wad(1)).return_value
    buffer_world.wait_until(SATURDAY)
    buffer_world.publish_prices({"USDC": "1"})
    at_weekend = buffer_world.buy(wad(1)).return_value
    assert at_weekend > in_session * 105 // 100
