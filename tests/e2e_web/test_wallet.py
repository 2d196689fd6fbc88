"""Connecting, refusing, and being on the wrong network."""

from playwright.sync_api import expect

from evershare.dapp.market import MARGIN
from evershare.playground import key


def test_connects_an_announced_wallet_and_remembers_it(app, wallet):
    app.open()
    app.connect()
    shown = app.page.get_by_role("button", name=f"Wallet {wallet.address[:6]}")
    expect(shown).to_be_visible()
    app.page.reload()
    expect(shown).to_be_visible()


def test_offers_a_wallet_of_its_own_on_a_local_chain(app):
    app.open("/vault")
    app.connect("Test wallet")
    app.page.get_by_role("button", name="Deposit TSLA").click()
    app.fill("Amount", "2")
    app.press("Deposit")
    app.wait_done()
    app.shows(f"{MARGIN + 2}.0000", "account", '[data-asset="TSLA"]')


def test_a_rejected_connection_says_so(app, wallet):
    wallet.refuses |= {"eth_requestAccounts", "wallet_requestPermissions"}
    app.open()
    app.page.get_by_role("button", name="Connect wallet").click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Injected wallet").click()
    expect(dialog.get_by_role("alert")).to_have_text("You rejected it in your wallet. Nothing was sent.")


def test_a_rejected_signature_leaves_everything_as_it_was_and_can_be_tried_again(app, wallet, client):
    app.open("/vault")
    app.connect()
    wallet.refuses.add("eth_signTypedData_v4")
    app.page.get_by_role("button", name="Deposit TSLA").click()
    app.fill("Amount", "3")
    app.press("Deposit")
    expect(app.flow).to_have_attribute("data-flow", "failed")
    expect(app.flow.get_by_role("alert")).to_have_text("You rejected it in your wallet. Nothing was sent.")
    assert "eth_sendTransaction" not in wallet.asked

    wallet.refuses.clear()
    app.flow.get_by_role("button", name="Try again").click()
    app.wait_done()
    assert client.info.account().balances[0].amount == 3


def test_a_wallet_on_another_network_is_told_to_switch(app, wallet):
    wallet.chain_id = 1
    app.open()
    app.connect()
    notice = app.page.get_by_role("alert").filter(has_text="Your wallet is on another network")
    expect(notice).to_contain_text("Local replay, August 2024")
    notice.get_by_role("button", name="Switch network").click()
    app.page.evaluate("window.walletEmit('chainChanged', '0x7a69')")
    expect(notice).to_have_count(0)


def test_any_address_can_be_looked_at_and_not_acted_for(app, market):
    trader = key("trader").address
    app.open("/vault")
    app.page.get_by_role("button", name="Connect wallet").click()
    app.fill("Or look at any address", trader)
    app.page.get_by_role("button", name="Look", exact=True).click()
    expect(app.page.get_by_role("alert")).to_contain_text(f"You are looking at {trader}")
    assert app.number("account", '[data-asset="TSLA"]') > 40
    expect(app.page.get_by_role("button", name="Deposit TSLA")).to_have_count(0)
