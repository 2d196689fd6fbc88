"""Limit orders at the command line."""

import pytest

from tests.support.clients import person
from tests.support.matcher_stub import matcher


@pytest.fixture
def service():
    with matcher() as found:
        yield found


def test_signs_sends_fills_and_cancels(shell, trader, exchange, service):
    shell.run("deposit", "TSLA", "60")
    path = shell.folder / "order.json"
    signed = shell.json(
        "order", "new", "buy", "BTC", "TSLA", "put", "0.1", "40", "--matcher", service.url, "--out", path
    )
    assert [path for path, _ in service.posted] == ["/v1/orders"]
    assert shell.json("order", "send", path, "--matcher", service.url) == {"id": signed["id"]}
    assert shell.run("order", "left", path).stdout == "0.1 left\n"

    executor = shell.keystore(person(exchange, "keeper"), "executor.json")
    shell.run("order", "fill", path, "--pool", exchange.pool.address, "--keystore", executor)
    assert shell.run("order", "left", path).stdout == "0 left\n"
    assert [one["size"] for one in shell.json("positions")["positions"]] == ["0.1"]

    assert shell.run("order", "cancel", signed["group"]).stdout == "cancelled 1 groups\n"
    assert shell.run("order", "cancel", "--all").stdout.startswith("cancelled all that was signed so far (block ")
    forgotten = shell.run("order", "cancel", "--all", "--matcher", service.url).stdout
    assert forgotten == "the matcher has forgotten 2 orders; others may hold them\n"
    assert "Open" in shell.run("order", "list", "--matcher", service.url).stdout


def test_quotes_and_takes(shell, trader, exchange):
    maker = person(exchange, "market_maker")
    keystore = shell.keystore(maker, "maker.json")
    pool = exchange.create_private_pool("market_maker", "TSLA", maker.address).address
    exchange.tokens["TSLA"].approve(pool, 2**255, exchange.as_("market_maker"))
    exchange.project["PrivateOptionPool"].at(pool).deposit(200 * 10**18, exchange.as_("market_maker"))
    path = shell.folder / "quote.json"
    command = ("order", "quote", "sell", "BTC", "TSLA", "put", "0.5", "20", "--pool", pool, "--out", path)
    assert shell.run(*command, "--keystore", keystore).stdout.startswith("quote 0x")
    shell.run("deposit", "TSLA", "60")
    assert shell.run("order", "take", path, "0.2").stdout.startswith("took 0.2 of quote.json (block ")
    assert shell.run("order", "left", path).stdout == "0.3 left\n"


def test_says_what_is_missing(shell, trader, tmp_path):
    assert shell.error("order", "new", "buy", "BTC", "TSLA", "put", "0.1", "40") == (
        "where to? Name a matcher with --matcher, or a file with --out"
    )
    assert shell.error("order", "cancel") == "what? Name the groups to cancel, or --all"
    assert shell.error("order", "left", tmp_path / "none.json").endswith(
        "cannot be read: name a file of `evershare order new --out`"
    )
