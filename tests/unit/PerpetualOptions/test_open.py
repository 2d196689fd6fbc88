"""PerpetualOptions.open"""

from decimal import Decimal

import pytest

from evershare.localnet import MARKET_LIMIT, wad
from evershare.model import ask, fee, nearest_strike, strike_at
from tests.support.reverts import reverts
from tests.support.world import SESSION_TIME, WEEK

MAX_SIZE = 2**96 - 1
NO_LIMIT = wad(10**6)


@pytest.fixture(autouse=True)
def fresh(world):
    world.refresh()


def trade(world, role="trader", account=None, size="0.5", max_premium=NO_LIMIT, deadline=None, **terms):
    """Open with all arguments in reach."""
    person = world.people[role]
    until = world.now + WEEK if deadline is None else deadline
    units = size if isinstance(size, int) else wad(size)
    return world["PerpetualOptions"].open(
        world.terms(**terms), account or person, units, max_premium, until, {"from": person}
    )


def replaced(world, **changes):
    """Terms with single fields replaced."""
    names = ("pool", "marketId", "strike", "widthBps", "isCall")
    return tuple((dict(zip(names, world.terms(), strict=True)) | changes).values())


def open_terms(world, terms, size="0.5"):
    trader = world.people["trader"]
    return world["PerpetualOptions"].open(terms, trader, wad(size), NO_LIMIT, world.now + WEEK, {"from": trader})


@pytest.mark.parametrize("size", [0, MAX_SIZE + 1])
def test_size(world, state, size):
    before = state()
    with reverts("InvalidSize", size, MAX_SIZE):
        trade(world, size=size)
    assert state() == before


def test_past_the_deadline(world, state):
    before, deadline = state(), world.now
    with reverts("DeadlinePassed", deadline):
        trade(world, deadline=deadline)
    assert state() == before


def test_someone_elses_account(world, trader, state):
    before = state()
    with reverts("NotAuthorised", trader, world.people["stranger"]):
        trade(world, role="stranger", account=trader)
    assert state() == before


def test_the_257th_account_is_someone_elses(world, trader):
    beyond = hex(int(trader.address, 16) ^ 0x100)[2:].rjust(40, "0")
    with reverts("NotAuthorised", "0x" + beyond, trader):
        trade(world, account="0x" + beyond)


def test_unknown_pool(world, trader):
    with reverts("UnknownPool", trader):
        open_terms(world, replaced(world, pool=trader.address))


def test_a_private_pool_without_a_quote(world, trader):
    """Its signer prices what it writes; the ask is for public pools."""
    maker, tokens = world.people["market_maker"], world.tokens["TSLA"]
    pool = world.create_private_pool("market_maker", "TSLA", maker)
    tokens.transfer(maker, wad(200), world.as_("authorised_participant"))
    tokens.approve(pool, wad(200), {"from": maker})
    pool.deposit(wad(200), {"from": maker})
    terms = replaced(world, pool=pool.address)
    with reverts("QuoteRequired", pool):
        open_terms(world, terms)
    with reverts("QuoteRequired", pool):
        world["OptionsLens"].quoteOpen(terms, wad("0.1"), 0)
    assert world["PerpetualOptions"].bookCount() == 0


def test_unknown_market(world):
    with reverts("UnknownMarket", 7):
        open_terms(world, replaced(world, marketId=7))


def test_pool_of_another_token(world, options, MockToken):
    token = world.people["deployer"].deploy(MockToken, "USD Coin", "USDC", 6)
    usdc = world.list_token("USDC", token, drift_bps=2)
    pool = world.create_pool("USDC")
    world.refresh()
    with reverts("SettlementMismatch", usdc, world.asset_ids["TSLA"]):
        open_terms(world, replaced(world, pool=pool.address))


@pytest.mark.parametrize("width", [0, 2_499, 7_500, 10_001])
def test_width(world, width):
    with reverts("UnsupportedWidth", width):
        trade(world, width_bps=width)


def test_strike_off_the_grid(world):
    nearest = wad(nearest_strike("281.3"))
    with reverts("StrikeOffGrid", nearest + 1, nearest):
        trade(world, strike=Decimal(nearest + 1) / 10**18)


