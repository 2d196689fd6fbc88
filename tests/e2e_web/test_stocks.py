"""What a holder of stock tokens sees and does: the proof of reserve, and swaps with the buffer."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from evershare.client import Client
from evershare.client.units import from_units
from evershare.playground import SHARES, key
from tests.e2e_web.app import number_of

TSLA, SWAP = '[data-stock="TSLA"]', '[data-swap="TSLA"]'


@pytest.fixture
def holder(app):
    """The Stocks page of the trader."""
    app.open("/stocks")
    app.connect()
    return app


def test_shows_the_proof_of_reserve_to_whoever_looks(app, client):
    stock = client.custody.stock("TSLA")
    raw = client.contracts.read("CustodyRegistry", "backingOf", stock.token)
    app.open("/stocks")
    assert app.number("reserve", TSLA) == SHARES == stock.reserve
    assert app.number("due", TSLA) == stock.due
    assert app.number("supply", TSLA) == stock.supply
    assert app.number("ratio", TSLA) == round(100 * stock.reserve / stock.due, 2) > Decimal(100)
    assert app.figure("report-1", TSLA).inner_text() == "0x" + raw["reportHashes"][0].hex()
    assert app.page.get_by_text("fully backed").is_visible()


def test_the_buffers_terms_are_the_contracts(holder, client, market):
    at, stock_id = market.market.buffer, asset_id(client, "TSLA")
    prices = client.contracts.read("RedemptionBuffer", "pricesOf", stock_id, at=at)
    line = client.contracts.read("RedemptionBuffer", "lineOf", stock_id, at=at)
    assert holder.number("ask", SWAP) == round(from_units(prices["ask"]), 4)
    assert holder.number("bid", SWAP) == round(from_units(prices["bid"]), 4)
    assert holder.number("spread", SWAP) == Decimal(line["spreadBps"]) / 100
    assert holder.number("inventory", SWAP) == from_units(line["inventory"])
    assert holder.number("room", SWAP) == from_units(line["maxInventory"] - line["inventory"])


def test_buys_from_the_buffer_with_new_prices_and_sells_back(holder, client, market):
    # So old that new prices have to come first.
    market.market.wait_until(market.market.now + 60)
    stock, cash = wallet(client)
    swap = holder.page.locator(SWAP)
    swap.get_by_label("Amount").fill("2")
    quote, most = holder.number("quote", SWAP), holder.number("limit", SWAP)
    swap.get_by_role("button", name="Buy TSLA now").click()
    expect(holder.flow.get_by_role("listitem")).to_contain_text(["Approve the token", "Bring new prices", "Send"])
    holder.wait_done()
    bought, paid = wallet(client)[0] - stock, cash - wallet(client)[1]
    assert bought == 2
    assert paid == pytest.approx(quote, rel=Decimal("0.001"))
    assert paid <= most

    swap.get_by_role("button", name="Sell", exact=True).click()
    swap.get_by_label("Amount").fill("2")
    holder.figure("quote", SWAP)
    swap.get_by_role("button", name="Sell TSLA now").click()
    holder.wait_done()
    assert wallet(client)[0] == stock
    assert 0 < cash - wallet(client)[1] < paid / 50


def test_more_than_the_buffer_has_is_refused_at_once(holder):
    swap = holder.page.locator(SWAP)
    swap.get_by_label("Amount").fill("501")
    expect(swap.get_by_text("That is more than there is.")).to_be_visible()
    expect(swap.get_by_role("button", name="Buy TSLA now")).to_be_disabled()


def test_a_scheduled_event_closes_the_buffer_and_is_named(holder, client, market):
    holder.figure("ask", SWAP)
    begins = market.market.now + 25 * 3_600
    risk = Client(market.market.rpc, market.record, key("risk"))
    risk.contracts.send("PriceOracle", "scheduleEvent", asset_id(client, "TSLA"), begins)
    market.market.wait_until(begins)
    swap = holder.page.locator(SWAP)
    expect(swap.get_by_role("alert")).to_contain_text("A scheduled event such as earnings is under way")
    expect(swap.get_by_text("The buffer is closed now.")).to_be_visible()
    assert number_of(swap.locator('[data-figure="inventory"]').inner_text()) == 500


def asset_id(client, symbol):
    return next(asset.id for asset in client.info.assets() if asset.symbol == symbol)


def wallet(client):
    """TSLA and USDC."""
    return client.info.wallet("TSLA").amount, client.info.wallet("USDC").amount
