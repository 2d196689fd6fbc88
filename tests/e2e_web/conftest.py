"""What the browser tests stand on: one node with the market, one server, one browser; a page and a clean chain a test.

Time stands still but for what a test does. `chromium` is Debian's.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak
from playwright.sync_api import Browser, Page, expect, sync_playwright

from evershare.anvil import free_port
from evershare.client import Client
from evershare.dapp.command import Running, running
from evershare.dapp.replay import Replay
from tests.e2e_web.app import App
from tests.e2e_web.wallet import Wallet

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def started() -> Iterator[Running]:
    """The market on a node of its own, an hour after the bell, and the built page.

    The trader held 80 tokens in the wallet and 20 as margin when dividend and meeting counted, and then withdrew those.
    """
    trader = trader_account()
    with running(free_port(), free_port(), threading.Lock(), [trader], with_index=False) as everything:
        everything.market.client_of(trader).trader.withdraw("TSLA", "max")
        everything.replay.tick()
        yield everything


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def market(started: Running) -> Iterator[Running]:
    """The market as it was at first: what a test does to the chain is undone after it."""
    node = started.market
    snapshot, tape = node.ask("evm_snapshot"), node.tape
    yield replace(started, replay=Replay(node, started.record))  # the last one remembers what was undone
    node.tape = tape
    node.ask("evm_setAutomine", True)
    node.ask("evm_revert", snapshot)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page of a browser profile of its own."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB", color_scheme="dark")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def wallet(market: Running) -> Wallet:
    """A trader's wallet with 100 TSLA, 5,000 USDC and ether."""
    return Wallet(trader_account(), market.market.web3)


@pytest.fixture
def app(market: Running, page: Page, wallet: Wallet) -> Iterator[App]:
    """The app in a browser, not connected yet. Its console stays clean, unless the test has emptied `problems`."""
    app = App(page, market.page, wallet)
    yield app
    assert app.problems == []


@pytest.fixture
def trader(app: App, client: Client) -> App:
    """The app of somebody who has 50 TSLA and a put in the account, connected."""
    client.trader.deposit("TSLA", 50)
    client.trader.open("BTC", "TSLA", "put", "0.1")
    app.open()
    app.connect()
    return app


@pytest.fixture
def client(market: Running, wallet: Wallet) -> Client:
    """The same trader at a terminal: what the page shows is compared with what the contracts say at the same block."""
    client = Client(market.market.rpc, market.record, wallet.account)
    client.info.status()
    client.info._core.node.block = "latest"  # on a local chain it would look at the block that comes next
    return client


def trader_account() -> LocalAccount:
    """Whose wallet it is."""
    return Account.from_key(keccak(text="evershare browser tests: trader"))
