"""Whatever is wrong is told in one line that names the cause and what helps, with an exit code of its kind."""

import json

import pytest
from eth_account import Account
from eth_utils import keccak

from evershare.anvil import free_port


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("five", "amount: 'five' is not a number"),
        ("-5", "amount: must be above zero, got -5"),
        ("0", "amount: must be above zero, got 0"),
        ("1e-19", "amount: 1e-19 has more than 18 decimals"),
    ],
)
def test_malformed_amounts(shell, trader, amount, message):
    assert shell.error("deposit", "TSLA", "--", amount) == message


def test_unknown_names(shell, trader):
    assert shell.error("deposit", "GME", "1") == "no asset is called 'GME': there are USD, BTC, TSLA, USDC"
    assert shell.error("price", "") == "no asset is called '': there are USD, BTC, TSLA, USDC"
    assert shell.error("quote", "TSLA", "BTC", "put", "1") == (
        "there is no market TSLA/BTC: there are BTC/TSLA (7 days)"
    )
    assert shell.error("quote", "BTC", "TSLA", "put", "1", "--strike", "281") == (
        "strike: 281 is not on the grid of 5 % steps; the nearest is 287.05"
    )
    assert shell.error("close", "77") == f"{trader.address} has no position in series 77: see its positions"
    assert shell.error("stock", "show", "GME") == "no stock is called 'GME': there are TSLA"
    assert shell.error("positions", "--account", "0x12") == "account: '0x12' is no address, or its checksum is wrong"


def test_a_key_is_needed_and_has_to_open(shell, trader, tmp_path):
    assert shell.error("deposit", "TSLA", "1", EVERSHARE_KEYSTORE="") == (
        "this needs a key to sign with: name a keystore with --keystore, or make one with `evershare key new FILE`"
    )
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    assert shell.error("deposit", "TSLA", "1", "--keystore", wrong) == (
        f"{wrong} does not open: the password is wrong, or it is no keystore"
    )


def test_the_password_may_be_in_a_file(shell, trader, tmp_path):
    path = tmp_path / "password"
    path.write_text("correct horse battery staple\n")
    shell.run("deposit", "TSLA", "1", password="", EVERSHARE_PASSWORD_FILE=str(path))
    assert shell.error("deposit", "TSLA", "1", EVERSHARE_PASSWORD_FILE=str(tmp_path)).endswith("Is a directory")


def test_another_chain(shell):
    record = shell.folder / "other.json"
    record.write_text((shell.folder / "record.json").read_text().replace("31337", "84532"))
    assert shell.error("status", "--deployment", record, exit_code=3) == (
        "the node is of chain 31337 and the deployment of chain 84532: "
        "use a node of that chain, or the record of this one"
    )


def test_no_deployment(shell):
    missing = shell.folder / "missing.json"
    assert shell.error("status", "--deployment", missing).startswith(
        f"there is no deployment record {missing}: deploy first"
    )
    record = json.loads((shell.folder / "record.json").read_text())
    record["contracts"]["CollateralVault"]["address"] = "0x" + "11" * 20
    (shell.folder / "stale.json").write_text(json.dumps(record))
    assert "the chain was reset, or the deployment record is of another; deploy again" in shell.error(
        "status", "--deployment", shell.folder / "stale.json"
    )


def test_no_node(shell, monkeypatch):
    monkeypatch.setattr("evershare.client.effects.time.sleep", lambda seconds: None)
    message = shell.error("status", "--rpc", f"http://127.0.0.1:{free_port()}", exit_code=3)
    assert message.startswith("eth_chainId got no answer: ")
    assert message.endswith("(5 attempts): check the address of the node, or use another")


def test_no_ether(shell, exchange):
    account = Account.from_key(keccak(text="somebody without ether"))
    exchange.tokens["TSLA"].transfer(account.address, 10**18, exchange.as_("authorised_participant"))
    message = shell.error("deposit", "TSLA", "1", "--keystore", shell.keystore(account, "poor.json"))
    assert message.startswith(f"{account.address} has 0 ETH and needs up to 0.0")
    assert message.endswith(" ETH for the transaction on chain 31337: send it some")


def test_reverted_simulations_name_the_contracts_fields(shell, trader):
    message = shell.error("withdraw", "TSLA", "5", exit_code=4)
    assert message.startswith(
        f"InsufficientAccountBalance (account {trader.address.lower()}, assetId 2, unlocked 0, needed 5"
    )
    assert "when an account holds less that may leave it than what is to leave it" in message


def test_old_prices(shell, trader, exchange):
    shell.run("deposit", "TSLA", "50")
    exchange.wait_until(exchange.now + 60)
    message = shell.error(
        "open", "BTC", "TSLA", "put", "0.1", exit_code=4, EVERSHARE_PRICE_SERVICE="https://unused.invalid"
    )
    assert "ObservationTooOld" in message
    assert message.endswith("; send new prices along (prices=...), or refresh the oracle first")
    assert shell.error("keeper", "refresh", "BTC", "--prices", "BTC") == (
        "--prices: must be a URL, or prices such as BTC=64000,TSLA=227.5, not 'BTC'"
    )
    assert shell.error("keeper", "refresh", "BTC", EVERSHARE_PRICE_SERVICE="https://unused.invalid").startswith(
        "signed prices of BTC are needed: give the client a price service"
    )


def test_a_fault_of_the_program_is_told_without_a_traceback(shell, monkeypatch):
    monkeypatch.setattr("evershare.client.info._lending", lambda *arguments: 1 / 0)
    message = shell.error("status")
    assert message == "ZeroDivisionError: division by zero (a fault of this program; EVERSHARE_TRACEBACK=1 shows where)"


def test_wrong_usage_exits_with_two(shell):
    shell.run("open", "BTC", exit_code=2)
    shell.run("calendar", "--days", "0", exit_code=2)
