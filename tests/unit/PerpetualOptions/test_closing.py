"""PerpetualOptions.announceClosing, fixFinalPrice, cashOut and closeFinal"""

from decimal import Decimal

import pytest

from evershare.localnet import wad
from evershare.model import option_value
from tests.support.reverts import reverts

DAY = 86_400
NOTICE, PATIENCE = 7 * DAY, 5 * DAY
THURSDAY = 1_723_129_200  # 8 August 2024, 15:00 UTC: a session, a week later


def announce(world, role="governor", market_id=1):
    return world["PerpetualOptions"].announceClosing(market_id, world.as_(role))


def fix(world, market_id=1):
    return world["PerpetualOptions"].fixFinalPrice(market_id, world.as_("stranger"))


def cash_out(world, index, market_id=1):
    return world["PerpetualOptions"].cashOut(market_id, index, world.as_("governor"))


@pytest.fixture
def announced(world, put):
    """The market closes in a week."""
    announce(world)
    return world.now + NOTICE


@pytest.fixture
def final(world, put, announced):
    """The last price is fixed: bitcoin has fallen, and the put is in the money."""
    world.wait_until(THURSDAY)
    world.refresh(btc="55000", tsla="228")
    fix(world)
    return world.now


def test_only_the_governor_announces(world):
    for role in ("risk", "stranger"):
        with reverts("AccessManagedUnauthorized", world.people[role]):
            announce(world, role=role)


def test_only_the_governor_cashes_out(world, options):
    for role in ("risk", "issuer", "stranger"):
        with reverts("AccessManagedUnauthorized", world.people[role]):
            options.cashOut(1, 1, world.as_(role))


def test_unknown_market(world):
    with reverts("UnknownMarket", 9):
        announce(world, market_id=9)
    with reverts("UnknownMarket", 9):
        fix(world, market_id=9)
    with reverts("UnknownMarket", 9):
        cash_out(world, 1, market_id=9)


def test_a_closing_is_announced_once(world, announced):
    with reverts("MarketNotOpen", 1):
        announce(world)


def test_nothing_is_opened_from_the_announcement_on(world, announced):
    world.refresh()
    with reverts("MarketNotOpen", 1):
        world.open("second_trader", "0.5")


def test_positions_close_at_the_bid_until_the_end(world, options, lens, put, trader, half, announced):
    world.refresh()
    quote = world.quote_close(put)
    closed = options.close(trader, put, half, 0, world.now + 60, {"from": trader})
    assert closed.return_value == quote["net"] > 0


def test_the_price_is_not_fixed_without_notice_or_during_it(world, announced):
    world.create_market("BTC", "TSLA")
    with reverts("NoticeRunning", 2, 0):
        fix(world, market_id=2)
    with reverts("NoticeRunning", 1, announced):
        fix(world)


def test_the_price_is_not_fixed_while_the_interval_is_wide(world, options, announced):
    """Whoever fixes it could otherwise choose a stale price: at night the stock's is yesterday's."""
    world.wait_until(THURSDAY + 12 * 3_600)
    world.publish_prices({"BTC": "64000"})
    lo, _, hi = options.contextOf(world.series_id(), block_identifier="pending")["index"]
    with reverts("IndexNotTight", lo, hi, announced + PATIENCE):
        fix(world)


def test_after_five_more_days_it_is_fixed_anyway(world, options, announced):
    world.wait_until(announced + PATIENCE)
    mid = world["PriceOracle"].indexOf(1, 2)[1]
    fix(world)
    assert options.closingOf(1)["index"] == mid


def test_the_price_is_fixed_once(world, options, final):
    with reverts("MarketIsFinal", 1):
        fix(world)
    with reverts("MarketIsFinal", 1):
        cash_out(world, wad(100))


def test_closed_by_anyone_only_at_a_final_price(world, options, put, trader, announced):
    with reverts("MarketNotFinal", 1):
        options.closeFinal(trader, put, world.as_("stranger"))


def test_no_position(world, options, put, final):
    second = world.people["second_trader"]
    with reverts("NoPosition", second, put):
        options.closeFinal(second, put, world.as_("stranger"))


def test_every_position_is_worth_its_value_at_the_last_price(world, options, put, trader, half, final):
    """No spread, no fee, whatever prices do afterwards, and funding only until the price was fixed."""
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    closes_at, fixed_at, index, sigma = options.closingOf(1)
    assert (closes_at <= fixed_at, fixed_at, sigma) == (True, final, wad("0.7"))
    owed, balance = options.fundingOwed(trader, put), vault.balanceOf(trader, tsla)
    world.wait_until(world.now + 9 * DAY)
    world.refresh(btc="90000", tsla="228.5")
    assert options.fundingOwed(trader, put) == owed > 0

    closed = options.closeFinal(trader, put, world.as_("stranger"))

    strike = Decimal(world.terms()[2]) / 10**18
    value = option_value(Decimal(index) / 10**18, strike, "put", "0.5", "0.7", 7) / 2
    assert int(closed.return_value) == pytest.approx(int(value * 10**18), abs=10**6)
    assert closed.events["Closed"]["fee"] == 0
    assert vault.balanceOf(trader, tsla) == balance + closed.return_value - owed
    assert tuple(options.reserveOf(world.pool)) == tuple(options.openInterestOf(1))[:1] * 2 == (0, 0)


def test_an_owner_may_close_at_the_last_price_too(world, options, put, trader, half, final):
    world.wait_until(world.now + DAY)
    part = options.close(trader, put, half // 2, 0, world.now + 60, {"from": trader}).return_value
    rest = options.closeFinal(trader, put, world.as_("stranger")).return_value
    assert abs(int(part) - int(rest)) <= 1


def test_the_pool_is_worth_the_same_at_both_edges(world, put, final):
    assert world.pool.netAssetValue(True) - world.pool.netAssetValue(False) <= 1


def test_a_leg_that_was_cashed_out(world, options, put, trader, half):
    """Every option is worth its payoff at the price that was paid, at once, and nothing can be opened."""
    transaction = cash_out(world, wad(200))
    assert transaction.events["MarketFinal"]["sigma"] == 0
    payoff = (world.terms()[2] - wad(200)) // 2
    assert options.closeFinal(trader, put, world.as_("stranger")).return_value == payoff
    world.refresh()
    with reverts("MarketNotOpen", 1):
        world.open("second_trader", "0.5")


@pytest.mark.parametrize(("index", "paid"), [(0, "maximum"), (2**200, "nothing")])
def test_a_leg_that_became_worthless(world, options, put, trader, index, paid):
    """A base worth nothing makes the index zero, a settlement token worth nothing makes it endless."""
    cash_out(world, index)
    payout = options.closeFinal(trader, put, world.as_("stranger")).return_value
    assert payout == (world.terms()[2] // 4 if paid == "maximum" else 0)


def test_a_closing_market_can_be_cashed_out(world, options, announced):
    cash_out(world, wad(200))
    assert options.marketOf(1)["status"] == 2


def test_what_is_told(world, options, put):
    announcement = announce(world).events["ClosingAnnounced"]
    assert (announcement["marketId"], announcement["closesAt"]) == (1, world.now + NOTICE)
    world.wait_until(THURSDAY)
    world.refresh(btc="55000", tsla="228")
    fixed = fix(world).events["MarketFinal"]
    assert (fixed["index"], fixed["sigma"]) == (world["PriceOracle"].indexOf(1, 2)[1], wad("0.7"))
