"""Filling all places of a pool with series costs its price, stops no trade in them, and ends when they end"""

from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.ledger import sub_account
from tests.support.reverts import reverts

PLACES, POSITIONS = 64, 16
WIDTHS = (5_000, 10_000)
FOREVER = 2**40


def option(number):
    """A different option for each number, within eight steps of the money."""
    step, which = divmod(number, 4)
    strike = nearest_strike(f"{281.3 * 1.05 ** (step - 8):.6f}")
    return {"strike": strike, "is_call": bool(which % 2), "width_bps": WIDTHS[which // 2]}


def spam(world, trader, number):
    """An option that locks a little more than the least for a new series."""
    terms = option(number)
    size = 11 / (float(terms["strike"]) * terms["width_bps"] / 10_000)
    account = sub_account(trader, 1 + number // POSITIONS)
    world.refresh(tsla=f"{227.5 + number / 1_000:.6f}")
    world["PerpetualOptions"].open(
        world.terms(**terms), account, wad(f"{size:.6f}"), wad(100), FOREVER, {"from": trader}
    )


def costs(world):
    """Gas of funding, an open and a close in one of the series."""
    options, second, terms = world["PerpetualOptions"], world.people["second_trader"], option(5)
    series_id = options.seriesIdOf(world.terms(**terms))
    world.refresh(tsla=f"{228 + world.now / 10**11:.6f}")
    settle = options.settle(second, series_id, world.as_("keeper")).gas_used
    open_ = world.open("second_trader", "0.05", **terms).gas_used
    close = options.close(second, series_id, wad("0.05"), 0, FOREVER, {"from": second}).gas_used
    return settle, open_, close


def test_all_places(world, desk):
    options, trader, tsla = world["PerpetualOptions"], world.people["trader"], world.asset_ids["TSLA"]
    for sub in range(1, 1 + PLACES // POSITIONS):
        desk.vault.transfer(tsla, trader, sub_account(trader, sub), wad(75), {"from": trader})
    accounts = [trader, *(sub_account(trader, sub) for sub in range(1, 5))]
    before, cash = sum(map(desk.balance, accounts)), world.pool.cash()

    for number in range(PLACES):
        spam(world, trader, number)
        if number == 5:
            world.open("second_trader", "0.05", **option(5))
            costs(world)  # the first reward of a keeper's is dearer
            with_six = costs(world)

    locked = options.reserveOf(world.pool)[0]
    assert len(options.liveSeriesOf(world.pool)) == PLACES
    assert locked >= cash * PLACES // 200  # each locks half a percent of the cash, so all a third
    assert before - sum(map(desk.balance, accounts)) > locked // 200
    assert options.bookCount() == 1  # ids spell out terms: none is used up

    # Trades in every series go on, and cost what they did.
    for gas, least in zip(costs(world), with_six, strict=True):
        assert abs(gas - least) < least // 50
    beyond = nearest_strike(f"{281.3 * 1.05**9:.6f}")
    with reverts("TooManySeries", world.pool, PLACES):
        world.open("second_trader", "0.5", strike=beyond)

    account = sub_account(trader, 1)
    series_id = options.seriesIdOf(world.terms(**option(0)))
    size = options.positionOf(account, series_id)[0]
    options.close(account, series_id, size, 0, FOREVER, {"from": trader})
    world.refresh(tsla="227.71")
    world.open("second_trader", "0.2", strike=beyond)
    assert len(options.liveSeriesOf(world.pool)) == PLACES

    # A wei of an option keeps its series' place, but only until somebody takes it over for the most that it can pay.
    second, kept = world.people["second_trader"], options.seriesIdOf(world.terms(**option(1)))
    farther = nearest_strike(f"{281.3 * 1.05**10:.6f}")
    options.close(account, kept, options.positionOf(account, kept)[0] - 1, 0, FOREVER, {"from": trader})
    world.refresh(tsla="227.72")
    with reverts("TooManySeries", world.pool, PLACES):
        world.open("second_trader", "0.2", strike=farther)
    assert options.takeOver(account, second, kept, {"from": second}).return_value < 1_000  # wei
    options.close(second, kept, 1, 0, FOREVER, {"from": second})
    world.open("second_trader", "0.2", strike=farther)
    assert len(options.liveSeriesOf(world.pool)) == PLACES
