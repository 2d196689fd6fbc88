"""Index pairs in both readings: stocks in dollars, dollars in stocks, stocks in bitcoin, stocks in stocks"""

import datetime
from decimal import Decimal

import pytest

from evershare.calendar import Session, unix_day, weekday_sessions
from evershare.deployment import ZERO_ADDRESS
from evershare.localnet import feed_id, wad
from evershare.model import dollar_call, nearest_strike, option_value
from evershare.oracle import SIGNED_MAX_AGE_SECONDS, asset_config, signed_source
from tests.support.reverts import reverts

USD, NO_LIMIT = 0, 2**100
BTC_PRICE, TSLA_PRICE, NVDA_PRICE, SAP_PRICE = Decimal(64_000), Decimal("227.5"), Decimal(110), Decimal(195)
FRIDAY = 1_722_556_800  # 2 August 2024, 00:00 UTC
SATURDAY = FRIDAY + 86_400
HOUR = 3_600
XETRA, XETRA_SUMMER = 2, Session(420, 420, 930, 930)  # 07:00 to 15:30 UTC; New York opens at 13:30


@pytest.fixture
def settle_in(world, MockToken):
    """Lists a token that the trader holds and a pool writes in: the pool, and the token's decimals."""

    def create(symbol, decimals, pool_tokens, margin):
        token = world.people["deployer"].deploy(MockToken, symbol, symbol, decimals)
        if symbol == "WBTC":
            world.tokens[symbol], asset_id = token, world.list_price(symbol, drift_bps=256)
            world["CollateralVault"].listAsset(asset_id, token, world.as_("governor"))
        else:
            asset_id = world.list_token(symbol, token, drift_bps=2)
        pool = world.create_pool(symbol)
        vault = world["CollateralVault"]
        for role, amount, spender in (("liquidity_provider", pool_tokens, pool), ("trader", margin, vault)):
            units = amount * 10**decimals
            token.mint(world.people[role], units, world.as_("deployer"))
            token.approve(spender, units, world.as_(role))
        provider, units = world.people["liquidity_provider"], pool_tokens * 10**decimals
        pool.requestDeposit(units, provider, provider, world.as_("liquidity_provider"))
        pool.deposit(units, provider, world.as_("liquidity_provider"))
        vault.deposit(asset_id, world.people["trader"], margin * 10**decimals, world.as_("trader"))
        return pool

    return create


@pytest.fixture
def nvda(world):
    """Another stock of New York."""
    world.list_stock("NVDA", "NVIDIA, tokenised", "US67066G1040", drift_bps=256)
    world.publish_prices({"NVDA": NVDA_PRICE})


@pytest.fixture
def sap(world):
    """A stock of Frankfurt, which opens before New York and closes before it."""
    first = datetime.date(2024, 7, 25)
    world["TradingCalendar"].publish(
        XETRA, unix_day(first), weekday_sessions(first, 30, XETRA_SUMMER), world.as_("governor")
    )
    asset = asset_config("SAP", XETRA, 192, ZERO_ADDRESS)
    source = signed_source(world["PythSource"], feed_id("SAP"), False)
    listed = world["PriceOracle"].listAsset(asset, [source], world.as_("governor"))
    world.asset_ids["SAP"] = listed.return_value
    world.publish_prices({"SAP": SAP_PRICE})


def too_old(world, symbol):
    """The refusal of the next transaction: it asks for a newer price of this leg."""
    asset_id = world.asset_ids[symbol]
    age = world.now + 1 - world["PriceOracle"].observationOf(asset_id)["observedAt"]
    return reverts("ObservationTooOld", asset_id, age, SIGNED_MAX_AGE_SECONDS)


def trade(world, market_id, pool, strike, size, is_call):
    """The trader opens; returns the series and the premium."""
    terms, trader = (pool, market_id, wad(strike), 5_000, is_call), world.people["trader"]
    opened = world["PerpetualOptions"].open(terms, trader, wad(size), NO_LIMIT, world.now + 60, {"from": trader})
    return opened.return_value[0], opened.events["Opened"]["premium"]


def close(world, series_id, size):
    trader = world.people["trader"]
    closed = world["PerpetualOptions"].close(trader, series_id, wad(size), 0, world.now + 60, {"from": trader})
    return closed.events["Closed"]


