"""What an account has done, as the index of the chain's events tells the page."""

import csv
import threading
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from evershare.anvil import free_port
from evershare.client import Client
from evershare.dapp.command import PAGES
from evershare.dapp.server import serving
from evershare.playground import key
from tests.e2e_web.app import App, number_of, shown_of
from tests.e2e_web.looks import LANGUAGES, SIZES, overflowing, resize, serious
from tests.support.indexing import indexing

TRADES, FUNDING, DIVIDENDS = '[data-history="trades"]', '[data-history="funding"]', '[data-history="dividends"]'


@pytest.fixture(scope="module")
def index(started, tmp_path_factory):
    """An index of the tests' node. What a test did before it and is undone, it undoes as well."""
    log = tmp_path_factory.mktemp("index") / "log"
    with indexing(started.market.rpc, started.record, log) as index:
        index.wait_for_block(started.market.web3.eth.block_number)
        yield index


@pytest.fixture(scope="module")
def address(started, index):
    """Where the same page knows of the index."""
    with serving(started.market, started.record, PAGES, free_port(), threading.Lock(), index.url) as address:
        yield address


@pytest.fixture
def history(market, address, page, wallet, client):
    """The page beside an index, of somebody who holds 50 TSLA and is connected."""
    app = App(page, address, wallet)
    client.trader.deposit("TSLA", 50)
    app.open("/history")
    app.connect()
    yield app
    assert app.problems == []


def rows(app, table):
    return app.page.locator(f"{table} [data-row]")


def cells(row):
    return {cell.get_attribute("data-figure"): cell.inner_text() for cell in row.locator("[data-figure]").all()}


def test_shows_a_trade_that_was_made_in_the_page_and_saves_it(history, client, wallet, market):
    expect(history.page.get_by_text("No trade yet.")).to_be_visible()
    history.buy("0.1")
    client.trader.open("BTC", "TSLA", "call", "0.1")
    (put, _) = client.info.positions()
    Client(market.market.rpc, market.record, key("keeper")).keeper.settle(wallet.address, put.series_id)

    history.open("/history")
    expect(rows(history, TRADES)).to_have_count(2)
    expect(rows(history, FUNDING)).to_have_count(1)
    newest, first = (cells(row) for row in rows(history, TRADES).all())
    assert newest["what"].startswith("Bought Call BTC/TSLA")
    assert first["what"].startswith("Bought Put BTC/TSLA")
    assert number_of(first["size"]) == put.size == Decimal("0.1")
    left = client.info.account().balances[0].amount
    paid = [saved(history, "Trades"), saved(history, "Funding")]
    spent = sum(Decimal(line["received"]) for line in paid[0]) - sum(Decimal(line["funding"]) for line in paid[1])
    assert left == 50 + spent

    # Each file says exactly what its table does.
    for table, lines, columns in (
        (TRADES, paid[0], {"size": "size", "price": "price", "flow": "received", "fee": "fee"}),
        (FUNDING, paid[1], {"funding": "funding"}),
    ):
        for row, line in zip(rows(history, table).all(), lines, strict=True):
            shown = cells(row)
            for column, name in columns.items():
                assert shown_of(shown[column], line[name]), column
            assert line["side"].capitalize() in shown["what"]
            assert line["transaction"].startswith(shown["transaction"].rstrip("…"))
            assert line["account"] == shown["account"] == "0"


def saved(app, kind):
    """The lines of a file that the page offers."""
    with app.page.expect_download() as download:
        app.page.get_by_role("button", name=f"{kind} as CSV").click()
    return list(csv.DictReader(download.value.path().read_text().splitlines()))


def test_shows_a_dividend_that_was_claimed(history, client, index):
    expect(history.page.get_by_text("None was claimed yet.")).to_be_visible()
    (dividend,) = index.rows("id", "distributions", kind="dividend")
    paid = client.holder.claim(int(dividend["id"]))
    expect(rows(history, DIVIDENDS)).to_have_count(1)
    shown = cells(rows(history, DIVIDENDS).first)
    assert (shown["source"], shown["held"]) == ("TSLA dividend", "wallet")
    assert shown["received"].endswith("USDC")
    assert shown_of(shown["received"], paid)
    (line,) = saved(history, "Dividends and rewards")
    assert (line["kind"], line["source"], line["token"]) == ("dividend", "TSLA", "USDC")
    assert Decimal(line["received"]) == paid > 0


