"""Whoever provides liquidity asks a pool in, waits for the epoch, claims, and gets out; and lends."""

from decimal import Decimal

from playwright.sync_api import expect

from evershare.client import Client, FixedPrices
from evershare.playground import key

DAY = 86_400
TSLA, USDC, LENDER = '[data-pool="TSLA"]', '[data-pool="USDC"]', '[data-lender="USDC"]'


def test_figures_are_the_contracts(app, client):
    app.open("/earn")
    app.connect()
    for symbol in ("TSLA", "USDC"):
        pool, where = client.info.pool(symbol), f'[data-pool="{symbol}"]'
        assert app.number("locked", where) == round(pool.reserve, digits(pool.reserve))
        # The client's is of the next block, some seconds later, in which intervals are a little wider.
        assert abs(app.number("share-price", where) - pool.share_price) < pool.share_price / 1_000
        assert app.number("utilisation", where) == round(100 * pool.reserve / pool.cash, 2)
    lending = client.info.lending("USDC")
    assert app.number("cash", LENDER) == round(lending.cash, digits(lending.cash))
    assert app.number("borrow-rate", LENDER) == round(100 * lending.rate, 2)


def test_goes_through_an_epoch(app, market, client):
    app.open("/earn")
    app.connect()
    pool = app.page.locator(TSLA)
    pool.get_by_label("Amount").fill("20")
    pool.get_by_role("button", name="Request a deposit of TSLA").click()
    app.wait_done()
    assert app.number("pending-deposit", TSLA) == 20
    assert client.provider.stake("TSLA").pending_deposit == 20

    settle_a_day_later(market.market, market.record)
    assert app.number("claimable-deposit", TSLA) == 20
    pool.get_by_role("button", name="Claim").click()
    app.wait_done()
    expect(pool.get_by_role("button", name="Claim")).to_have_count(0)
    shares = client.provider.stake("TSLA").shares
    assert app.number("shares", TSLA) == round(shares, digits(shares)) > 0

    pool.get_by_role("button", name="Redeem", exact=True).click()
    pool.get_by_role("button", name="At most").click()
    pool.get_by_role("button", name="Request a redemption from the TSLA pool").click()
    app.wait_done()
    assert client.provider.stake("TSLA").pending_redemption == shares
    app.shows("0.00", "shares", TSLA)


def test_lends_and_takes_out(app, client):
    app.open("/earn")
    app.connect()
    lender = app.page.locator(LENDER)
    lender.get_by_label("Amount").fill("1000")
    lender.get_by_role("button", name="Lend USDC").click()
    app.wait_done()
    app.shows("1,000.0000 USDC", "lent", LENDER)
    lender.get_by_role("button", name="Withdraw", exact=True).click()
    lender.get_by_label("Amount").fill("400")
    lender.get_by_role("button", name="Take out USDC").click()
    app.wait_done()
    app.shows("600.0000 USDC", "lent", LENDER)
    lender.get_by_label("Amount").fill("700")
    expect(lender.get_by_text("That is more than there is.")).to_be_visible()
    assert client.info.wallet("USDC").amount == 5_000 - 600


def settle_a_day_later(market, record):
    """A keeper brings prices until they are believed, and settles the epoch."""
    for moment in (market.now + DAY, market.now + DAY + 60, market.now + DAY + 120):
        market.wait_until(moment)
        keeper = Client(market.rpc, record, key("keeper"), FixedPrices(market.prices_at(moment))).keeper
        keeper.refresh()
    keeper.settle_epoch("TSLA")


def digits(value):
    """How many digits after the point the page shows, see `format/numbers.ts`."""
    size = abs(value)
    if size == 0 or size >= 10_000:
        return 2
    return 4 if size >= 1 else 5 if size >= Decimal("0.01") else 8
