"""`scheduleRecord`, `cancelRecord` and `balanceAtRecord`: what an account held at a record time."""

import pytest

from tests.support.reverts import reverts

DAY = 86_400


@pytest.fixture
def record(ledger, token, chain):
    """Let record times pass, a day after the present each; returns the number of the last."""

    def _record(count=1):
        for _ in range(count):
            record_at = chain[-1].timestamp + DAY
            scheduling = ledger.vault.scheduleRecord(
                ledger.asset_ids[token], record_at, ledger.as_("corporate_actions")
            )
            chain.mine(timestamp=record_at)
        return scheduling.return_value

    return _record


def at_record(ledger, token, epoch, role="trader"):
    return ledger.vault.balanceAtRecord(ledger.people[role], ledger.asset_ids[token], epoch)


@pytest.mark.parametrize("role", ["governor", "module", "stranger"])
def test_reverts_for_anybody_but_corporate_actions(ledger, token, people, role):
    asset_id = ledger.asset_ids[token]
    with ledger.refuses("AccessManagedUnauthorized", people[role]):
        ledger.vault.scheduleRecord(asset_id, 2**39, ledger.as_(role))
    with ledger.refuses("AccessManagedUnauthorized", people[role]):
        ledger.vault.cancelRecord(asset_id, ledger.as_(role))


def test_reverts_for_an_unlisted_asset(ledger, token):
    with ledger.refuses("UnlistedAsset", 9):
        ledger.vault.scheduleRecord(9, 2**39, ledger.as_("corporate_actions"))


def test_reverts_while_another_is_to_come(ledger, token):
    asset_id = ledger.asset_ids[token]
    ledger.vault.scheduleRecord(asset_id, 2**39, ledger.as_("corporate_actions"))

    with ledger.refuses("RecordAlreadyScheduled", 2**39):
        ledger.vault.scheduleRecord(asset_id, 2**39 + 1, ledger.as_("corporate_actions"))


def test_reverts_for_a_record_that_has_not_come(ledger, token, record):
    record()

    for epoch in (0, 2):
        with reverts("RecordNotReached", epoch, 1):
            at_record(ledger, token, epoch)


def test_cancel_reverts_when_nothing_is_to_come(ledger, token, record):
    record()

    with ledger.refuses("NoRecordScheduled"):
        ledger.vault.cancelRecord(ledger.asset_ids[token], ledger.as_("corporate_actions"))


def test_cancels_a_record(ledger, token):
    asset_id = ledger.asset_ids[token]
    ledger.vault.scheduleRecord(asset_id, 2**39, ledger.as_("corporate_actions"))

    cancelling = ledger.vault.cancelRecord(asset_id, ledger.as_("corporate_actions"))

    assert dict(cancelling.events["LedgerRecordCancelled"]) == {"assetId": asset_id, "epoch": 1}


def test_schedules_a_record(ledger, token, chain):
    asset_id, record_at = ledger.asset_ids[token], chain[-1].timestamp + DAY

    scheduling = ledger.vault.scheduleRecord(asset_id, record_at, ledger.as_("corporate_actions"))

    assert dict(scheduling.events["LedgerRecordScheduled"]) == {"assetId": asset_id, "epoch": 1, "recordAt": record_at}
    chain.mine(timestamp=record_at - 1)
    assert ledger.vault.recordEpoch(asset_id) == 0
    chain.mine(timestamp=record_at)
    assert ledger.vault.recordEpoch(asset_id) == 1


def test_the_owner_at_the_record_counts_and_no_later_one(ledger, token, record, people):
    """C5."""
    ledger.deposit("trader", token, 100)
    record()

    ledger.vault.move(ledger.asset_ids[token], people["trader"], people["second_trader"], 100, ledger.as_("module"))

    assert (at_record(ledger, token, 1), at_record(ledger, token, 1, "second_trader")) == (100, 0)


def test_locked_tokens_are_their_owners(ledger, token, record, people):
    ledger.deposit("trader", token, 100)
    ledger.vault.lock(ledger.asset_ids[token], people["trader"], 40, ledger.as_("module"))
    record()

    ledger.vault.takeLocked(ledger.asset_ids[token], people["trader"], 40, ledger.as_("module"))

    assert (at_record(ledger, token, 1), at_record(ledger, token, 1, "module")) == (100, 0)


def test_records_without_a_touch_between_them(ledger, token, record):
    ledger.deposit("trader", token, 100)
    record(3)
    ledger.withdraw("trader", token, 30)

    assert [at_record(ledger, token, epoch) for epoch in (1, 2, 3)] == [100] * 3


def test_a_whole_history(ledger, token, record):
    """In and out over nine records, with touches in some of them only."""
    history = []
    for amount in (0, 0, 5, 0, 0, 3, 3, 0, 8):
        held = ledger.balance("trader", token)
        if amount > held:
            ledger.deposit("trader", token, amount - held)
        elif amount < held:
            ledger.withdraw("trader", token, held - amount)
        record()
        history.append(amount)

    assert [at_record(ledger, token, epoch) for epoch in range(1, 10)] == history
    ledger.withdraw("trader", token, 8)
    assert [at_record(ledger, token, epoch) for epoch in range(1, 10)] == history
