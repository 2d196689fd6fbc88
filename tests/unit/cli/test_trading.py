"""A trader, a provider and a keeper at the command line."""

from decimal import Decimal

from tests.support.clients import person


def test_deposits_opens_closes_and_withdraws(shell, trader):
    assert shell.run("deposit", "TSLA", "60").stdout.startswith("deposited 60 TSLA (block ")
    quoted = Decimal(shell.json("quote", "BTC", "TSLA", "put", "0.1")["total"])
    opened = shell.json("open", "BTC", "TSLA", "put", "0.1", "--max-premium", quoted * 2)
    assert abs(Decimal(opened["cost"]) - quoted) < quoted / 20  # at newer prices, so within a narrower interval

    state = shell.json("positions")
    assert [(one["series_id"], one["size"]) for one in state["positions"]] == [(opened["series_id"], "0.1")]
    table = shell.run("positions", "--account", trader.address).stdout
    assert f"BTC/TSLA put {Decimal(opened['series']['strike']):f} w0.5" in table

    assert "closed all of series" in shell.run("close", opened["series_id"]).stdout
    shell.run("withdraw", "TSLA", "max")
    assert shell.json("positions")["balances"] == []


def test_accounts_are_numbers_or_addresses(shell, trader):
    shell.run("deposit", "TSLA", "5", "--account", "7")
    assert shell.json("positions")["balances"] == []
    (held,) = shell.json("positions", "--account", "7")["balances"]
    assert held == {"symbol": "TSLA", "amount": "5", "locked": "0"}
    assert shell.error("positions", "--account", "256") == "sub-accounts are numbered from 0 to 255, got 256"


def test_borrows_and_repays(shell, trader, exchange):
    lender = shell.keystore(person(exchange, "liquidity_provider"), "lender.json")
    shell.run("pool", "lend", "USDC", "50000", "--keystore", lender)
    shell.run("deposit", "TSLA", "20")
    shell.run("borrow", "USDC", "1000")
    assert "covered" in shell.run("positions").stdout
    shell.run("repay", "USDC", "400")
    assert Decimal(600) <= Decimal(shell.json("positions")["debts"][0]["amount"]) < Decimal("600.01")
    shell.run("pool", "unlend", "USDC", "100", "--keystore", lender)


def test_a_keeper_liquidates(shell, trader, exchange):
    keeper = shell.keystore(person(exchange, "liquidity_provider"), "keeper.json")
    shell.run("pool", "lend", "USDC", "50000", "--keystore", keeper)
    shell.run("deposit", "USDC", "10000", "--keystore", keeper)
    shell.run("deposit", "TSLA", "20")
    shell.run("borrow", "USDC", "1800")
    shell.run("withdraw", "USDC", "1800")
    mark = ("keeper", "mark", "--account", trader.address, "--keystore", keeper)
    assert shell.error(*mark, exit_code=4).startswith("AccountHealthy (")
    exchange.publish_confirmed_prices({"TSLA": 160, "BTC": 64_000, "USDC": 1})
    shell.run(*mark)

    liquidate = ("keeper", "liquidate", trader.address, "TSLA", "USDC", "500", "--keystore", keeper)
    found = shell.json(*liquidate)
    paid, bought = Decimal(found["paid"]), Decimal(found["bought"])
    assert 0 < paid < 500  # as much as restores the account
    assert 150 < paid / bought < 160  # the discount
    assert shell.error(*liquidate, "--close", "7") == "--close: must be SERIES=SIZE, not '7'"
    unmark = ("keeper", "unmark", "--account", trader.address, "--keystore", keeper)
    assert shell.error(*unmark, exit_code=4).startswith("AccountNotMarked (")  # the liquidation has ended the mark


def test_a_provider_goes_in_and_out(shell, exchange):
    shell.environment["EVERSHARE_KEYSTORE"] = shell.keystore(person(exchange, "liquidity_provider"), "provider.json")
    shell.run("pool", "deposit", "TSLA", "100")
    assert shell.run("pool", "claim", "TSLA").stdout == "1 requests claimed\n"
    shell.run("pool", "redeem", "TSLA", "50")
    shell.run("pool", "claim", "TSLA")
    assert shell.json("pool", "stake", "TSLA")["shares"] == "2050"
    assert shell.run("pool", "claim", "TSLA").stdout == "nothing has been settled yet\n"
    assert shell.run("pool", "cancel", "TSLA").stdout == "nothing waits\n"
    assert "2,050" in shell.run("pool", "stake", "TSLA").stdout


def test_looks_around_without_a_key(shell):
    assert "USD, BTC, TSLA, USDC" in shell.run("status").stdout
    assert "Lending pools" in shell.run("status").stdout
    assert [one["symbol"] for one in shell.json("price")] == ["BTC", "TSLA", "USDC"]
    assert shell.json("price", "BTC")[0]["mid"] == "64000"
    assert "64,000" in shell.run("price").stdout
    assert "BTC/TSLA" in shell.run("markets").stdout
    assert shell.json("markets")[0]["period"] == 7 * 86_400
    assert "in all" in shell.run("quote", "BTC", "TSLA", "call", "0.1").stdout
    assert "Option pools" in shell.run("pool", "show", "TSLA").stdout
    hours = shell.json("calendar", "--days", "4")
    assert (hours["is_open"], [day["regular_open"] for day in hours["days"]][2:]) == (True, [None, None])
    assert "Sat 2024-08-03" in shell.run("calendar").stdout


def test_a_keeper_brings_prices(shell, trader):
    found = shell.json("keeper", "refresh", "BTC", "--prices", "BTC=64100")
    assert found["observed"] == {"BTC": "64100"}
    jump = shell.run("keeper", "refresh", "BTC", "--prices", "BTC=80000").stdout
    assert "a jump, to be confirmed after 120 s" in jump


def test_a_new_key_is_encrypted_and_never_overwritten(shell):
    path = shell.folder / "new.json"
    made = shell.json("key", "new", path)
    assert path.stat().st_mode & 0o077 == 0
    shell.environment["EVERSHARE_KEYSTORE"] = str(path)
    assert shell.json("positions")["address"] == made["address"]
    assert shell.error("key", "new", path) == f"{path} exists: name another file, so that no key is lost"


def test_completes_in_three_shells(shell):
    for name in ("bash", "zsh", "fish"):
        assert "_EVERSHARE_COMPLETE" in shell.run("completion", name).stdout


def test_help_shows_examples(shell):
    for command in (["open"], ["deposit"], ["stock", "attest"], ["pool", "deposit"], ["keeper", "refresh"]):
        assert f"evershare {' '.join(command)}" in shell.run(*command, "--help").stdout
