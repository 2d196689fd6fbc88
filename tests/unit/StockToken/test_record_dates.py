import pytest

from evershare.devchain import set_next_timestamp
from tests.support.custody import HOUR, WAD
from tests.support.reverts import reverts


@pytest.fixture(autouse=True)
def _issued(desk):
    """The authorised participant holds 100 tokens."""
    desk.attest(1_000 * WAD)
    desk.issue(100 * WAD)


@pytest.fixture
def actions(roles):
    return {"from": roles["corporate_actions"]}


@pytest.fixture
def holder(roles):
    return roles["authorised_participant"]


def now(desk):
    return desk.chain[-1].timestamp


@pytest.mark.parametrize("who", ["stranger", "issuer", "governor"])
def test_schedule_reverts_for_anybody_but_corporate_actions(desk, roles, who):
    with reverts("StockTokenOnlyCorporateActions", roles[who]):
        desk.token.scheduleRecord(now(desk) + HOUR, {"from": roles[who]})


def test_schedule_reverts_for_the_present(desk, actions):
    with reverts("RecordTimeNotInFuture", now(desk), now(desk)):
        desk.token.scheduleRecord.call(now(desk), actions)


def test_schedule_reverts_for_a_time_that_does_not_fit(desk, actions):
    with reverts("RecordTimeNotInFuture", 2**40, now(desk)):
        desk.token.scheduleRecord.call(2**40, actions)


def test_schedule_reverts_while_another_is_to_come(desk, actions):
    record_at = now(desk) + HOUR
    desk.token.scheduleRecord(record_at, actions)

    with reverts("RecordAlreadyScheduled", record_at):
        desk.token.scheduleRecord(record_at + HOUR, actions)


def test_the_next_may_be_scheduled_in_the_second_of_the_last(desk, actions):
    record_at = now(desk) + HOUR
    desk.token.scheduleRecord(record_at, actions)
    set_next_timestamp(record_at)

    assert desk.token.scheduleRecord(record_at + HOUR, actions).return_value == 2


def test_schedule_numbers_records_from_one(desk, actions):
    record_at = now(desk) + HOUR
    tx = desk.token.scheduleRecord(record_at, actions)

    assert tx.return_value == 1
    assert (tx.events["RecordScheduled"]["epoch"], tx.events["RecordScheduled"]["recordAt"]) == (1, record_at)
    assert desk.token.recordEpoch() == 0
    desk.chain.mine(timestamp=record_at - 1)
    assert (desk.token.recordEpoch(), desk.token.nextRecordAt()) == (0, record_at)
    desk.chain.mine(timestamp=record_at)
    assert (desk.token.recordEpoch(), desk.token.nextRecordAt()) == (1, 0)


@pytest.mark.parametrize("who", ["stranger", "issuer", "governor"])
def test_cancel_reverts_for_anybody_but_corporate_actions(desk, roles, who):
    with reverts("StockTokenOnlyCorporateActions", roles[who]):
        desk.token.cancelRecord({"from": roles[who]})


def test_cancel_reverts_without_a_record_to_come(desk, actions):
    with reverts("NoRecordScheduled"):
        desk.token.cancelRecord(actions)
    desk.record()
    with reverts("NoRecordScheduled"):
        desk.token.cancelRecord(actions)


def test_cancel_calls_off_the_record_and_its_number_for_good(desk, actions, holder, roles):
    desk.record()
    desk.token.scheduleRecord(now(desk) + HOUR, actions)
    assert desk.token.cancelRecord(actions).events["RecordCancelled"]["epoch"] == 2
    desk.wait(2 * HOUR)
    desk.token.transfer(roles["trader"], WAD, {"from": holder})

    assert desk.token.scheduleRecord(now(desk) + HOUR, actions).return_value == 3
    desk.wait(HOUR)
    assert desk.token.recordEpoch() == 3
    assert [desk.token.balanceAtRecord(holder, epoch) for epoch in (1, 2, 3)] == [100 * WAD, 100 * WAD, 99 * WAD]


@pytest.mark.parametrize("epoch", [0, 2])
def test_reading_reverts_for_a_record_that_has_not_come(desk, holder, epoch):
    desk.record()

    with reverts("RecordNotReached", epoch, 1):
        desk.token.balanceAtRecord(holder, epoch)
    with reverts("RecordNotReached", epoch, 1):
        desk.token.supplyAtRecord(epoch)


def test_the_owner_at_the_record_counts_and_not_a_later_one(desk, roles, holder):
    """C5."""
    desk.token.transfer(roles["trader"], 30 * WAD, {"from": holder})
    desk.record()
    desk.token.transfer(roles["stranger"], 30 * WAD, {"from": roles["trader"]})

    assert desk.token.balanceAtRecord(roles["trader"], 1) == 30 * WAD
    assert desk.token.balanceAtRecord(holder, 1) == 70 * WAD
    assert desk.token.balanceAtRecord(roles["stranger"], 1) == 0


def test_untouched_accounts_need_no_snapshot(desk, roles, holder):
    for _ in range(3):
        desk.record()
    desk.token.transfer(roles["trader"], 10 * WAD, {"from": holder})
    desk.record()

    assert [desk.token.balanceAtRecord(holder, epoch) for epoch in (1, 2, 3, 4)] == [100 * WAD] * 3 + [90 * WAD]
    assert [desk.token.balanceAtRecord(roles["trader"], epoch) for epoch in (1, 2, 3, 4)] == [0] * 3 + [10 * WAD]


def test_supply_is_kept_through_mint_and_burn(desk, holder):
    desk.record()
    desk.attest(1_000 * WAD)
    desk.issue(50 * WAD)
    desk.record()
    desk.redeem(120 * WAD)
    desk.record()

    assert [desk.token.supplyAtRecord(epoch) for epoch in (1, 2, 3)] == [100 * WAD, 150 * WAD, 30 * WAD]
    assert [desk.token.balanceAtRecord(holder, epoch) for epoch in (1, 2, 3)] == [100 * WAD, 150 * WAD, 30 * WAD]


def test_a_transfer_to_oneself_changes_no_record(desk, holder):
    desk.record()
    desk.token.transfer(holder, 40 * WAD, {"from": holder})
    desk.record()

    assert [desk.token.balanceAtRecord(holder, epoch) for epoch in (1, 2)] == [100 * WAD] * 2
