"""What private pools are for: on a Sunday, Wall Street closed, a maker quotes BTC/TSLA tighter than the public pool."""

from decimal import Decimal

import pytest

from evershare.localnet import wad
from evershare.model import nearest_strike, option_value
from evershare.signing import PoolQuote, recover
from tests.support.orders import NO_INTEGRATOR, OrderDesk
from tests.support.world import SESSION_TIME

DAY, HOUR = 86_400, 3_600
MIDNIGHT = SESSION_TIME - SESSION_TIME % DAY  # of a Thursday
FRIDAY_EVENING = MIDNIGHT + DAY + 19 * HOUR + 50 * 60
SUNDAY = MIDNIGHT + 3 * DAY + 12 * HOUR
MONDAY = MIDNIGHT + 4 * DAY + 14 * HOUR

SIZE = wad("0.5")
FRIDAY = {"BTC": "61500", "TSLA": "207.6"}
BTC_ON_SUNDAY = "58100"
MONDAY_CRASH = {"BTC": "42500", "TSLA": "214"}
"""Bitcoin has lost a quarter since, and the put pays the most that it can."""

SIGMA = "0.7"
SPREAD = Decimal("1.04")


@pytest.fixture(scope="module")
def desk(world, module_isolation):
    return OrderDesk(world)


def bitcoin_in_tesla(world):
    return world["PriceOracle"].indexOf(world.asset_ids["BTC"], world.asset_ids["TSLA"], block_identifier="pending")


def test_a_weekend_trade_is_paid_in_full_on_monday(world, desk):
    options, lens, trader = world["PerpetualOptions"], world["OptionsLens"], desk.trader
    world.wait_until(FRIDAY_EVENING)
    world.publish_confirmed_prices(FRIDAY)
    world.wait_until(SUNDAY)
    world.publish_confirmed_prices({"BTC": BTC_ON_SUNDAY})

    # The public pool prices at the worse edge of a sleeping market, the maker by what he believes.
    index = bitcoin_in_tesla(world)
    assert index["hi"] * 100 > index["lo"] * 125
    mid = Decimal(int(index["mid"])).scaleb(-18)
    strike = nearest_strike(mid)
    terms = (world.pool, world.market_id, wad(strike), 2_500, False)
    public = lens.quoteOpen(terms, SIZE, 0, block_identifier="pending")
    fair = option_value(mid, strike, "put", "0.25", SIGMA, 7)
    price = wad(fair * SPREAD)
    assert price * 2 < public["price"]

    quote = PoolQuote(
        pool=desk.pool.address,
        signer=desk.signer.address,
        market_id=world.market_id,
        strike=wad(strike),
        width_bps=2_500,
        is_call=False,
        is_open=True,
        size=SIZE,
        price=price,
        index_lo=index["mid"] * 99 // 100,
        index_hi=index["mid"] * 101 // 100,
        max_interval_bps=4_500,
        valid_from=world.now,
        valid_until=world.now + 15 * 60,
        group=1,
        epoch=0,
    )
    signature = desk.sign(quote)

    # The trader checks whose it is, and takes it.
    assert recover(quote, desk.domain, signature) == desk.pool.signer()
    assert desk.orders.checkQuote(quote.as_tuple(), signature) == SIZE
    most = wad(fair * Decimal("1.1")) // 2
    taken = desk.orders.fillQuote(quote.as_tuple(), signature, trader, SIZE, most, NO_INTEGRATOR, {"from": trader})
    series_id, cost = taken.return_value
    assert cost < public["net"] / 2

    # The maker takes out all that covers nothing. On Monday the index is far below the strike.
    desk.pool.withdraw(desk.pool.freeCash(), world.people["market_maker"], world.as_("market_maker"))
    world.wait_until(MONDAY)
    world.publish_confirmed_prices(MONDAY_CRASH)

    most_payoff = wad(strike) // 4 * SIZE // 10**18
    before = desk.balance(trader)
    expected = lens.quoteClose(trader, series_id, SIZE, 0, block_identifier="pending")
    closed = options.close(trader, series_id, SIZE, 0, world.now + 60, {"from": trader})

    event, funding = closed.events["Closed"], closed.events["FundingCollected"]["collected"]
    assert expected["gross"] == most_payoff
    assert event["payout"] == expected["net"] == most_payoff - event["fee"]
    assert desk.balance(trader) == before + event["payout"] - funding
    assert options.uncollectedOf(desk.pool) == 0
    assert event["payout"] > 3 * cost
