"""Epochs of a pool with many series and many who wait; the price update is counted apart."""

import pytest

from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.ledger import sub_account
from tests.support.pool import PoolDesk

SERIES = (1, 8, 64)
WIDTHS = (5_000, 10_000)
POSITIONS = 16  # of an account, at most


@pytest.fixture(scope="module")
def settled_with(world, module_isolation):
    """Gas of an epoch at a number of series, each with a position, and a number of controllers that wait."""
    desk = PoolDesk(world)
    token, maker, trader, tsla = (
        world.tokens["TSLA"],
        world.people["market_maker"],
        world.people["trader"],
        world.asset_ids["TSLA"],
    )
    token.transfer(trader, wad(500), world.as_("authorised_participant"))
    world.deposit("trader", "TSLA", 600)
    token.transfer(maker, wad(100), world.as_("authorised_participant"))
    token.approve(world.pool, wad(100), {"from": maker})

    def terms(number):
        """A different option for each number, near the money: every second is a call."""
        step, which = divmod(number, 4)
        strike = nearest_strike(f"{281.3 * 1.05 ** (step - 8):.6f}")
        return {"strike": strike, "is_call": bool(which % 2), "width_bps": WIDTHS[which // 2]}

    def open_up_to(count):
        for number in range(len(world["PerpetualOptions"].liveSeriesOf(world.pool)), count):
            world.refresh(tsla=f"{227.5 + number / 1_000:.6f}")
            option = terms(number)
            size = 11 / (float(option["strike"]) * option["width_bps"] / 10_000)
            account = sub_account(trader, 1 + number // POSITIONS)
            if number % POSITIONS == 0:
                world["CollateralVault"].transfer(tsla, trader, account, wad(150), {"from": trader})
            world["PerpetualOptions"].open(
                world.terms(**option), account, wad(f"{size:.6f}"), wad(150), world.now + 60, {"from": trader}
            )

    def gas(series, controllers):
        open_up_to(series)
        desk.request_redeem("liquidity_provider", 1)
        for controller in world.people.values() if controllers > 1 else ():
            world.pool.setOperator(maker, True, {"from": controller})
            world.pool.requestDeposit(wad("0.1"), controller, maker, {"from": maker})
        desk.next_session()
        world.refresh(tsla=f"{227.4 + series / 1_000 + controllers / 100_000:.6f}")
        return world.pool.settleEpoch([], [], world.as_("keeper")).gas_used

    return gas


def test_an_epoch_costs_its_series_alone(settled_with, gas_snapshot):
    """Linear in the series, and the same for one who waits and for many."""
    gas = {count: settled_with(count, controllers=1) for count in SERIES}
    crowded = settled_with(SERIES[-1], controllers=10)

    gas_snapshot("an epoch of a pool with 8 series", gas[8])
    a_series, of_many = (gas[8] - gas[1]) / 7, (gas[64] - gas[8]) / 56
    assert abs(of_many - a_series) < a_series / 5  # values cost from 1.5k to 3.9k gas, by side and width
    assert crowded - gas[64] < 60_000  # the first deposit writes a price, whoever and how many they are
