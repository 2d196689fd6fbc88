"""Deposits, loans and health: before and after each move, as the contracts count it."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from evershare.client import Client
from evershare.playground import key

TSLA, USDC = '[data-asset="TSLA"]', '[data-asset="USDC"]'


@pytest.fixture
def vault(app, client):
    """The Vault page of a trader with 50 TSLA in the account."""
    client.trader.deposit("TSLA", 50)
    app.open("/vault")
    app.connect()
    return app


def choose(app, move, symbol, amount):
    app.page.get_by_role("button", name=f"{move} {symbol}").click()
    app.fill("Amount", amount)


def test_borrows_and_sees_the_health_before_and_after(vault, client):
    vault.shows("no debt", "initial-health")
    choose(vault, "Borrow", "USDC", "2000")
    promised = vault.number("initial-after")
    assert promised > 1
    vault.press("Borrow")
    vault.wait_done()
    vault.shows("2,000.0000", "account", USDC)
    assert vault.number("initial-health") == pytest.approx(promised, abs=Decimal("0.002"))
    assert vault.number("owed", USDC) >= 2000
    assert client.info.account().health.ratio == pytest.approx(promised, abs=Decimal("0.002"))


def test_a_loan_beyond_the_collateral_is_refused_in_words_before_it_is_signed(vault, wallet):
    sent = wallet.asked.count("eth_sendTransaction")
    choose(vault, "Borrow", "USDC", "900000")
    expect(vault.page.get_by_role("alert")).to_contain_text("Your collateral would not cover your debt.")
    vault.press("Borrow")
    expect(vault.flow).to_have_attribute("data-flow", "failed")
    expect(vault.flow.get_by_role("alert")).to_contain_text("Your collateral would not cover your debt.")
    assert wallet.asked.count("eth_sendTransaction") == sent


def test_repays_all_and_withdraws_all(vault, client):
    choose(vault, "Borrow", "USDC", "1000")
    vault.press("Borrow")
    vault.wait_done()
    # The interest of some seconds has to come from somewhere.
    choose(vault, "Deposit", "USDC", "10")
    vault.press("Deposit")
    vault.wait_done()
    vault.page.get_by_role("button", name="Repay USDC").click()
    vault.page.get_by_role("button", name="Can repay").click()
    vault.press("Repay")
    vault.wait_done()
    vault.shows("no debt", "initial-health")
    vault.page.get_by_role("button", name="Withdraw TSLA").click()
    vault.page.get_by_role("button", name="Free:").click()
    vault.press("Withdraw")
    vault.wait_done()
    assert {balance.symbol for balance in client.info.account().balances} == {"USDC"}
    assert client.info.account().debts == ()


def test_more_than_there_is_cannot_be_sent(vault):
    choose(vault, "Deposit", "TSLA", "1000")
    expect(vault.page.get_by_text("Your wallet holds less.")).to_be_visible()
    expect(vault.page.get_by_role("button", name="Deposit", exact=True).last).to_be_disabled()
    vault.fill("Amount", "a lot")
    expect(vault.page.get_by_text("Enter a number.")).to_be_visible()


def test_a_sub_account_is_apart(vault, client):
    vault.fill("Account no.", "7")
    vault.shows("0.00", "account", TSLA)
    choose(vault, "Deposit", "TSLA", "5")
    vault.press("Deposit")
    vault.wait_done()
    vault.shows("5.0000", "account", TSLA)
    assert client.info.account(7).balances[0].amount == 5
    assert client.info.account().balances[0].amount == 50


def test_moves_tokens_to_another_account_of_the_owner(vault, client):
    vault.page.get_by_role("group", name="Move tokens").get_by_role("button", name="Transfer").click()
    vault.fill("To account no.", "0")
    expect(vault.page.get_by_text("Another number from 0 to 255.")).to_be_visible()
    vault.fill("To account no.", "3")
    vault.fill("Amount", "8")
    vault.press("Transfer")
    vault.wait_done()
    vault.shows("42.0000", "account", TSLA)
    assert client.info.account(3).balances[0].amount == 8


def test_buys_an_option_in_dollars_on_credit_and_sees_what_that_does_to_the_health(vault, client):
    vault.page.get_by_label("Let this account borrow by itself").click()
    vault.wait_done()
    expect(vault.page.get_by_label("Let this account borrow by itself")).to_be_checked()
    vault.open("/trade")
    vault.page.get_by_role("button", name="BTC / USDC").click()
    vault.fill("Size", "0.5")
    promised = vault.number("initial-after")
    vault.press("Buy put")
    vault.wait_done()
    account = client.info.account()
    assert [debt.symbol for debt in account.debts] == ["USDC"]
    assert account.health.ratio == pytest.approx(promised, rel=Decimal("0.05"))
    assert [position.series.settlement for position in account.positions] == ["USDC"]


def test_paused_deposits_say_so(app, market):
    app.open("/vault")
    app.connect()
    market.market.fund(key("guardian").address)
    guardian = Client(market.market.rpc, market.record, key("guardian"))
    (tsla,) = (asset.id for asset in guardian.info.assets() if asset.symbol == "TSLA")
    guardian.contracts.send("RiskEngine", "pause", tsla, 0)
    choose(app, "Deposit", "TSLA", "1")
    expect(app.page.get_by_role("alert")).to_contain_text("The guardian has paused deposits of this asset")
