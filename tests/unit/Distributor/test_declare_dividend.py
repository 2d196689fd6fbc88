import pytest

from evershare.actions import ActionKind, ActionState
from tests.support.custody import HOUR, WAD
from tests.support.dividends import TSLA_ID, USDC
from tests.support.reverts import reverts


@pytest.mark.parametrize("kind", [kind for kind in ActionKind if kind != ActionKind.CASH_DIVIDEND])
def test_reverts_for_another_kind_of_action(desk, kind):
    with reverts("NotRecordAction", 1, kind, ActionState.VERIFIED):
        desk.declare(kind=kind)


@pytest.mark.parametrize("state", ["NONE", "ANNOUNCED", "CANCELLED", "LAPSED"])
def test_reverts_for_an_action_that_is_not_confirmed_or_is_called_off(desk, state):
    """A record that was called off has a number too, which must never be paid by."""
    with reverts("NotRecordAction", 1, ActionKind.CASH_DIVIDEND, ActionState[state]):
        desk.declare(state=ActionState[state])


@pytest.mark.parametrize("epoch", [0, 2])
def test_reverts_before_the_record(desk, epoch):
    with reverts("RecordNotReached", epoch, 1):
        desk.declare(recordEpoch=epoch, state=ActionState.SCHEDULED)


def test_reverts_a_second_time(desk, roles):
    desk.declare()

    with reverts("RecordActionUsed", 1):
        desk.distributor.declareDividend(1, {"from": roles["stranger"]})


def test_reverts_for_what_comes_to_nothing(desk):
    """A millionth of a cent for all 1,000 shares."""
    with reverts("NothingToDistribute"):
        desk.declare(amount=10**9 - 1)


def test_reverts_for_a_token_that_is_not_the_ledgers(desk, roles, MockToken):
    token = roles["stranger"].deploy(MockToken, "Other", "OTHER", 18)

    with reverts("PaidTokenNotListed", token):
        desk.declare(token=token)


def test_reverts_when_nobody_held_the_stock(desk, roles):
    other = desk.containers.StockToken.at(desk.list_stock(security="0x01".ljust(66, "0")).return_value)
    other.scheduleRecord(desk.chain[-1].timestamp + HOUR, {"from": roles["corporate_actions"]})
    desk.wait(HOUR)

    with reverts("NobodyHeld", other, 1):
        desk.distributor.declareDividend(desk.action(token=other), {"from": roles["issuer"]})


@pytest.mark.parametrize("state", ["SCHEDULED", "FROZEN", "EFFECTIVE", "VERIFIED"])
def test_anybody_declares_what_was_confirmed_once_its_record_has_passed(desk, state):
    first = desk.declare(500 * USDC, state=ActionState[state])
    second = desk.declare(700 * USDC, state=ActionState[state])

    ids = [first.return_value, second.return_value]
    assert ids == [int(desk.token.address, 16) << 96 | 1 << 72 | number for number in (1, 2)]
    assert [desk.distributor.dividendOf(action) for action in (1, 2)] == ids
    assert desk.distributor.distributionCount(desk.token) == 2
    assert first.events["DividendDeclared"] == {
        "id": ids[0],
        "stock": desk.token,
        "epoch": 1,
        "actionId": 1,
        "token": desk.usdc,
        "promised": 500 * USDC,
        "supply": 1_000 * WAD,
    }
    assert tuple(desk.distributor.distributionOf(ids[1])) == (desk.usdc, 0, 1_000 * WAD, 0, TSLA_ID, False, False)
    assert desk.distributor.promisedOf(ids[1]) == 700 * USDC


def test_promises_dollars_a_share_in_units_of_the_paid_token(desk, MockToken, roles):
    """25.5 cents a share, four shares a token, 1,000 tokens: 1,020 dollars."""
    cents = 255 * 10**15
    for asset_id, decimals in ((9, 18), (10, 2)):
        token = desk.list_paid_token(asset_id, roles["stranger"].deploy(MockToken, "Dollar", "USD", decimals))
        id_ = desk.declare(token=token, amount=cents, multiplier=4 * WAD).return_value

        assert desk.distributor.promisedOf(id_) == 1_020 * 10**decimals


def test_rounds_what_is_promised_down(desk, MockToken, roles):
    """One and a half shares a token, a dollar a share, and an odd number of raw units."""
    token = desk.list_paid_token(9, roles["stranger"].deploy(MockToken, "Dollar", "USD", 18))
    desk.attest(1_000 * WAD + 1)
    desk.issue(1)
    desk.record()

    id_ = desk.declare(token=token, amount=WAD, multiplier=WAD * 3 // 2, recordEpoch=2).return_value

    assert desk.distributor.promisedOf(id_) == 1_500 * WAD + 1


def test_a_stock_outside_the_ledger_pays_its_wallets(desk, roles):
    id_ = desk.declare(assetId=0).return_value
    desk.fund(id_, 1_000 * USDC)
    wallet, account, *_ = desk.claims(id_)

    with reverts("NotInLedger", desk.token):
        desk.claim(*account)
    assert desk.claim(*wallet).return_value == 300 * USDC
