"""PerpetualOptions as one contract of five parts, and the numbers of its books"""

import pytest
from brownie import web3
from brownie.exceptions import VirtualMachineError

from evershare.localnet import FIRST_SIGMA, MARKET_LIMIT
from tests.support.reverts import reverts

MAX_BOOKS = 2**19 - 1
BOOK_COUNT_BIT = 200  # in slot 0, after the manager's address, a flag and the count of markets


@pytest.fixture
def markets(world):
    return world["OptionMarkets"]


def test_nobody_makes_a_market_in_the_part_that_makes_them(world, options, markets):
    for role in ("risk", "governor"):
        with reverts("AccessManagedUnauthorized", world.people[role]):
            markets.createMarket(world.market("BTC", "TSLA"), FIRST_SIGMA, MARKET_LIMIT, world.as_(role))
    assert (markets.marketCount(), options.marketCount()) == (0, 1)


def test_the_parts_belong_together(world, options, markets):
    values, transfers, offers = world["OptionValues"], world["OptionTransfers"], world["OptionOffers"]
    assert (options.VALUES(), values.MARKETS(), markets.TRANSFERS()) == (values, markets, transfers)
    assert options.OFFERS() == offers
    for part in (options, values, markets, transfers, offers):
        assert (part.ORACLE(), part.VAULT()) == (world["PriceOracle"], world["CollateralVault"])


def test_the_part_that_values_knows_no_series_by_itself(world, put):
    with reverts("UnknownSeries", put):
        world["OptionValues"].contextOf(put)


@pytest.mark.parametrize(("data", "value"), [("0xdeadbeef", 0), ("0x", 0), ("0x", 1)])
def test_what_no_part_has_is_refused(world, options, trader, data, value):
    with pytest.raises((VirtualMachineError, ValueError)):
        trader.transfer(options, value, data=data)
    assert web3.eth.get_balance(options.address) == 0


def test_only_a_trade_gives_a_book_its_number(world, options):
    """Ids cannot be used up without trading."""
    for role in ("stranger", "governor"):
        with reverts("NotFirstTrade", world.people[role]):
            options.registerBook(world.pool, world.market_id, world.as_(role))
    assert options.bookCount() == 0
    assert options.seriesIdOf(world.terms()) == 0


def test_the_first_trade_registers_the_book_and_lists_the_series(world, options, trader):
    world.refresh()
    events = world.open("trader", "0.5").events
    registered, listed = events["BookRegistered"], events["SeriesListed"]
    assert (registered["bookId"], registered["pool"], registered["marketId"]) == (1, world.pool, world.market_id)
    assert (listed["seriesId"], tuple(listed["terms"])) == (world.series_id(), world.terms())
    assert tuple(options.seriesOf(world.series_id())["terms"]) == world.terms()

    world.refresh()
    again = world.open("second_trader", "0.5").events
    assert "BookRegistered" not in again
    assert "SeriesListed" not in again


def test_the_last_close_frees_the_place(world, options, put, trader, half):
    closed = options.close(trader, put, half, 0, world.now + 60, {"from": trader})
    assert closed.events["SeriesFreed"]["seriesId"] == put


def test_when_all_numbers_are_given_out(world, options):
    """Books that have a number go on."""
    world.refresh()
    world.open("trader", "0.5")
    other = world.create_market("BTC", "TSLA", period=86_400)
    slot = int(web3.eth.get_storage_at(options.address, 0).hex(), 16)
    full = slot | MAX_BOOKS << BOOK_COUNT_BIT
    web3.provider.make_request("anvil_setStorageAt", [options.address, hex(0), f"0x{full:064x}"])
    assert options.bookCount() == MAX_BOOKS
    world.refresh()
    terms = (world.pool, other, *world.terms()[2:])
    trader = world.people["trader"]
    with reverts("TooManyBooks", MAX_BOOKS):
        options.open(terms, trader, 10**17, 10**30, world.now + 60, {"from": trader})
    world.refresh()
    world.open("trader", "0.5")


@pytest.mark.parametrize("is_call", [False, True])
@pytest.mark.parametrize(("width_bps", "number"), [(2_500, 0), (5_000, 1), (10_000, 2)])
def test_an_id_spells_out_its_terms(world, options, put, is_call, width_bps, number):
    """Book 19 bits | width 2 | call 1 | step of the strike 10, from -424."""
    assert world.series_id(width_bps=width_bps, is_call=is_call) == (
        1 << 13 | number << 11 | is_call << 10 | (116 + 424)
    )
