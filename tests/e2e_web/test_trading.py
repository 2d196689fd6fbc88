"""A trader who owns nothing but stock tokens deposits them, buys a put on bitcoin, and closes it with profit."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.e2e_web.tape import FixedTape


def test_buys_a_put_with_stock_tokens_and_closes_with_profit(app, wallet, market, client):
    app.open("/vault")
    app.connect()
    app.deposit("TSLA", "25")
    assert "eth_signTypedData_v4" in wallet.asked
    app.shows("25.0000", "account", '[data-asset="TSLA"]')

    app.buy("0.1")
    (position,) = client.info.positions()
    assert (position.size, position.series.side.value) == (Decimal("0.1"), "put")
    cost = 25 - client.info.account().balances[0].amount
    before = app.number("value", "[data-position]")

    # Bitcoin falls by a tenth, and two minutes later that is believed.
    market.market.tape = FixedTape(BTC="57000", TSLA="227")
    for _ in range(2):
        market.replay.tick()
    expect(app.page.locator("[data-position]").locator('[data-figure="value"]')).not_to_contain_text(f"{before}")
    assert app.number("value", "[data-position]") > before

    app.press("Close")
    app.page.get_by_role("dialog").get_by_role("button", name="Sell back").click()
    app.wait_done()
    expect(app.page.get_by_text("Nothing is open in this account.")).to_be_visible()
    assert client.info.positions() == []
    assert client.info.account().balances[0].amount > 25 > cost


def test_prices_that_are_too_old_come_along_in_the_same_transaction(app, market, client):
    client.trader.deposit("TSLA", 25)
    market.market.wait_until(market.market.now + 60)
    app.open()
    app.connect()
    app.fill("Size", "0.05")
    app.figure("cost")
    app.press("Buy put")
    expect(app.flow.get_by_role("listitem")).to_have_count(1)
    expect(app.flow.get_by_role("listitem")).to_contain_text("Send it with new prices")
    app.wait_done()
    expect(app.page.locator("[data-position]")).to_be_visible()


def test_a_reload_in_mid_transaction_loses_nothing(app, market, client):
    app.open("/vault")
    app.connect()
    market.market.ask("evm_setAutomine", False)
    app.page.get_by_role("button", name="Deposit TSLA").click()
    app.fill("Amount", "4")
    app.press("Deposit")
    expect(app.flow).to_contain_text("pending")
    app.page.reload()
    expect(app.flow).to_contain_text("pending")
    market.market.ask("evm_mine")
    expect(app.flow).to_have_attribute("data-flow", "done")
    assert client.info.account().balances[0].amount == 4


def test_a_reload_before_the_signature_offers_to_continue(app, wallet, market, client):
    app.open("/vault")
    app.connect()
    # USDC has no permits: first an approval, and the reload comes before it is mined.
    market.market.ask("evm_setAutomine", False)
    app.page.get_by_role("button", name="Deposit USDC").click()
    app.fill("Amount", "1000")
    app.press("Deposit")
    expect(app.flow).to_contain_text("Approve the token · pending")
    app.page.reload()
    expect(app.flow).to_contain_text("Approve the token · pending")
    market.market.ask("evm_mine")
    market.market.ask("evm_setAutomine", True)
    expect(app.flow).to_have_attribute("data-flow", "interrupted")
    app.flow.get_by_role("button", name="Continue").click()
    app.wait_done()
    assert wallet.asked.count("eth_sendTransaction") == 2
    assert client.info.account().balances[0].amount == 1000


def test_a_position_in_a_closed_market_is_cashed_out_at_its_last_price(trader, market, client):
    governor = market.market.client("governor")
    governor.contracts.send("PerpetualOptions", "announceClosing", 1)
    market.market.wait_until(market.market.now + 7 * 86_400)
    for _ in range(2):  # as a jump is believed when it is seen again
        market.replay.tick(180)
    governor.contracts.send("PerpetualOptions", "fixFinalPrice", 1)
    expect(trader.page.get_by_text("The last price of this market is fixed")).to_be_visible()

    before = client.info.account().balances[0].amount
    trader.press("Cash out")
    dialog = trader.page.get_by_role("dialog")
    payout, owed = trader.number("payout", "dialog"), trader.number("owed", "dialog")
    dialog.get_by_role("button", name="Cash out").click()
    trader.wait_done()
    assert client.info.positions() == []
    # Funding rests since the price was fixed; both are rounded to what is shown.
    change = client.info.account().balances[0].amount - before
    assert payout > 0
    assert change == pytest.approx(payout - owed, abs=Decimal("0.0001"))
