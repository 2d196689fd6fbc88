"""Attempts to profit from the options, to lock them, or to make them dear for others; none works"""

import pytest

from evershare.localnet import wad
from evershare.model import nearest_strike, strike_at
from tests.support.ledger import sub_account

HOUR, DAY, YEAR = 3_600, 86_400, 365 * 86_400
MONDAY = 1_722_522_600 + 4 * DAY
FAR = nearest_strike(150)  # a put far out of the money: about half the index


@pytest.fixture
def balance(world):
    """Reads what all accounts of the trader's hold in the vault, in token units."""
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]

    def read():
        trader = world.people["trader"]
        return sum(int(vault.balanceOf(sub_account(trader, sub), tsla)) for sub in range(8))

    return read


def split(world, into, amount):
    """The trader moves tokens to another of his accounts."""
    account = sub_account(world.people["trader"], into)
    tsla, trader = world.asset_ids["TSLA"], world.people["trader"]
    world["CollateralVault"].transfer(tsla, trader, account, wad(amount), {"from": trader})
    return account


def open_for(world, account, size, **terms):
    options, trader = world["PerpetualOptions"], world.people["trader"]
    return options.open(world.terms(**terms), account, wad(size), wad(10**6), world.now + 60, {"from": trader})


def close_all(world, account):
    options, trader = world["PerpetualOptions"], world.people["trader"]
    for series_id in options.positionsOf(account):
        size = options.positionOf(account, series_id)[0]
        options.close(account, series_id, size, 0, world.now + 60, {"from": trader})


@pytest.mark.parametrize("is_call", [False, True])
@pytest.mark.parametrize("steps", [-12, -3, 0, 3, 12])
def test_buying_and_selling_at_one_price_loses(world, balance, is_call, steps):
    """O3, O4: in one piece and in parts, by one account and by two that help each other with the pool's utilisation."""
    at_the_money = next(step for step in range(100, 140) if strike_at(step) == nearest_strike("281.3"))
    strike = strike_at(at_the_money + steps)
    world.refresh()
    before, helper = balance(), split(world, 1, 100)
    open_for(world, world.people["trader"], "0.5", strike=strike, is_call=is_call)
    open_for(world, helper, "0.25", strike=strike, is_call=is_call)
    close_all(world, world.people["trader"])
    close_all(world, helper)
    assert balance() < before


def test_a_position_that_is_forced_to_end_takes_nothing_from_the_pool(world, options, balance):
    """Deri, October 2022: an account without margin lets another's position gain. Here the pool only ever pays the bid,
    and what an ended position owes is written down, not paid by anybody."""
    world.refresh()
    before, pool, victim = balance(), int(world.pool.cash()), split(world, 1, 5)
    open_for(world, world.people["trader"], "1", strike=FAR)
    open_for(world, victim, "1", strike=FAR)
    vault, tsla, trader = world["CollateralVault"], world.asset_ids["TSLA"], world.people["trader"]
    vault.transfer(tsla, victim, trader, vault.balanceOf(victim, tsla), {"from": trader})
    world.wait_until(world.now + 3 * HOUR)
    world.refresh()
    options.settle(victim, world.series_id(strike=FAR), world.as_("keeper"))
    close_all(world, world.people["trader"])
    close_all(world, victim)
    assert balance() < before
    assert int(world.pool.cash()) > pool


def test_locking_a_pool_with_far_strikes_costs_rent(world, options, trader, balance):
    """Half a percent of what is locked at least, at once, and five percent a year of it: far is not free."""
    world.refresh()
    before = balance()
    open_for(world, trader, "20", strike=FAR)
    locked = int(options.reserveOf(world.pool)[0])
    assert locked > int(world.pool.cash()) // 2
    assert before - balance() > locked // 200
    series_id = world.series_id(strike=FAR)
    start, owed = world.now, int(options.fundingOwed(trader, series_id))
    world.wait_until(start + DAY)
    assert int(options.fundingOwed(trader, series_id)) - owed >= locked * DAY // (20 * YEAR)


def test_a_lock_without_margin_dissolves(world, options, trader, empty_account):
    """Whoever takes his margin away pays with the position, when a keeper comes by: after a weekend it is gone."""
    world.refresh()
    open_for(world, trader, "20", strike=FAR)
    empty_account()
    world.wait_until(MONDAY)
    world.refresh(tsla="228")
    options.settle(trader, world.series_id(strike=FAR), world.as_("keeper"))
    assert tuple(options.reserveOf(world.pool)) == (0, 0)
    assert tuple(options.liveSeriesOf(world.pool)) == ()


def test_dust_makes_nothing_dearer(world, options, trader):
    """O8: to settle, add to or close one position costs the same with fifteen others beside it, and a part of a series
    is no dearer for the others in it."""
    world.refresh()
    grid = [strike_at(step) for step in range(109, 124)]
    open_for(world, trader, "0.2")
    series_id, costs = world.series_id(), []
    for others in ((), grid):
        for strike in others:
            world.refresh()
            open_for(world, trader, "0.12", strike=strike, is_call=True)
        world.wait_until(world.now + HOUR)
        world.refresh()
        options.sampleVolatility(world.market_id, world.as_("stranger"))
        options.settle(trader, series_id, world.as_("keeper"))  # the first reward of a keeper's is dearer
        world.wait_until(world.now + 60)
        world.refresh()
        settle = options.settle(trader, series_id, world.as_("keeper")).gas_used
        add = open_for(world, trader, "0.1").gas_used
        close = options.close(trader, series_id, wad("0.1"), 0, world.now + 60, {"from": trader}).gas_used
        costs.append((settle, add, close))
    assert len(options.positionsOf(trader)) == 16
    for alone, beside in zip(*costs, strict=True):
        assert abs(beside - alone) < 300


def test_the_sixteenth_position_is_no_dearer_than_the_first(world, options, trader):
    """O8: a new position in a series that somebody else holds; of two words of eight places the second costs a read."""
    second, costs = world.people["second_trader"], []
    for strike in (strike_at(step) for step in range(109, 125)):
        terms = {"strike": strike, "is_call": True}
        world.refresh()
        world.open("second_trader", "0.12", **terms)
        costs.append(open_for(world, trader, "0.12", **terms).gas_used)
    assert len(options.positionsOf(trader)) == len(options.positionsOf(second)) == 16
    assert costs[-1] < costs[0]
    assert max(costs) - costs[0] < costs[0] // 40


def test_dust_pays_its_funding_too(world, options, trader):
    """Each part rounds up: a thousandth of a position never owes less than a thousandth of its funding."""
    world.refresh()
    whole, dust = trader, split(world, 2, 20)
    open_for(world, whole, "0.5")
    series_id = world.series_id()
    options.movePosition(whole, dust, series_id, wad("0.0005"), {"from": trader})
    world.wait_until(world.now + HOUR)
    owed, of_dust = (int(options.fundingOwed(account, series_id)) for account in (whole, dust))
    assert of_dust * 999 >= owed


def test_donations_change_no_cover(world, options, put):
    """A2: tokens sent to vault, options and pool are nobody's cash and nobody's cover."""
    token, participant = world.tokens["TSLA"], world.as_("authorised_participant")
    cover = tuple(options.openingContextOf(world.terms())[1])
    for receiver in (world["CollateralVault"], options, world.pool):
        token.transfer(receiver, wad(10), participant)
    assert tuple(options.openingContextOf(world.terms())[1]) == cover
