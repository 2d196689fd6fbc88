"""Issuer, custodian, participant and holder at the command line."""

import pytest
from eth_account import Account

from tests.support.clients import person


@pytest.fixture
def signers(exchange, shell):
    """Keystores of the custodian's first two signers."""
    keys = exchange.custodian_keys[:2]
    return [shell.keystore(Account.from_key(key), f"signer{place}.json") for place, key in enumerate(keys)]


@pytest.fixture
def issuer(exchange, shell):
    return shell.keystore(person(exchange, "issuer"), "issuer.json")


@pytest.fixture
def document(shell):
    path = shell.folder / "document.txt"
    path.write_text("1. Elect the board. 2. Pay the board.")
    return path


@pytest.fixture
def confirm(shell, signers, trader):
    """A custodian confirms an action, and somebody sends that."""

    def confirmed(action):
        path = shell.folder / "confirmation.json"
        shell.run("stock", "confirm", action, "--custodian", 1, "--out", path)
        for keystore in signers:
            shell.run("stock", "sign", path, "--keystore", keystore)
        shell.run("stock", "submit", path)

    return confirmed


def test_an_attestation_goes_from_key_to_key(shell, signers, trader, document):
    path = shell.folder / "attestation.json"
    command = ("stock", "attest", "TSLA", "--custodian", 1, "--shares", 12_000, "--report", document, "--out", path)
    assert "next: evershare stock sign attestation.json" in shell.run(*command).stdout
    assert shell.run("stock", "sign", path, "--keystore", signers[0]).stdout == "attestation.json has 1 signatures\n"
    assert shell.error("stock", "submit", path, exit_code=4).startswith("NotEnoughSignatures (")
    shell.run("stock", "sign", path, "--keystore", signers[1])
    shell.run("stock", "submit", path)
    assert shell.json("stock", "show", "TSLA")["reserve"] == "12000"
    assert "12,000" in shell.run("stock", "show", "TSLA").stdout
    assert "12,000" in shell.run("stock", "list").stdout


def test_mints_and_redeems(shell, signers, exchange, document, issuer):
    participant = shell.keystore(person(exchange, "authorised_participant"), "participant.json")
    address = exchange.people["authorised_participant"].address
    path = shell.folder / "receipt.json"
    shell.run(
        "stock",
        "mint",
        "TSLA",
        "--custodian",
        1,
        "--shares",
        25,
        "--participant",
        address,
        "--receipt",
        900,
        "--out",
        path,
    )
    for keystore in signers:
        shell.run("stock", "sign", path, "--keystore", keystore)
    shell.run("stock", "submit", path, "--keystore", participant)
    redeem = ("stock", "redeem", "TSLA", 5, "--instruction", document, "--keystore", participant)
    assert shell.json(*redeem) == {"redemption": 1}
    shell.run("stock", "authorise", "TSLA", address, "--end", "--keystore", issuer)
    assert shell.error(*redeem, exit_code=4).startswith("NotAuthorisedParticipant (")


def test_announces_a_split(shell, issuer, confirm, document):
    announced = shell.json(
        "stock",
        "split",
        "TSLA",
        3,
        1,
        "--effective",
        "2024-08-09T13:30:00",
        "--document",
        document,
        "--keystore",
        issuer,
    )
    confirm(announced["action"])
    assert "scheduled" in shell.run("stock", "action", announced["action"]).stdout
    shell.run("stock", "cancel-action", announced["action"], "--keystore", issuer)
    assert shell.json("stock", "action", announced["action"])["state"] == "cancelled"


def test_pays_a_dividend(shell, issuer, confirm, document, exchange, trader):
    shell.run("deposit", "TSLA", 40)
    action = shell.json(
        "stock", "dividend", "TSLA", "0.5", "--effective", "2024-08-09", "--document", document, "--keystore", issuer
    )["action"]
    confirm(action)
    exchange.wait_for_record(action)
    distribution = shell.json("stock", "pay-dividend", action, "--keystore", issuer)["distribution"]
    assert shell.run("stock", "claim", distribution).stdout == "paid 30\n"
    assert shell.run("stock", "claim", distribution, "--via", "vault").stdout == "paid 20\n"


def test_votes(shell, issuer, confirm, document, exchange, trader):
    action = shell.json(
        "stock", "meeting", "TSLA", "--effective", "2024-08-09", "--document", document, "--keystore", issuer
    )
    confirm(action["action"])
    exchange.wait_for_record(action["action"])
    meeting = shell.json(
        "stock", "convene", action["action"], "--deadline", "2024-08-16", "--resolutions", 2, "--keystore", issuer
    )["meeting"]
    shell.run("stock", "vote", meeting, "for", "abstain")
    assert [votes["in_favour"] for votes in shell.json("stock", "tally", meeting)] == ["100", "0"]
    assert "Meeting 1" in shell.run("stock", "tally", meeting).stdout


def test_swaps(shell, trader, exchange):
    shell.run("stock", "swap", "sell", "TSLA", 10, "--buffer", exchange.buffer.address)
    shell.run("stock", "swap", "buy", "TSLA", 5, "--buffer", exchange.buffer.address)
    assert exchange.tokens["TSLA"].balanceOf(trader.address) == 95 * 10**18
