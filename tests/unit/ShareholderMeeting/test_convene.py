import pytest

from evershare.actions import ActionKind, ActionState
from tests.support.custody import HOUR, WAD
from tests.support.dividends import AGENDA
from tests.support.reverts import reverts

DAY = 24 * HOUR


@pytest.mark.parametrize("who", ["stranger", "governor", "corporate_actions"])
def test_reverts_for_anybody_but_the_issuer(desk, roles, who):
    with reverts("NotMeetingIssuer", roles[who], roles["issuer"]):
        desk.convene(who=who)


@pytest.mark.parametrize("kind", [ActionKind.CASH_DIVIDEND, ActionKind.SPLIT])
def test_reverts_for_another_kind_of_action(desk, roles, kind):
    number = desk.action(kind)

    with reverts("NotRecordAction", number, kind, ActionState.VERIFIED):
        desk.meeting.convene(number, desk.chain[-1].timestamp + HOUR, 1, {"from": roles["issuer"]})


@pytest.mark.parametrize("state", ["NONE", "ANNOUNCED", "CANCELLED", "LAPSED"])
def test_reverts_for_an_action_that_is_not_confirmed_or_is_called_off(desk, state):
    with reverts("NotRecordAction", 1, ActionKind.MEETING, ActionState[state]):
        desk.convene(state=ActionState[state])


def test_reverts_a_second_time(desk, roles):
    desk.convene()

    with reverts("RecordActionUsed", 1):
        desk.meeting.convene(1, desk.chain[-1].timestamp + HOUR, 1, {"from": roles["issuer"]})


@pytest.mark.parametrize("epoch", [0, 2])
def test_reverts_before_the_record(desk, epoch):
    with reverts("RecordNotReached", epoch, 1):
        desk.convene(recordEpoch=epoch, state=ActionState.SCHEDULED)


def test_reverts_when_nobody_held_the_stock(desk, roles):
    other = desk.containers.StockToken.at(desk.list_stock(security="0x01".ljust(66, "0")).return_value)
    other.scheduleRecord(desk.chain[-1].timestamp + HOUR, {"from": roles["corporate_actions"]})
    desk.wait(HOUR)

    with reverts("NobodyMayVote", other, 1):
        desk.convene(token=other)


@pytest.mark.parametrize("duration", [0, 90 * DAY + 1])
def test_reverts_for_a_deadline_that_has_passed_or_is_too_far(desk, roles, duration):
    number, now = desk.action(ActionKind.MEETING), desk.chain[-1].timestamp
    arguments = (number, now + duration, 1, {"from": roles["issuer"]})

    with reverts("MeetingDeadlineOutOfRange", now + duration, now + 90 * DAY):
        desk.meeting.convene.call(*arguments)


@pytest.mark.parametrize("resolutions", [0, 33])
def test_reverts_for_no_or_too_many_resolutions(desk, resolutions):
    with reverts("ResolutionCountOutOfRange", resolutions, 32):
        desk.convene(resolutions)


@pytest.mark.parametrize("meeting_id", [0, 2])
def test_there_is_no_other_meeting(desk, meeting_id):
    desk.convene()

    with reverts("MeetingUnknown", meeting_id):
        desk.meeting.meetingOf(meeting_id)


@pytest.mark.parametrize("state", ["SCHEDULED", "VERIFIED"])
def test_opens_a_meeting(desk, state):
    transaction = desk.convene(2, state=ActionState[state])
    deadline = transaction.events["MeetingConvened"]["deadline"]

    assert transaction.return_value == desk.meeting.meetingCount() == desk.meeting.meetingOfAction(1) == 1
    assert transaction.events["MeetingConvened"] == {
        "meetingId": 1,
        "token": desk.token,
        "epoch": 1,
        "actionId": 1,
        "deadline": deadline,
        "resolutionCount": 2,
        "supply": 1_000 * WAD,
        "agendaHash": "0x" + AGENDA.hex(),
    }
    assert tuple(desk.meeting.meetingOf(1)) == (desk.token, 1, deadline, 2, 1_000 * WAD, "0x" + AGENDA.hex())
    assert desk.tally() == [(0, 0, 0)] * 2
