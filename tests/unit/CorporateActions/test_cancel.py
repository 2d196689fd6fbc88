import pytest

from evershare.actions import FREEZE_SECONDS, ActionKind, ActionState, PriceAction, TokenState
from evershare.localnet import wad
from tests.support.actions import DAY, FRIDAY_CLOSE, MONDAY_OPEN, SPLIT_AT
from tests.support.reverts import reverts


def test_reverts_for_anybody_but_issuer_and_governor(world):
    action_id = world.announced_split()
    with reverts("NotActionIssuer", world.people["stranger"], world.people["issuer"]):
        world.actions.cancel(action_id, world.as_("stranger"))


def test_reverts_for_an_action_that_does_not_exist(world):
    with reverts("StockNotListed", "0x" + "00" * 20):
        world.actions.cancel(1, world.as_("issuer"))


def test_reverts_from_the_freeze_on(world):
    action_id = world.announce_split("TSLA", 10, 1, SPLIT_AT)
    world.wait_until(SPLIT_AT - FREEZE_SECONDS - 1)
    with reverts("CancellationTooLate", action_id, ActionState.FROZEN):
        world.actions.cancel(action_id, world.as_("issuer"))


def test_reverts_from_a_record_on(world):
    """Who held the token then has been promised the dividend."""
    action_id = world.dividend()
    world.wait_until(FRIDAY_CLOSE - 1)
    with reverts("CancellationTooLate", action_id, ActionState.SCHEDULED):
        world.actions.cancel(action_id, world.as_("issuer"))


def test_reverts_the_second_time(world):
    action_id = world.announced_split()
    world.actions.cancel(action_id, world.as_("issuer"))
    with reverts("CancellationTooLate", action_id, ActionState.CANCELLED):
        world.actions.cancel(action_id, world.as_("issuer"))


@pytest.mark.parametrize("who", ["issuer", "governor"])
def test_calls_off_a_split_to_the_last_second(world, tsla, who):
    action_id = world.announce_split("TSLA", 10, 1, SPLIT_AT)
    world.wait_until(SPLIT_AT - FREEZE_SECONDS - 2)
    events = world.actions.cancel(action_id, world.as_(who)).events

    assert dict(events["ActionCancelled"]) == {"actionId": action_id, "token": tsla}
    assert dict(events["FreezeSet"]) == {"token": tsla, "frozenFrom": 0, "isEnded": False}
    assert world.actions.actionState(action_id) == ActionState.CANCELLED
    world.wait_until(SPLIT_AT)
    assert (tsla.multiplier(), tsla.actionNonce()) == (wad(1), 0)
    assert world.state == TokenState.ACTIVE
    assert not world.oracle.isFrozen(world.tsla_id)
    world.wait_until(MONDAY_OPEN + 3_600)
    assert "PriceObserved" in world.refresh().events


def test_calls_off_a_dividend_and_its_record_for_good(world, tsla):
    world.actions.cancel(world.dividend(), world.as_("issuer"))
    assert world.oracle.adjustmentOf(world.tsla_id).dict()["phase"] == PriceAction.NONE
    meeting = world.announce("TSLA", ActionKind.MEETING, MONDAY_OPEN)
    world.confirm(meeting)

    assert world.actions.actionOf(meeting).dict()["recordEpoch"] == 2
    world.wait_until(FRIDAY_CLOSE)
    assert tsla.recordEpoch() == world["CollateralVault"].recordEpoch(world.tsla_id) == 2


def test_calls_off_a_split_of_a_token_without_a_price(world):
    world.create_stock("AAPL")
    action_id = world.announce_split("AAPL", 4, 1, SPLIT_AT)
    world.actions.cancel(action_id, world.as_("issuer"))
    assert world.actions.actionState(action_id) == ActionState.CANCELLED


def test_calls_off_a_meeting_of_a_token_with_a_price(world):
    meeting = world.announce("TSLA", ActionKind.MEETING, MONDAY_OPEN)
    world.confirm(meeting)
    world.actions.cancel(meeting, world.as_("issuer"))
    assert world.actions.actionState(meeting) == ActionState.CANCELLED


def test_calls_off_what_is_only_announced(world):
    world.actions.cancel(world.announced_split(), world.as_("issuer"))
    assert world.state == TokenState.ACTIVE
    assert world.announced_split(SPLIT_AT + DAY) == 2
