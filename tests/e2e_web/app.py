"""The page as a user handles it: what he clicks, what he types, and what he reads."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e_web.wallet import Wallet

_ANY_DIGIT = re.compile(r"\d")
_MINUS = "\N{MINUS SIGN}"
_PROVIDER = Path(__file__).with_name("provider.js")


class App:
    """One browser page on the app. `problems` are what its console complained of."""

    def __init__(self, page: Page, url: str, wallet: Wallet) -> None:
        self.page, self.url, self.wallet = page, url, wallet
        self.problems: list[str] = []
        page.expose_function("walletRequest", wallet.request)
        page.add_init_script(path=_PROVIDER)
        page.on("console", lambda message: message.type == "error" and self.problems.append(message.text))
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def open(self, path: str = "/trade") -> None:
        """Go to a page of the app."""
        self.page.goto(f"{self.url}/#{path}")

    def connect(self, wallet: str = "Injected wallet") -> None:
        """Connect one of the wallets on offer."""
        self.page.get_by_role("button", name="Connect wallet").click()
        self.page.get_by_role("dialog").get_by_role("button", name=wallet).click()
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def figure(self, name: str, within: str = "main") -> Locator:
        """A figure by its name, once it has a value."""
        found = self.page.locator(within).locator(f'[data-figure="{name}"]')
        expect(found).to_contain_text(_ANY_DIGIT)
        return found

    def number(self, name: str, within: str = "main") -> Decimal:
        """The first number of a figure."""
        return number_of(self.figure(name, within).inner_text())

    def shows(self, text: str, name: str, within: str = "main") -> None:
        """A figure becomes a text."""
        expect(self.page.locator(within).locator(f'[data-figure="{name}"]')).to_have_text(text)

    def fill(self, label: str, text: str) -> None:
        """Type into a field."""
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, name: str) -> None:
        """Click a button of the page; the last of its name is the one that acts."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).last.click()

    @property
    def flow(self) -> Locator:
        """The panel that shows how far a transaction is."""
        return self.page.locator("[data-flow]")

    def wait_done(self) -> None:
        """Until the transaction under way is done; then dismiss it."""
        expect(self.flow).to_have_attribute("data-flow", "done", timeout=15_000)
        self.flow.get_by_role("button", name="Dismiss").click()

    def deposit(self, symbol: str, amount: str) -> None:
        """Put tokens of the wallet into the account."""
        self.open("/vault")
        self.page.get_by_role("button", name=f"Deposit {symbol}").click()
        self.fill("Amount", amount)
        self.press("Deposit")
        self.wait_done()

    def buy(self, size: str, side: str = "Buy put") -> None:
        """Buy the option nearest the index."""
        self.open("/trade")
        self.page.get_by_role("group", name="Side").get_by_role("button", name=side).click()
        self.fill("Size", size)
        self.figure("cost")
        self.press(side)
        self.wait_done()


def number_of(text: str) -> Decimal:
    """The first number of a text, as the page writes them."""
    found = re.search(rf"{_MINUS}?[\d,]+(\.\d+)?", text)
    assert found, text
    return Decimal(found[0].replace(",", "").replace(_MINUS, "-"))


def shown_of(text: str, exact: Decimal | int) -> bool:
    """Whether a number on the page is `exact`, rounded half up to as many digits as are shown."""
    shown = number_of(text)
    return shown == Decimal(exact).quantize(shown, ROUND_HALF_UP)
