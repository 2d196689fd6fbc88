"""Several actions on options in one batch of the ledger"""

from decimal import Decimal

import pytest

from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.reverts import reverts

ETH_PRICE = "3200"
NO_LIMIT = wad(10**6)


@pytest.fixture
def eth_market(world):
    """ETH in TSLA tokens."""
    world.list_price("ETH", drift_bps=300)
    refresh(world)
    return world.create_market("ETH", "TSLA")


def refresh(world, btc="64000", eth=ETH_PRICE, tsla="227.5"):
    return world.publish_confirmed_prices({"BTC": btc, "ETH": eth, "TSLA": tsla})


def opening(world, terms, size):
    """A step of a batch: the trader opens."""
    options = world["PerpetualOptions"]
    arguments = (terms, world.people["trader"], wad(size), NO_LIMIT, world.now + 600)
    # The function has two forms.
    call = options.open["tuple,address,uint256,uint256,uint256"]
    return options, call.encode_input(*arguments)


def batch(world, *steps, role="trader"):
    return world["CollateralVault"].batch(list(steps), world.as_(role))


def test_somebody_elses_account(world, trader):
    world.refresh()
    step = opening(world, world.terms(), "0.2")
    with reverts("NotAuthorised", trader, world["CollateralVault"].batchCaller()):
        batch(world, step, role="stranger")


def test_one_leg_that_fails_undoes_the_others(world, options, trader):
    world.refresh()
    mid = world["PriceOracle"].indexOf(1, 2)[1]
    grid = nearest_strike(900)
    too_far = opening(world, world.terms(strike=grid), "0.2")
    with reverts("StrikeOutOfRange", wad(grid), mid // 2, mid * 2):
        batch(world, opening(world, world.terms(), "0.2"), too_far)
    assert tuple(options.positionsOf(trader)) == ()


@pytest.mark.parametrize(("name", "put", "call"), [("straddle", "281.3", "281.3"), ("strangle", "255", "310")])
def test_a_put_and_a_call(world, options, trader, name, put, call):
    world.refresh()
    legs = [world.terms(strike=nearest_strike(put)), world.terms(strike=nearest_strike(call), is_call=True)]
    done = batch(world, *(opening(world, terms, "0.2") for terms in legs))
    assert len(done.events["Opened"]) == 2
    assert set(options.positionsOf(trader)) == {options.seriesIdOf(terms) for terms in legs}


def test_a_pair(world, options, lens, trader, eth_market):
    """Long bitcoin and short ether, with nothing but Tesla: it gains when bitcoin gains on ether."""
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    refresh(world)
    ether = nearest_strike(Decimal(ETH_PRICE) / Decimal("227.5"))
    long = world.terms(is_call=True)
    short = (world.pool.address, eth_market, wad(ether), 5_000, False)
    balance = vault.balanceOf(trader, tsla)
    batch(world, opening(world, long, "0.2"), opening(world, short, "4"))
    paid = balance - vault.balanceOf(trader, tsla)
    assert len(options.positionsOf(trader)) == 2

    refresh(world, btc="74000", eth="2700")
    worth = sum(int(view["value"]) for view in lens.positions(trader))
    assert worth > paid


def test_a_keeper_settles_many_positions_and_is_paid(world, options, trader):
    """The reward is his, not that of the contract that carries out his batch."""
    world.refresh()
    series_ids = []
    for is_call in (False, True):
        world.open("trader", "0.2", is_call=is_call)
        series_ids.append(world.series_id(is_call=is_call))
    world.wait_until(world.now + 3_600)
    steps = [(options, options.settle.encode_input(trader, series_id)) for series_id in series_ids]

    settled = batch(world, *steps, role="keeper")

    rewards = sum(event["reward"] for event in settled.events["FundingCollected"])
    assert len(settled.events["FundingCollected"]) == 2
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    assert vault.balanceOf(world.people["keeper"], tsla) == rewards > 0
    assert vault.balanceOf(vault.batchCaller(), tsla) == 0


def test_an_open_position_keeps_its_tokens_place(world, options, trader):
    """Pinned by the first, unpinned by the last; funding has to come from somewhere."""
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    world.refresh()
    world.open("trader", "0.2")
    world.open("trader", "0.2", is_call=True)
    assert vault.pinsOf(trader, tsla) == 2
    options.close(trader, world.series_id(), wad("0.2"), 0, world.now + 60, {"from": trader})
    vault.withdraw(tsla, trader, trader, vault.balanceOf(trader, tsla), {"from": trader})
    assert vault.pinsOf(trader, tsla) == 1
    assert tuple(vault.assetsOf(trader)) == (tsla,)
