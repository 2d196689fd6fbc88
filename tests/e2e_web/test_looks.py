"""Each page at each size: nothing overflows, nothing is unreadable to a screen reader, and Chinese is Chinese."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e_web.looks import LANGUAGES, SIZES, overflowing, resize, serious

# Each page, with a figure that says that it is there; History is in its own tests, beside an index.
PAGES = {"trade": "cost", "vault": "initial-collateral", "earn": "borrow-rate", "stocks": "ask"}

# Symbols, Greeks, the stock's own name, and digests.
SAME_IN_CHINESE = re.compile(r"TSLA|USDC?|BTC|Delta|Gamma|Vega|Theta|Tesla, tokenised|0x[0-9a-fA-F]+")


def show(app, page):
    app.open(f"/{page}")
    app.figure(PAGES[page])
    expect(app.page.locator("main [aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_overflows(trader, language):
    trader.page.locator("header select").select_option(language)
    for name in PAGES:
        for size in SIZES:
            resize(trader.page, size)
            show(trader, name)
            assert overflowing(trader.page) == [], f"{name} on a {size}"


def test_a_phone_scrolls_no_table_sideways(trader):
    resize(trader.page, "phone")
    for name, table in {"trade": "Positions", "vault": "Balances", "earn": "What the TSLA pool has written"}.items():
        show(trader, name)
        group = trader.page.get_by_role("group", name=table)
        expect(group.get_by_role("rowheader").first).to_be_visible()
        assert group.evaluate("group => group.scrollWidth - group.clientWidth") == 0, name


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_serious(trader, theme):
    trader.page.emulate_media(color_scheme=theme)
    trader.page.reload()
    for name in PAGES:
        show(trader, name)
        assert serious(trader.page, f"{name}-{theme}") == []


def test_the_wallet_dialog_is_fit_for_a_screen_reader_and_the_keyboard(app):
    app.open()
    app.figure("cost")
    app.page.get_by_role("button", name="Connect wallet").focus()
    app.page.keyboard.press("Enter")
    dialog = app.page.get_by_role("dialog", name="Connect wallet")
    expect(dialog).to_be_visible()
    assert serious(app.page, "wallet-dialog", "'dialog'") == []
    app.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_chinese_is_chosen_and_kept(trader):
    trader.page.locator("header select").select_option("zh-Hant")
    expect(trader.page.get_by_role("heading", name="部位")).to_be_visible()
    trader.page.reload()
    show(trader, "vault")
    expect(trader.page.get_by_role("heading", name="健康度")).to_be_visible()
    assert trader.page.locator("html").get_attribute("lang") == "zh-Hant"
    for name in ("vault", "trade", "earn", "stocks"):
        show(trader, name)
        text = SAME_IN_CHINESE.sub("", trader.page.locator("main").inner_text())
        assert re.findall(r"[A-Za-z]{2,}", text) == [], name


def test_a_browser_in_chinese_begins_in_chinese(browser, market, wallet):
    from tests.e2e_web.app import App

    context = browser.new_context(locale="zh-CN")
    app = App(context.new_page(), market.page, wallet)
    app.open()
    expect(app.page.get_by_role("button", name="连接钱包")).to_be_visible()
    context.close()
