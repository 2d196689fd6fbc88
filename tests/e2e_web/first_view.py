"""How long the Trade page takes until the cost of an option stands on it, in a browser that has never seen it.

``PYTHONPATH=.:build/e2e-packages python -m tests.e2e_web.first_view`` prints the median and the longest of eleven.
"""

import shutil
import statistics
import threading

from playwright.sync_api import Browser, sync_playwright

from evershare.anvil import free_port
from evershare.dapp.command import running
from tests.e2e_web.conftest import FLAGS

TIMES = 11
# Milliseconds from the navigation until the figure has a digit, looked at before each frame.
COST = """() => new Promise((done) => {
  const look = () => {
    const text = document.querySelector('[data-figure="cost"]')?.innerText ?? "";
    if (/\\d/.test(text)) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""


def main() -> None:
    """Measure, and print seconds."""
    with running(free_port(), free_port(), threading.Lock(), with_index=False) as everything:
        everything.replay.tick()
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            seconds = [first_view(chromium, everything.page) for _ in range(TIMES)]
            chromium.close()
    print(f"first view of Trade: {statistics.median(seconds):.2f} s, at most {max(seconds):.2f} s of {TIMES}")


def first_view(browser: Browser, url: str) -> float:
    """Seconds until the cost is there."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(f"{url}/#/trade", wait_until="commit")
    milliseconds: float = page.evaluate(COST)
    context.close()
    return milliseconds / 1_000


if __name__ == "__main__":
    main()