def test_a_pool_writes_only_in_its_own_token(world, settle_in):
    world.refresh()
    pool = settle_in("USDC", 6, 100_000, 10_000)
    with reverts("SettlementMismatch", world.asset_ids["USDC"], world.asset_ids["TSLA"]):
        trade(world, world.market_id, pool, nearest_strike("281.3"), "0.5", is_call=False)


def test_bitcoin_in_dollars(world, settle_in):
    """A token of 6 decimals; amounts are what the model says, rounded against the trader."""
    pool = settle_in("USDC", 6, 100_000, 10_000)
    world.publish_prices({"BTC": BTC_PRICE, "USDC": 1, "TSLA": TSLA_PRICE})
    market_id = world.create_market("BTC", "USDC")
    strike = nearest_strike(BTC_PRICE)
    series_id, premium = trade(world, market_id, pool, strike, "0.25", is_call=True)
    value = option_value(BTC_PRICE, strike, "call", "0.5", "0.7", 7) / 4
    assert value * 10**6 < premium < value * Decimal("1.1") * 10**6
    assert world["PerpetualOptions"].reserveOf(pool)[0] == -(-strike * 10**6 // 8)

    world.publish_confirmed_prices({"BTC": "120000", "USDC": 1})
    closed = close(world, series_id, "0.25")
    assert closed["payout"] + closed["fee"] == strike * 10**6 // 8


def test_a_least_premium_is_rounded_up_to_a_unit(world, settle_in):
    pool = settle_in("USDC", 6, 100_000, 10_000)
    world.publish_prices({"BTC": BTC_PRICE, "USDC": 1})
    strike, cheap = nearest_strike(2 * BTC_PRICE), world.create_market("BTC", "USDC")
    market_id = world.create_market("BTC", "USDC", minPremium=wad(18) + 1)
    terms = (pool, cheap, wad(strike), 5_000, True)

    quote = world["OptionsLens"].quoteOpen(terms, wad("0.01"), 0, block_identifier="pending")
    with reverts("PremiumBelowMinimum", quote["gross"], 18 * 10**6 + 1):
        trade(world, market_id, pool, strike, "0.01", is_call=True)


def test_a_covered_call_on_tesla_is_a_put_on_the_dollar(world):
    """Strikes are said in dollars: whoever buys it gains what TSLA gains above them, and the pool pays out of TSLA."""
    world.refresh()
    market_id = world.create_market("BTC", "TSLA", baseId=USD)
    call = dollar_call("240", 40)
    assert Decimal(235) < call.dollar_strike < Decimal(245)
    series_id, premium = trade(world, market_id, world.pool, call.strike, call.size, is_call=False)
    model = option_value(1 / TSLA_PRICE, call.strike, "put", "0.5", "0.7", 7) * call.size
    assert model * 10**18 < premium < model * Decimal("1.2") * 10**18

    world.refresh(tsla="300")
    closed = close(world, series_id, call.size)
    payoff_usd = 40 * (300 - call.dollar_strike)
    assert payoff_usd * Decimal("0.99") < Decimal(int(closed["payout"] + closed["fee"])) / 10**18 * 300


def test_nvidia_in_dollars(world, settle_in, nvda):
    """In a session both prices must be fresh; while the stock sleeps, the dollar's."""
    pool = settle_in("USDC", 6, 100_000, 10_000)
    world.publish_prices({"NVDA": NVDA_PRICE, "USDC": 1})
    market_id, strike = world.create_market("NVDA", "USDC"), nearest_strike(NVDA_PRICE)
    series_id, premium = trade(world, market_id, pool, strike, "100", is_call=True)
    value = option_value(NVDA_PRICE, strike, "call", "0.5", "0.7", 7) * 100
    assert value * 10**6 < premium < value * Decimal("1.1") * 10**6

    world.wait_until(world.now + SIGNED_MAX_AGE_SECONDS)
    world.publish_prices({"USDC": 1})
    with too_old(world, "NVDA"):
        trade(world, market_id, pool, strike, "100", is_call=True)

    world.wait_until(SATURDAY)
    with too_old(world, "USDC"):
        trade(world, market_id, pool, strike, "100", is_call=True)
    world.publish_prices({"USDC": 1})
    assert trade(world, market_id, pool, strike, "100", is_call=True)[1] > premium

    world.wait_until(SATURDAY + 2 * 86_400 + 15 * HOUR)
    world.publish_confirmed_prices({"NVDA": "121", "USDC": 1})
    closed = close(world, series_id, "100")
    assert (121 - strike) * 100 * Decimal("0.98") < Decimal(int(closed["payout"] + closed["fee"])) / 10**6


def test_nvidia_in_tesla(world, nvda):
    """In a session both prices must be fresh; while New York sleeps, neither."""
    world.publish_prices({"NVDA": NVDA_PRICE, "TSLA": "227.51"})
    market_id, index = world.create_market("NVDA", "TSLA"), NVDA_PRICE / Decimal("227.51")
    strike = nearest_strike(index)
    series_id, premium = trade(world, market_id, world.pool, strike, "200", is_call=False)
    value = option_value(index, strike, "put", "0.5", "0.7", 7) * 200
    assert value * 10**18 < premium < value * Decimal("1.1") * 10**18

    world.wait_until(world.now + SIGNED_MAX_AGE_SECONDS)
    world.publish_prices({"NVDA": NVDA_PRICE})
    with too_old(world, "TSLA"):
        trade(world, market_id, world.pool, strike, "200", is_call=False)

    world.wait_until(SATURDAY)
    assert trade(world, market_id, world.pool, strike, "200", is_call=False)[1] > premium

    world.wait_until(SATURDAY + 2 * 86_400 + 15 * HOUR)
    world.publish_confirmed_prices({"NVDA": "105", "TSLA": "235"})
    closed = close(world, series_id, "200")
    assert closed["payout"] > (strike - Decimal(105) / 235) * 200 * 10**18 * Decimal("0.98")


def test_stocks_of_two_exchanges(world, sap):
    """Each leg must be fresh while its own exchange is open."""
    market_id, strike = world.create_market("SAP", "TSLA"), nearest_strike(SAP_PRICE / TSLA_PRICE)

    def buy():
        return trade(world, market_id, world.pool, strike, "40", is_call=True)

    world.wait_until(FRIDAY + 12 * HOUR)
    with too_old(world, "SAP"):
        buy()
    world.publish_prices({"SAP": "195.01"})
    buy()

    world.wait_until(FRIDAY + 14 * HOUR)
    world.publish_prices({"TSLA": "227.51"})
    with too_old(world, "SAP"):
        buy()
    world.publish_prices({"SAP": "195.02"})
    buy()

    world.wait_until(FRIDAY + 16 * HOUR)
    with too_old(world, "TSLA"):
        buy()
    world.publish_prices({"TSLA": "227.52"})
    series_id, _ = buy()
    assert close(world, series_id, "120")["payout"] > 0


def test_hedging_bitcoin_with_tesla_options(world, settle_in):
    """TSLA in bitcoin, settled in a token of 8 decimals: a put pays when Tesla falls against bitcoin."""
    pool = settle_in("WBTC", 8, 20, 2)
    world.publish_prices({"BTC": BTC_PRICE, "WBTC": BTC_PRICE, "TSLA": TSLA_PRICE})
    market_id = world.create_market("TSLA", "WBTC")
    index = TSLA_PRICE / BTC_PRICE
    strike = nearest_strike(index)
    series_id, premium = trade(world, market_id, pool, strike, "200", is_call=False)
    value = option_value(index, strike, "put", "0.5", "0.7", 7) * 200
    assert value * 10**8 < premium < value * Decimal("1.1") * 10**8

    world.publish_confirmed_prices({"BTC": BTC_PRICE, "WBTC": "80000", "TSLA": TSLA_PRICE})
    closed = close(world, series_id, "200")
    assert closed["payout"] > (strike - TSLA_PRICE / 80_000) * 200 * 10**8 * Decimal("0.98")


def test_many_markets_of_one_pool(world, options, settle_in):
    """One pool, one reserve: what each market locks is told apart, and sums to what the pool locks."""
    world.refresh()
    dollars = world.create_market("BTC", "TSLA", baseId=USD)
    call = dollar_call("230", 40)
    trade(world, world.market_id, world.pool, nearest_strike("281.3"), "0.5", is_call=False)
    trade(world, dollars, world.pool, call.strike, call.size, is_call=False)
    assert options.bookCount() == 2
    assert [tuple(options.bookOf(book)) for book in (1, 2)] == [(world.pool, 1), (world.pool, dollars)]
    assert tuple(options.bookOf(3)) == ("0x" + "00" * 20, 0)
    locked = [int(options.openInterestOf(market)[0]) for market in (1, dollars)]
    assert sum(locked) == options.reserveOf(world.pool)[0]
    assert all(locked)
    low, high = (int(options.liabilityOf(world.pool, high)) for high in (False, True))
    assert 0 < low < high
