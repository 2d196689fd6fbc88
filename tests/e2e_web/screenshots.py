"""Pictures of the app for docs/dapp.md: ``make dapp-pictures``. Light, dark, on a phone, and in Chinese."""

import shutil
import threading
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from evershare.anvil import free_port
from evershare.client import Client
from evershare.dapp.command import running
from evershare.demo.prices import utc
from evershare.deployment import ROOT
from tests.e2e_web.app import App
from tests.e2e_web.conftest import FLAGS, trader_account
from tests.e2e_web.test_company import DIVIDEND_ACTION
from tests.e2e_web.test_looks import PAGES
from tests.e2e_web.wallet import Wallet

OUT = Path(ROOT) / "docs/images/dapp"
FRIDAY, WEEKEND = utc("2024-08-02 16:00"), utc("2024-08-04 06:00")
FIGURES = PAGES | {"history": "index-block"}
PATIENCE_SECONDS = 120  # for a machine that does much else
# Until nothing of the page has changed for a second.
SETTLED = """() => new Promise((done) => {
  let waiting;
  const observer = new MutationObserver(() => wait());
  const wait = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => (observer.disconnect(), done()), 1_000);
  };
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  wait();
})"""
DESKTOP, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}


def main() -> None:
    """Trade a little on Thursday, wait for the weekend, and take the pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        running(free_port(), free_port(), threading.Lock(), [trader_account()], with_index=True) as market,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = chromium.new_context(viewport=DESKTOP, locale="en-GB", color_scheme="dark", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_SECONDS * 1_000)
        expect.set_options(timeout=PATIENCE_SECONDS * 1_000)
        app = App(context.new_page(), market.page, Wallet(trader_account(), market.market.web3))
        app.open("/vault")
        app.connect()
        app.deposit("TSLA", "50")
        app.buy("0.2")
        app.buy("0.1", "Buy call")
        app.open("/vault")
        app.page.get_by_role("button", name="Borrow USDC").click()
        app.fill("Amount", "1500")
        app.press("Borrow")
        app.wait_done()
        market.replay.run_until(FRIDAY)
        trader = Client(market.market.rpc, market.record, trader_account())
        trader.trader.close(trader.info.positions()[0].series_id, "0.1")
        dividend = trader.contracts.read("Distributor", "dividendOf", DIVIDEND_ACTION)
        trader.holder.claim(dividend, via="vault")
        trader.holder.request_redeem("TSLA", "USDC", 5, 215)
        market.replay.run_until(WEEKEND)
        app.page.reload()
        app.open("/history")  # the index takes its time over half a week
        expect(app.page.locator('[data-figure="index-block"]')).to_be_visible(timeout=5 * PATIENCE_SECONDS * 1_000)

        _take(app, "dark", DESKTOP)
        app.page.get_by_role("button", name="Light colours").click()
        _take(app, "light", DESKTOP)
        _take(app, "phone", PHONE)
        app.page.get_by_role("button", name="Dark colours").click()
        app.page.locator("header select").select_option("zh-Hant")
        _take(app, "zh-Hant", DESKTOP)
        chromium.close()


def _take(app: App, variant: str, size: dict[str, int]) -> None:
    app.page.set_viewport_size(size)
    for name, figure in FIGURES.items():
        app.open(f"/{name}")
        app.figure(figure)
        expect(app.page.locator("main [aria-busy=true]")).to_have_count(0)
        # The page asks the node without end, so that its network is never idle: it is done when it changes no more.
        app.page.evaluate("document.fonts.ready")
        app.page.evaluate(SETTLED)
        app.page.screenshot(path=OUT / f"{name}-{variant}.png", full_page=True)


if __name__ == "__main__":
    main()
