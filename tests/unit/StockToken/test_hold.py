"""Tokens that a request has set aside: `hold`, `returnHeld`, `takeHeld`."""

import pytest

from tests.support.custody import WAD
from tests.support.reverts import reverts


@pytest.fixture(autouse=True)
def _held(desk, roles):
    """A minter has set 30 of the participant's 100 tokens aside."""
    desk.registry.setMinter(roles["minter"], True, {"from": roles["governor"]})
    desk.attest(200 * WAD)
    desk.issue(100 * WAD)
    desk.token.hold(roles["authorised_participant"], 30 * WAD, {"from": roles["minter"]})


@pytest.fixture
def holder(roles):
    return roles["authorised_participant"]


@pytest.fixture
def minter(roles):
    return {"from": roles["minter"]}


def deny(desk, account, denied=True):
    desk.token.setListed(account, denied, {"from": desk.roles["issuer"]})


def waiting(desk, account):
    """In escrow, and of that set aside."""
    return desk.token.escrowOf(account), desk.token.heldOf(account)


@pytest.mark.parametrize("function", ["hold", "returnHeld", "takeHeld"])
@pytest.mark.parametrize("who", ["authorised_participant", "issuer", "governor"])
def test_reverts_for_anybody_but_a_minter(desk, roles, holder, function, who):
    with reverts("StockTokenOnlyMinter", roles[who]):
        getattr(desk.token, function)(holder, WAD, {"from": roles[who]})


def test_hold_reverts_for_who_may_not_send(desk, holder, minter):
    deny(desk, holder)

    with reverts("ERC7943CannotSend", holder):
        desk.token.hold(holder, WAD, minter)


def test_hold_reverts_for_frozen_tokens(desk, roles, holder, minter):
    desk.token.setFrozenTokens(holder, 70 * WAD, {"from": roles["issuer"]})

    with reverts("ERC7943InsufficientUnfrozenBalance", holder, WAD, 0):
        desk.token.hold(holder, WAD, minter)


@pytest.mark.parametrize("function", ["returnHeld", "takeHeld"])
def test_reverts_beyond_what_is_held(desk, holder, minter, function):
    """What waits in escrow for another reason is not the minter's to take."""
    deny(desk, holder)
    desk.issue(5 * WAD, recipient=minter["from"].address)
    desk.token.transferOrEscrow(holder, 5 * WAD, minter)

    with reverts("HeldExceeded", holder, 30 * WAD + 1, 30 * WAD):
        getattr(desk.token, function)(holder, 30 * WAD + 1, minter)
    assert waiting(desk, holder) == (35 * WAD, 30 * WAD)


def test_nobody_releases_what_is_held(desk, roles, holder):
    with reverts("NothingEscrowed", holder):
        desk.token.releaseEscrow(holder, {"from": roles["stranger"]})


def test_no_issuer_takes_what_is_held(desk, roles):
    with reverts("RegisteredContractProtected", desk.token):
        desk.token.forcedTransfer(desk.token, roles["issuer"], WAD, {"from": roles["issuer"]})


def test_hold_sets_aside(desk, holder, minter):
    tx = desk.token.hold(holder, 10 * WAD, minter)

    assert desk.token.balanceOf(holder) == 60 * WAD
    assert waiting(desk, holder) == (40 * WAD, 40 * WAD)
    assert desk.token.balanceOf(desk.token) == 40 * WAD
    assert (tx.events["Held"]["account"], tx.events["Held"]["raw"]) == (holder, 10 * WAD)


def test_return_gives_back(desk, holder, minter):
    tx = desk.token.returnHeld(holder, 10 * WAD, minter)

    assert tx.return_value is True
    assert desk.token.balanceOf(holder) == 80 * WAD
    assert waiting(desk, holder) == (20 * WAD, 20 * WAD)
    assert (tx.events["HeldReturned"]["account"], tx.events["HeldReturned"]["raw"]) == (holder, 10 * WAD)


def test_return_to_who_may_not_receive_waits_in_escrow(desk, roles, holder, minter):
    deny(desk, holder)

    assert desk.token.returnHeld(holder, 30 * WAD, minter).return_value is False
    assert waiting(desk, holder) == (30 * WAD, 0)
    deny(desk, holder, False)
    desk.token.releaseEscrow(holder, {"from": roles["stranger"]})
    assert desk.token.balanceOf(holder) == 100 * WAD


def test_take_moves_to_the_minter_even_from_who_was_denied(desk, holder, minter):
    deny(desk, holder)
    tx = desk.token.takeHeld(holder, 30 * WAD, minter)

    assert desk.token.balanceOf(minter["from"]) == 30 * WAD
    assert waiting(desk, holder) == (0, 0)
    assert (tx.events["HeldTaken"]["account"], tx.events["HeldTaken"]["raw"]) == (holder, 30 * WAD)


def test_what_is_held_counts_as_the_holders_at_a_record(desk, holder, minter):
    desk.record()
    desk.token.hold(holder, 10 * WAD, minter)
    desk.record()
    desk.token.takeHeld(holder, 25 * WAD, minter)
    desk.record()
    desk.token.returnHeld(holder, 15 * WAD, minter)

    assert [desk.token.balanceAtRecord(holder, epoch) for epoch in (1, 2, 3)] == [100 * WAD, 100 * WAD, 75 * WAD]
    assert [desk.token.balanceAtRecord(minter["from"], epoch) for epoch in (1, 2, 3)] == [0, 0, 25 * WAD]
