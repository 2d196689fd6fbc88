"""When something is out of order: a node that is down, a market that sleeps, a chain that went back."""

from decimal import Decimal

from playwright.sync_api import expect

from evershare.client import Client
from evershare.demo.prices import utc
from evershare.playground import key

NIGHT = utc("2024-08-01 20:30")  # half an hour after the close


def test_a_node_that_is_down_is_named_and_the_page_recovers(app, market):
    app.open()
    app.figure("cost")
    app.page.route(f"{market.market.rpc}/**", lambda route: route.abort())
    notice = app.page.get_by_role("alert").filter(has_text="The node does not answer.")
    expect(notice).to_be_visible()
    app.page.unroute(f"{market.market.rpc}/**")
    expect(notice).to_have_count(0)
    assert app.problems
    app.problems.clear()  # the browser's own complaints about the requests


def test_a_sleeping_market_says_until_when_and_its_interval_is_wide(app, market):
    app.open()
    day = app.figure("interval").inner_text()
    market.replay.run_until(NIGHT)
    expect(app.page.locator('[data-figure="session-TSLA"]')).to_contain_text("Closed until Fri")
    night = app.figure("interval").inner_text()

    def width(text):
        return Decimal(text.split()[-1].rstrip("%"))

    assert width(night) > 10 * width(day)


def test_a_chain_that_goes_back_leaves_nothing_behind(app, market, client):
    """As a reorganisation of some blocks does, or a node that is restarted from a snapshot."""
    client.trader.deposit("TSLA", 10)
    app.open("/vault")
    app.connect()
    app.shows("10.0000", "account", '[data-asset="TSLA"]')
    snapshot = market.market.ask("evm_snapshot")
    client.trader.deposit("TSLA", 7)
    app.shows("17.0000", "account", '[data-asset="TSLA"]')
    market.market.ask("evm_revert", snapshot)
    app.shows("10.0000", "account", '[data-asset="TSLA"]')
    market.market.ask("evm_mine")
    app.shows("10.0000", "account", '[data-asset="TSLA"]')


def test_too_little_ether_for_the_gas_says_so(app, market, wallet, client):
    client.trader.deposit("TSLA", 10)
    market.market.ask("anvil_setBalance", wallet.address, hex(1))
    app.open("/vault")
    app.connect()
    app.page.get_by_role("button", name="Withdraw TSLA").click()
    app.fill("Amount", "1")
    app.press("Withdraw")
    expect(app.flow).to_have_attribute("data-flow", "failed")
    expect(app.flow.get_by_role("alert")).to_contain_text("too little ether")


def test_a_closing_market_takes_no_more_options(app, market):
    governor = Client(market.market.rpc, market.record, key("governor"))
    governor.contracts.send("PerpetualOptions", "announceClosing", 1)
    app.open()
    expect(app.page.get_by_text("This market is closing")).to_be_visible()


def test_the_faucet_fills_another_wallet(app, market, wallet):
    app.wallet.account = key("stranger to the tests")
    app.open("/vault")
    app.connect()
    app.shows("0.00", "wallet", '[data-asset="TSLA"]')
    app.page.get_by_role("button", name=f"Wallet {app.wallet.address[:6]}").click()
    app.page.get_by_role("button", name="Get test tokens").click()
    expect(app.page.get_by_role("status").filter(has_text="in your wallet")).to_be_visible()
    app.page.keyboard.press("Escape")
    app.shows("100.0000", "wallet", '[data-asset="TSLA"]')
