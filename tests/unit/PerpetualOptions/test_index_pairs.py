"""Index pairs in both readings: stocks in dollars, dollars in stocks, stocks in bitcoin"""

from decimal import Decimal

import pytest

from evershare.localnet import wad
from evershare.model import dollar_call, nearest_strike, option_value
from tests.support.reverts import reverts

USD, NO_LIMIT = 0, 2**100
NVDA_PRICE = "110"
BTC_PRICE, TSLA_PRICE = Decimal(64_000), Decimal("227.5")


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
