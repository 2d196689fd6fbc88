"""PerpetualOptions.liquidate and marginOf"""

from decimal import Decimal

import pytest
from brownie import web3

from evershare.localnet import wad
from evershare.model import option_value
from tests.support.reverts import reverts


@pytest.fixture
def module(world):
    """A contract of the ledger."""
    account = world.people["market_maker"]
    web3.provider.make_request("anvil_setCode", [account.address, "0x00"])
    world["CollateralVault"].addModule(account, world.as_("governor"))
    return account


def test_only_the_ledger_and_its_modules(world, options, put, trader):
    for caller in (trader, world.people["governor"]):
        with reverts("NotModule", caller):
            options.liquidate(trader, put, 1, {"from": caller})


def test_no_position(world, options, put, module):
    second = world.people["second_trader"]
    with reverts("NoPosition", second, put):
        options.liquidate(second, put, 1, {"from": module})


def test_it_closes_at_the_standard_bid(world, options, put, module, trader, half):
    world.refresh(btc="60000")
    quote = world.quote_close(put, "0.3")
    sold = options.liquidate(trader, put, wad("0.3"), {"from": module})
    assert sold.return_value == sold.events["Closed"]["payout"] == quote["net"] > 0
    assert options.positionOf(trader, put)[0] == half - wad("0.3")


def test_more_than_there_is_closes_all(world, options, put, module, trader):
    options.liquidate(trader, put, wad(100), {"from": module})
    assert tuple(options.positionsOf(trader)) == ()
    assert tuple(options.reserveOf(world.pool)) == (0, 0)


def test_an_account_without_positions_has_no_margin(world, options):
    assert tuple(options.marginOf(world.people["stranger"])) == (0, 0)


def test_margin_is_the_value_at_the_mid_and_the_funding_in_dollars(world, options, put, trader):
    world.refresh()
    world.open("trader", "0.25", is_call=True)
    world.wait_until(world.now + 3_600)
    world.refresh(btc="65000")
    call = world.series_id(is_call=True)
    value_usd, owed_usd = options.marginOf(trader)
    index = Decimal(world["PriceOracle"].indexOf(1, 2)[1]) / 10**18
    tesla = Decimal(world["PriceOracle"].intervalOf(2)[1]) / 10**18
    strike = Decimal(world.terms()[2]) / 10**18
    tokens = option_value(index, strike, "put", "0.5", "0.7", 7) / 2
    tokens += option_value(index, strike, "call", "0.5", "0.7", 7) / 4
    assert int(value_usd) == pytest.approx(int(tokens * tesla * 10**18), rel=1e-12)
    owed = options.fundingOwed(trader, put) + options.fundingOwed(trader, call)
    assert int(owed_usd) == pytest.approx(int(owed * tesla), abs=2_000)
