import pytest

from tests.support.custody import WAD
from tests.support.reverts import reverts


@pytest.fixture(autouse=True)
def _issued(desk):
    """The authorised participant holds 100 tokens."""
    desk.attest(100 * WAD)
    desk.issue(100 * WAD)


@pytest.fixture
def payer(roles):
    return {"from": roles["authorised_participant"]}


def deny(desk, account, denied=True):
    desk.token.setListed(account, denied, {"from": desk.roles["issuer"]})


def test_reverts_for_a_payer_who_may_not_send(desk, roles, payer):
    deny(desk, payer["from"])
    deny(desk, roles["trader"])

    for payee in ("trader", "stranger"):
        with reverts("ERC7943CannotSend", payer["from"]):
            desk.token.transferOrEscrow(roles[payee], WAD, payer)


def test_reverts_for_frozen_tokens(desk, roles, payer):
    desk.token.setFrozenTokens(payer["from"], 100 * WAD, {"from": roles["issuer"]})
    deny(desk, roles["trader"])

    with reverts("ERC7943InsufficientUnfrozenBalance", payer["from"], WAD, 0):
        desk.token.transferOrEscrow(roles["trader"], WAD, payer)
    assert desk.token.escrowOf(roles["trader"]) == 0


def test_reverts_beyond_the_balance(desk, roles, payer):
    deny(desk, roles["trader"])

    with reverts("ERC20InsufficientBalance", payer["from"], 100 * WAD, 101 * WAD):
        desk.token.transferOrEscrow(roles["trader"], 101 * WAD, payer)
    assert desk.token.escrowOf(roles["trader"]) == 0


def test_pays_who_may_receive(desk, roles, payer):
    assert desk.token.transferOrEscrow(roles["trader"], WAD, payer).return_value is True

    assert desk.token.balanceOf(roles["trader"]) == WAD
    assert desk.token.escrowOf(roles["trader"]) == 0


def test_keeps_what_a_denied_payee_is_owed(desk, roles, payer):
    deny(desk, roles["trader"])
    tx = desk.token.transferOrEscrow(roles["trader"], 3 * WAD, payer)
    desk.token.transferOrEscrow(roles["trader"], 4 * WAD, payer)

    assert tx.return_value is False
    event = tx.events["Escrowed"]
    assert (event["payer"], event["payee"], event["raw"]) == (payer["from"], roles["trader"], 3 * WAD)
    assert desk.token.escrowOf(roles["trader"]) == desk.token.balanceOf(desk.token) == 7 * WAD
    assert desk.token.totalSupply() == 100 * WAD


def test_release_reverts_when_nothing_waits(desk, roles):
    with reverts("NothingEscrowed", roles["trader"]):
        desk.token.releaseEscrow(roles["trader"], {"from": roles["stranger"]})


def test_release_reverts_while_the_payee_may_not_receive(desk, roles, payer):
    deny(desk, roles["trader"])
    desk.token.transferOrEscrow(roles["trader"], WAD, payer)

    with reverts("ERC7943CannotReceive", roles["trader"]):
        desk.token.releaseEscrow(roles["trader"], {"from": roles["trader"]})
    assert desk.token.escrowOf(roles["trader"]) == WAD


def test_release_pays_the_payee_once(desk, roles, payer):
    deny(desk, roles["trader"])
    deny(desk, roles["minter"])
    for who in ("trader", "minter"):
        desk.token.transferOrEscrow(roles[who], WAD, payer)
    deny(desk, roles["trader"], False)
    tx = desk.token.releaseEscrow(roles["trader"], {"from": roles["stranger"]})

    assert tx.return_value == desk.token.balanceOf(roles["trader"]) == WAD
    assert (tx.events["EscrowReleased"]["payee"], tx.events["EscrowReleased"]["raw"]) == (roles["trader"], WAD)
    assert desk.token.escrowOf(roles["minter"]) == desk.token.balanceOf(desk.token) == WAD
    with reverts("NothingEscrowed", roles["trader"]):
        desk.token.releaseEscrow(roles["trader"], {"from": roles["stranger"]})


def test_what_waits_counts_as_the_payees_at_a_record(desk, roles, payer):
    desk.record()
    deny(desk, roles["trader"])
    desk.token.transferOrEscrow(roles["trader"], 5 * WAD, payer)
    desk.record()
    deny(desk, roles["trader"], False)
    desk.token.releaseEscrow(roles["trader"], {"from": roles["stranger"]})

    assert [desk.token.balanceAtRecord(roles["trader"], epoch) for epoch in (1, 2)] == [0, 5 * WAD]
    assert [desk.token.balanceAtRecord(payer["from"], epoch) for epoch in (1, 2)] == [100 * WAD, 95 * WAD]