@pytest.mark.parametrize("steps_away", [-15, 15])
def test_strike_beyond_half_and_twice_the_index(world, options, steps_away):
    mid = world["PriceOracle"].indexOf(world.asset_ids["BTC"], world.asset_ids["TSLA"])[1]
    at_the_money = next(i for i in range(-400, 400) if strike_at(i) == nearest_strike("281.3"))
    strike = strike_at(at_the_money + steps_away)
    with reverts("StrikeOutOfRange", wad(strike), mid // 2, mid * 2):
        trade(world, strike=strike)


def test_observation_too_old(world, state):
    btc = world.asset_ids["BTC"]
    before, observed = state(), world["PriceOracle"].observationOf(btc)["observedAt"]
    world.wait_until(observed + 30)
    with reverts("ObservationTooOld", btc, 31, 15):
        trade(world)
    assert state() == before


def test_premium_above_the_maximum(world, options, state):
    before = state()
    cost = world.quote_open()["net"]
    with reverts("PremiumAboveMaximum", cost, cost - 1):
        trade(world, max_premium=cost - 1)
    assert state() == before


def test_premium_below_the_minimum(world, options):
    market_id = world.create_market("BTC", "TSLA", minPremium=wad(18))
    terms = replaced(world, marketId=market_id)
    with reverts("PremiumBelowMinimum", premium_of(world, terms, "0.5"), wad(18)):
        open_terms(world, terms)


def premium_of(world, terms, size):
    """The premium of the same trade in the market without a minimum, in the next block."""
    cheap = (terms[0], 1, *terms[2:])
    return world["OptionsLens"].quoteOpen(cheap, wad(size), 0, block_identifier="pending")["gross"]


def test_reserve_exceeded(world, options, state):
    before, locked = state(), world.terms()[2] * 13 // 2
    with reverts("ReserveExceeded", locked, wad(1_800)):
        trade(world, size="13")
    assert state() == before


def test_calls_take_at_most_60_percent_of_a_stock_pool(world, state):
    before, locked = state(), world.terms()[2] * 9 // 2
    with reverts("CallReserveExceeded", locked, wad(1_200)):
        trade(world, size="9", is_call=True)
    assert state() == before


def test_puts_may_take_more_than_calls(world):
    """The counterpart of the limit on calls: the same size of puts is accepted."""
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    world.issue("TSLA", 1_000, "trader")
    world.deposit("trader", "TSLA", 1_000)
    world.refresh()
    trade(world, size="9")
    assert vault.balanceOf(world.pool, tsla) > wad(2_000)


def test_a_new_series_locks_at_least_half_a_percent(world, state):
    before, locked = state(), world.terms()[2] // 20 // 2
    with reverts("SeriesReserveBelowMinimum", locked, wad(10)):
        trade(world, size="0.05")
    assert state() == before


def test_balance_too_small(world, options, state, trader):
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    vault.withdraw(tsla, trader, trader, wad(299), {"from": trader})
    before = state()
    quote = world.quote_open()
    with reverts("InsufficientAccountBalance", trader, tsla, wad(1), quote["net"]):
        trade(world)
    assert state() == before


def sub_account(world, sub):
    """One of the trader's accounts, with tokens in it."""
    account = "0x" + hex(int(world.people["trader"].address, 16) ^ sub)[2:].rjust(40, "0")
    world["CollateralVault"].transfer(
        world.asset_ids["TSLA"], world.people["trader"], account, wad(400), world.as_("trader")
    )
    return account


def test_64_live_series_a_pool_and_16_positions_an_account(world, options):
    grid = [strike for strike in map(strike_at, range(100, 140)) if 145 < strike < 560]
    series = [(strike, width, call) for width in (2_500, 5_000, 10_000) for call in (True, False) for strike in grid]
    world.issue("TSLA", 4_000, "trader")
    world.deposit("trader", "TSLA", 4_000)
    sized = [(s, w, c, str(Decimal("13.5") * 10_000 / w / s)[:10]) for s, w, c in series]
    for i, (strike, width, call, size) in enumerate(sized[:64]):
        if i % 16 == 0:
            account = sub_account(world, i // 16 + 1)
        world.refresh()
        trade(world, account=account, size=size, strike=strike, width_bps=width, is_call=call)
    held = list(options.positionsOf(account))
    assert len(held) == 16
    assert held == list(options.liveSeriesOf(world.pool))[48:]

    strike, width, call, size = sized[0]
    world.refresh()
    with reverts("TooManyPositions", account, 16):
        trade(world, account=account, size=size, strike=strike, width_bps=width, is_call=call)
    strike, width, call, size = sized[64]
    with reverts("TooManySeries", world.pool, 64):
        trade(world, account=sub_account(world, 5), size=size, strike=strike, width_bps=width, is_call=call)


@pytest.mark.parametrize("side", ["call", "put"])
@pytest.mark.parametrize("width_bps", [2_500, 5_000, 10_000])
def test_the_price_is_the_models(world, options, side, width_bps):
    """Ask at the dearer edge with the utilisation's volatility, fee per unit, all rounded up."""
    strike = nearest_strike("281.3")
    maximum = strike * width_bps / 10_000
    transaction = trade(world, size="0.5", width_bps=width_bps, is_call=side == "call")
    lo, _, hi = (Decimal(x) / 10**18 for x in world["PriceOracle"].indexOf(1, 2))
    edge = hi if side == "call" else lo
    utilisation = maximum / 2 / 2 / 2_000
    price = ask(edge, strike, side, Decimal(width_bps) / 10_000, "0.7", 7, utilisation)
    opened = transaction.events["Opened"]
    assert int(opened["price"]) == pytest.approx(int(price * 10**18), abs=strike * 3)
    assert opened["premium"] == -(-opened["price"] // 2)
    assert int(opened["fee"]) == pytest.approx(int(fee(edge, price, price) * 10**18) // 2, abs=100)


def test_where_the_money_goes(world, options, state, trader, half):
    balances = state()[0]
    transaction = trade(world)
    opened = transaction.events["Opened"]
    premium, fee_ = opened["premium"], opened["fee"]
    to_protocol = fee_ - -(-fee_ // 2)
    assert tuple(map(int, transaction.return_value)) == (world.series_id(), premium + fee_)
    assert state()[0] == [
        balances[0] - premium - fee_,
        balances[1],
        balances[2] + premium + fee_ - to_protocol,
        balances[3] + to_protocol,
        balances[4],
    ]
    strike = world.terms()[2]
    assert tuple(map(int, options.reserveOf(world.pool))) == (-(-strike // 4), 0)
    assert options.positionOf(trader, world.series_id())[0] == options.seriesOf(world.series_id())["size"] == half
    assert tuple(options.liveSeriesOf(world.pool)) == (world.series_id(),)
    assert tuple(options.positionsOf(trader)) == (world.series_id(),)
    assert tuple(options.openInterestOf(world.market_id)) == (-(-strike // 4), MARKET_LIMIT)


def test_a_second_trade_adds_to_the_position_and_pays_what_is_due(world, options, trader, half):
    trade(world)
    world.wait_until(SESSION_TIME + 4_000)
    world.refresh()
    due = options.fundingOwed(trader, world.series_id(), block_identifier="pending")
    transaction = trade(world, size="0.25")
    assert transaction.events["FundingCollected"]["collected"] == due > 0
    assert options.positionOf(trader, world.series_id())[0] == half + half // 2
    assert options.fundingOwed(trader, world.series_id()) == 0


def test_a_sub_account_has_a_position_of_its_own(world, options, trader):
    sub = "0x" + hex(int(trader.address, 16) ^ 7)[2:].rjust(40, "0")
    world["CollateralVault"].transfer(world.asset_ids["TSLA"], trader, sub, wad(50), {"from": trader})
    trade(world, account=sub)
    assert options.positionOf(sub, world.series_id())[0] == wad("0.5")
    assert options.positionOf(trader, world.series_id())[0] == 0


def test_while_the_stock_sleeps_only_the_base_must_be_fresh(world, options):
    at_session = world["OptionsLens"].quoteOpen(world.terms(), wad("0.5"), 0)["net"]
    world.wait_until(SESSION_TIME + 12 * 3_600)
    world.publish_prices({"BTC": "64000"})
    cost = trade(world).return_value[1]
    assert cost > at_session * 11 // 10


def test_a_halted_stock_opens_until_risk_takes_the_limit_away(world, options):
    """It counts as closed: nothing of it has to be fresh, and the interval has widened by at least 72 hours."""
    at_session = world["OptionsLens"].quoteOpen(world.terms(), wad("0.5"), 0)["net"]
    world["PriceOracle"].setHalted(world.asset_ids["TSLA"], True, world.as_("risk"))
    world.wait_until(world.now + 60)
    world.publish_prices({"BTC": "64000"})
    assert trade(world).return_value[1] > at_session * 11 // 10

    options.setMarketLimit(1, 0, world.as_("risk"))
    with reverts("OpenInterestExceeded", world.terms()[2] // 2, 0):
        trade(world)
