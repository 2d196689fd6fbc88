"""ERC-7943: who may send and receive, in both policies, and what no issuer may do to a contract of the protocol."""

import pytest
from eth_utils import keccak

from tests.support.custody import CLOSED_LOOP, OPEN, WAD
from tests.support.reverts import reverts


@pytest.fixture
def issuer(roles):
    return {"from": roles["issuer"]}


@pytest.fixture(autouse=True)
def _issued(desk):
    """The authorised participant holds 100 tokens of an open stock."""
    desk.attest(100 * WAD)
    desk.issue(100 * WAD)


@pytest.fixture
def closed(desk, roles, containers, issuer, monkeypatch):
    """A closed-loop stock; the trader and the participant may hold it, and the participant holds 100."""
    listed = desk.list_stock(security=keccak(text="closed"), symbol="TSLAB", policy=CLOSED_LOOP)
    monkeypatch.setattr(desk, "token", containers.StockToken.at(listed.return_value))
    for who in ("authorised_participant", "trader"):
        desk.token.setListed(roles[who], True, issuer)
    desk.open_market(desk.token)
    desk.attest(100 * WAD)
    desk.issue(100 * WAD)
    return desk.token


def send(desk, roles, to, raw=WAD):
    return desk.token.transfer(to, raw, {"from": roles["authorised_participant"]})


@pytest.mark.parametrize("who", ["stranger", "governor", "authorised_participant"])
def test_set_listed_reverts_for_anybody_but_the_issuer(desk, roles, who):
    with reverts("StockTokenOnlyIssuer", roles[who], roles["issuer"]):
        desk.token.setListed(roles["trader"], True, {"from": roles[who]})
    assert not desk.token.isListed(roles["trader"])


def test_a_registered_contract_cannot_be_denied(desk, roles, issuer):
    desk.registry.setRegisteredContract(desk.market, True, {"from": roles["governor"]})

    with reverts("RegisteredContractProtected", desk.market):
        desk.token.setListed(desk.market, True, issuer)
    assert desk.token.canReceive(desk.market)


def test_the_token_itself_cannot_be_denied(desk, issuer):
    with reverts("RegisteredContractProtected", desk.token):
        desk.token.setListed(desk.token, True, issuer)


def test_open_denies_who_is_listed(desk, roles, issuer):
    tx = desk.token.setListed(roles["trader"], True, issuer)

    assert desk.token.transferPolicy() == OPEN
    assert (tx.events["AccountListed"]["account"], tx.events["AccountListed"]["isListed"]) == (roles["trader"], True)
    assert not desk.token.canReceive(roles["trader"])
    assert not desk.token.canSend(roles["trader"])
    assert not desk.token.canTransfer(roles["authorised_participant"], roles["trader"], WAD)
    with reverts("ERC7943CannotReceive", roles["trader"]):
        send(desk, roles, roles["trader"])
    with reverts("ERC7943CannotReceive", roles["trader"]):
        send(desk, roles, roles["trader"], 0)


def test_open_lets_nobody_send_who_is_listed(desk, roles, issuer):
    participant = roles["authorised_participant"]
    desk.token.approve(roles["stranger"], WAD, {"from": participant})
    desk.token.setListed(participant, True, issuer)

    with reverts("ERC7943CannotSend", participant):
        send(desk, roles, roles["trader"])
    with reverts("ERC7943CannotSend", participant):
        desk.token.transferFrom(participant, roles["trader"], WAD, {"from": roles["stranger"]})
    with reverts("ERC7943CannotSend", participant):
        desk.redeem(WAD)
    assert desk.token.balanceOf(participant) == 100 * WAD


def test_open_mints_to_nobody_who_is_listed(desk, roles, issuer):
    desk.attest(200 * WAD)
    desk.token.setListed(roles["trader"], True, issuer)

    with reverts("ERC7943CannotReceive", roles["trader"]):
        desk.issue(WAD, recipient=roles["trader"].address)


def test_denying_one_never_blocks_another(desk, roles, issuer):
    """C6."""
    send(desk, roles, roles["trader"], 10 * WAD)
    desk.token.setListed(roles["trader"], True, issuer)
    send(desk, roles, roles["stranger"], 10 * WAD)

    assert desk.token.balanceOf(roles["stranger"]) == 10 * WAD


def test_open_allows_again_who_is_taken_off(desk, roles, issuer):
    for listed in (True, False):
        desk.token.setListed(roles["trader"], listed, issuer)
    send(desk, roles, roles["trader"])

    assert desk.token.balanceOf(roles["trader"]) == WAD


def test_closed_loop_refuses_who_is_not_listed(desk, roles, closed):
    assert closed.transferPolicy() == CLOSED_LOOP
    assert not closed.canReceive(roles["stranger"])
    assert not closed.canTransfer(roles["authorised_participant"], roles["stranger"], WAD)
    with reverts("ERC7943CannotReceive", roles["stranger"]):
        send(desk, roles, roles["stranger"])


def test_closed_loop_serves_who_is_listed(desk, roles, closed):
    assert closed.canTransfer(roles["authorised_participant"], roles["trader"], WAD)
    send(desk, roles, roles["trader"])

    assert closed.balanceOf(roles["trader"]) == WAD


def test_closed_loop_lets_nobody_send_who_was_taken_off(desk, roles, closed, issuer):
    closed.setListed(roles["authorised_participant"], False, issuer)

    with reverts("ERC7943CannotSend", roles["authorised_participant"]):
        send(desk, roles, roles["trader"])


def test_closed_loop_may_be_held_by_a_registered_contract(desk, roles, closed):
    assert not closed.canReceive(desk.manager)
    desk.registry.setRegisteredContract(desk.manager, True, {"from": roles["governor"]})

    assert closed.canReceive(desk.manager)
    send(desk, roles, desk.manager)
    assert closed.balanceOf(desk.manager) == WAD
