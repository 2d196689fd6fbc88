import pytest

from tests.support.custody import INSTRUCTION, WAD
from tests.support.reverts import reverts


@pytest.fixture(autouse=True)
def _issued(desk):
    """The authorised participant holds 100 tokens of 100 attested shares."""
    desk.attest(100 * WAD)
    desk.issue(100 * WAD)


def test_reverts_for_anybody_but_a_participant(desk, roles):
    desk.token.transfer(roles["stranger"], WAD, {"from": roles["authorised_participant"]})

    with reverts("NotAuthorisedParticipant", desk.token, roles["stranger"]):
        desk.redeem(WAD, sender=roles["stranger"])
    assert desk.token.balanceOf(roles["stranger"]) == WAD
    assert desk.registry.sharesOwed(desk.token) == 0


def test_reverts_for_nothing(desk):
    with reverts("ConvertsToNothing", 0):
        desk.redeem(0)


def test_reverts_beyond_the_balance(desk, roles):
    with reverts("ERC20InsufficientBalance", roles["authorised_participant"], 100 * WAD, 100 * WAD + 1):
        desk.redeem(100 * WAD + 1)
    assert desk.registry.sharesOwed(desk.token) == 0


def test_burns_and_owes(desk, roles):
    tx = desk.redeem(30 * WAD)

    assert desk.token.totalSupply() == 70 * WAD
    assert desk.registry.sharesOwed(desk.token) == 30 * WAD
    assert desk.registry.sharesDue(desk.token) == 100 * WAD
    assert tx.return_value == 1
    redemption = desk.market.redemptionOf(1).dict()
    assert (redemption["token"], redemption["participant"]) == (desk.token, roles["authorised_participant"])
    assert (redemption["raw"], redemption["isFilled"]) == (30 * WAD, False)
    assert redemption["requestedAt"] == tx.timestamp
    assert redemption["instructionHash"] == "0x" + INSTRUCTION.hex()
    event = tx.events["RedeemedInKind"]
    assert (event["redemptionId"], event["raw"], event["shares"]) == (1, 30 * WAD, 30 * WAD)


def test_stays_open_whatever_the_reserve(desk):
    desk.attest(0)
    desk.wait(7 * 24 * 3_600)
    desk.redeem(100 * WAD)

    assert desk.token.totalSupply() == 0


def test_owes_the_shares_of_a_split_before_the_delivery(desk):
    desk.redeem(30 * WAD)
    desk.split(10 * WAD)

    assert desk.registry.sharesOwed(desk.token) == 300 * WAD
    assert desk.registry.sharesDue(desk.token) == 1_000 * WAD