def test_a_reorganisation_of_two_blocks_takes_back_what_the_page_showed(history, client, market):
    node = market.market
    kept = client.trader.open("BTC", "TSLA", "put", "0.1")
    lost = client.trader.open("BTC", "TSLA", "call", "0.1")
    node.ask("evm_mine")
    expect(rows(history, TRADES)).to_have_count(2)
    node.ask("anvil_reorg", 2, [])
    node.ask("evm_mine")
    expect(rows(history, TRADES)).to_have_count(1)
    assert_is_of_the_chain(history, client, kept)

    again = client.trader.open("BTC", "TSLA", "put", "0.2")
    assert again.receipt.hash != lost.receipt.hash
    expect(rows(history, TRADES)).to_have_count(2)
    assert_is_of_the_chain(history, client, again, kept)


def test_a_node_that_went_back_to_a_snapshot_leaves_page_and_index_agreeing(history, client, market):
    node = market.market
    kept = client.trader.open("BTC", "TSLA", "put", "0.1")
    snapshot = node.ask("evm_snapshot")
    client.trader.open("BTC", "TSLA", "call", "0.1")
    client.trader.close(kept.series_id)
    expect(rows(history, TRADES)).to_have_count(3)
    node.ask("evm_revert", snapshot)
    node.ask("evm_mine")
    expect(rows(history, TRADES)).to_have_count(1)
    assert_is_of_the_chain(history, client, kept)


def assert_is_of_the_chain(app, client, *opened):
    """The page's trades are these, the newest first, and its positions and balance are the contracts'."""
    shown = [cells(row)["transaction"].rstrip("…") for row in rows(app, TRADES).all()]
    assert shown == [one.receipt.hash[:8] for one in opened]
    app.open("/trade")
    expect(app.page.locator("[data-position]")).to_have_count(len(client.info.positions()))
    app.open("/vault")
    held = client.info.account().balances[0].amount
    app.shows(f"{held:.4f}", "account", '[data-asset="TSLA"]')
    app.open("/history")
    expect(rows(app, TRADES)).to_have_count(len(opened))


def test_says_so_where_there_is_no_index(app):
    app.open("/history")
    expect(app.page.get_by_text("published without an index")).to_be_visible()


def test_says_so_when_the_index_is_silent_and_when_it_is_behind(history, index, market):
    history.figure("index-block")
    history.page.route(index.url, lambda route: route.abort())
    notice = history.page.get_by_role("main").get_by_role("alert")
    expect(notice).to_contain_text("The index does not answer")
    history.page.unroute(index.url)
    expect(notice).to_have_count(0)
    assert history.problems
    history.problems.clear()  # the browser's own complaints about the requests

    # Ten blocks and an hour ago, as it would say if it had stopped there.
    status = index.ask("{ _meta { status } }")
    block = status["_meta"]["status"]["evershare"]["block"]
    block["number"], block["timestamp"] = block["number"] - 10, block["timestamp"] - 3_600
    answer = {"data": status}
    history.page.route(
        index.url,
        lambda route: route.fulfill(json=answer) if "_meta" in (route.request.post_data or "") else route.fallback(),
    )
    expect(notice).to_contain_text(f"it has read up to block {block['number']} of")


@pytest.mark.parametrize("language", LANGUAGES)
def test_fits_every_screen(history, client, language):
    client.trader.open("BTC", "TSLA", "put", "0.1")
    history.page.locator("header select").select_option(language)
    expect(rows(history, TRADES)).to_have_count(1)
    for size in SIZES:
        resize(history.page, size)
        assert overflowing(history.page) == [], size
        assert serious(history.page, f"history-{language}-{size}") == []
