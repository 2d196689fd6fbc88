"""Asking the issuer for tokens and for money, and taking back what it has not filled in time."""

import pytest
from playwright.sync_api import expect

from evershare.client import Client
from evershare.playground import key

REQUEST = '[data-request="TSLA"]'
WEEK = 7 * 86_400


@pytest.fixture
def desk(app):
    """The form of the trader's requests."""
    app.open("/stocks")
    app.connect()
    return app.page.locator(REQUEST)


def test_asks_for_tokens_and_takes_back_what_was_not_filled(app, desk, market, client):
    desk.get_by_label("Amount").fill("1000")
    ask = desk.get_by_role("button", name="Ask for TSLA")
    expect(ask).to_be_disabled()  # without a limit
    desk.get_by_label("Most to pay a share").fill("230")
    ask.click()
    app.wait_done()
    request = client.contracts.read("PrimaryMarket", "requestOf", 1)
    assert (request["requester"], request["isRedeem"]) == (app.wallet.address, False)
    assert (request["remaining"], request["limitPrice"]) == (1_000 * 10**6, 230 * 10**6)
    assert client.info.wallet("USDC").amount == 4_000
    expect(desk.locator('[data-waiting="1"]')).to_contain_text("1,000.0000 USDC to buy at 230.0000 USDC at most")
    take_back = desk.get_by_role("button", name="Take back")
    expect(take_back).to_be_disabled()

    market.market.wait_until(market.market.now + WEEK)
    take_back.click()
    app.wait_done()
    expect(desk.get_by_text("Nothing of yours waits.")).to_be_visible()
    assert client.info.wallet("USDC").amount == 5_000


def test_asks_to_redeem_and_sees_what_the_issuer_has_filled(app, desk, market, client):
    desk.get_by_role("button", name="Redeem", exact=True).click()
    desk.get_by_label("Amount").fill("10")
    desk.get_by_label("Least to get a share").fill("200")
    desk.get_by_role("button", name="Ask to redeem TSLA").click()
    app.wait_done()
    waiting = desk.locator('[data-waiting="1"]')
    expect(waiting).to_contain_text("10.0000 TSLA to redeem at 200.0000 USDC at least")
    assert client.info.wallet("TSLA").amount == 90

    issuer = Client(market.market.rpc, market.record, key("issuer"))
    payment, primary = 4 * 220 * 10**6, market.market.address("PrimaryMarket")
    dollar = client.contracts.read("PrimaryMarket", "requestOf", 1)["paymentToken"]
    issuer.contracts.send("Token", "approve", primary, payment, at=dollar)
    issuer.custody.submit(issuer.issuer.fill(1, 4, payment).signed(key("issuer")))
    expect(waiting).to_contain_text("6.0000 TSLA to redeem")
    assert client.info.wallet("USDC").amount == 5_000 + 4 * 220


def test_shows_only_ones_own_requests(app, desk, market, client):
    client.holder.request_redeem("TSLA", "USDC", 1, 200)
    expect(desk.locator("[data-waiting]")).to_have_count(1)
    app.open(f"/stocks?view={key('provider').address}")
    expect(desk.get_by_text("Nothing of yours waits.")).to_be_visible()
