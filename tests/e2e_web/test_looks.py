"""Each page at each size: nothing overflows, nothing is unreadable to a screen reader, and Chinese is Chinese."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from evershare.deployment import ROOT

AXE = Path(ROOT) / "dapp/node_modules/axe-core/axe.min.js"
REPORT = Path(ROOT) / "build/axe"
# Each page, with a figure that says that it is there.
PAGES = {"trade": "cost", "vault": "initial-collateral", "earn": "borrow-rate", "stocks": "ask"}
SIZES = {"desktop": (1440, 1000), "phone": (390, 844)}

# Elements whose content is wider than they are, and that neither scroll nor hide it; and a page wider than the window.
OVERFLOWING = """() => {
  const wide = [...document.querySelectorAll("body *")].filter((element) => {
    const style = getComputedStyle(element);
    if (element.closest("svg, canvas, .sr-only, option") || style.display === "inline") return false;
    return element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && style.overflowX === "visible";
  });
  const names = wide.map((element) => `${element.tagName} ${element.className} ${element.innerText?.slice(0, 40)}`);
  const beyond = document.documentElement.scrollWidth - innerWidth;
  return beyond > 0 ? [`the page by ${beyond} px`, ...names] : names;
}"""


def show(app, page):
    app.open(f"/{page}")
    app.figure(PAGES[page])
    expect(app.page.locator("main [aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_nothing_overflows(trader, language):
    trader.page.locator("header select").select_option(language)
    for name in PAGES:
        for size, (width, height) in SIZES.items():
            trader.page.set_viewport_size({"width": width, "height": height})
            show(trader, name)
            assert trader.page.evaluate(OVERFLOWING) == [], f"{name} on a {size}"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_serious(trader, theme):
    trader.page.emulate_media(color_scheme=theme)
    trader.page.reload()
    REPORT.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        show(trader, name)
        trader.page.add_script_tag(path=AXE)
        found = trader.page.evaluate("axe.run()")["violations"]
        (REPORT / f"{name}-{theme}.json").write_text(json.dumps(found, indent=1))
        serious = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == [], name


def test_the_wallet_dialog_is_fit_for_a_screen_reader_and_the_keyboard(app):
    app.open()
    app.figure("cost")
    app.page.get_by_role("button", name="Connect wallet").focus()
    app.page.keyboard.press("Enter")
    dialog = app.page.get_by_role("dialog", name="Connect wallet")
    expect(dialog).to_be_visible()
    app.page.add_script_tag(path=AXE)
    found = app.page.evaluate("axe.run('dialog')")["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    app.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_chinese_is_chosen_and_kept(trader):
    trader.page.locator("header select").select_option("zh-Hant")
    expect(trader.page.get_by_role("heading", name="部位")).to_be_visible()
    trader.page.reload()
    show(trader, "vault")
    expect(trader.page.get_by_role("heading", name="健康度")).to_be_visible()
    assert trader.page.locator("html").get_attribute("lang") == "zh-Hant"
    text = trader.page.locator("main").inner_text()
    words = re.findall(r"[A-Za-z]{2,}", re.sub(r"TSLA|USDC|BTC", "", text))
    assert words == []


def test_a_browser_in_chinese_begins_in_chinese(browser, market, wallet):
    from tests.e2e_web.app import App

    context = browser.new_context(locale="zh-CN")
    app = App(context.new_page(), market.page, wallet)
    app.open()
    expect(app.page.get_by_role("button", name="连接钱包")).to_be_visible()
    context.close()
