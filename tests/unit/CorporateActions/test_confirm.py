import pytest
from eth_utils import keccak

from evershare.actions import FREEZE_SECONDS, ActionKind, ActionState, PriceAction, TokenState
from evershare.deployment import CORPORATE_ACTIONS
from evershare.localnet import wad
from evershare.signing import CORPORATE_ACTIONS_DOMAIN, ActionConfirmation, Domain, sign
from tests.support.actions import DAY, DIVIDEND, FRIDAY_CLOSE, IN_MONDAYS_SESSION, MONDAY_OPEN, SPLIT_AT
from tests.support.reverts import reverts
from tests.support.world import TSLA_PRICE


def confirmation(world, action_id, **changes):
    action = world.actions.actionOf(action_id).dict()
    names = [name for name in ActionConfirmation.MEMBERS if name != "actionId"]
    values = {"actionId": action_id} | {name: action[name] for name in names} | changes
    return ActionConfirmation(*values.values())


def signatures(world, message, keys=None):
    domain = Domain(CORPORATE_ACTIONS_DOMAIN, world.chain.id, world.actions.address)
    return sign(message, domain, world.custodian_keys[:2] if keys is None else keys)


def confirm(world, action_id, signed, custodian=1):
    return world.actions.confirm(action_id, custodian, signed, world.as_("stranger"))


def test_reverts_without_an_action(world):
    with reverts("ActionNotInState", 1, ActionState.NONE, ActionState.ANNOUNCED):
        confirm(world, 1, [])


def test_reverts_the_second_time(world):
    """A replayed confirmation."""
    action_id = world.announced_split()
    signed = signatures(world, confirmation(world, action_id))
    confirm(world, action_id, signed)
    with reverts("ActionNotInState", action_id, ActionState.SCHEDULED, ActionState.ANNOUNCED):
        confirm(world, action_id, signed)


def test_reverts_for_a_cancelled_action(world):
    action_id = world.announced_split()
    signed = signatures(world, confirmation(world, action_id))
    world.actions.cancel(action_id, world.as_("issuer"))
    with reverts("ActionNotInState", action_id, ActionState.CANCELLED, ActionState.ANNOUNCED):
        confirm(world, action_id, signed)


def test_reverts_from_the_freeze_on(world):
    action_id = world.announced_split()
    signed = signatures(world, confirmation(world, action_id))
    world.wait_until(SPLIT_AT - FREEZE_SECONDS - 1)
    with reverts("ActionNotInState", action_id, ActionState.LAPSED, ActionState.ANNOUNCED):
        confirm(world, action_id, signed)


def test_reverts_with_too_few_signatures(world):
    action_id = world.announced_split()
    with reverts("NotEnoughSignatures", 1, 2):
        confirm(world, action_id, signatures(world, confirmation(world, action_id), world.custodian_keys[:1]))


def test_reverts_for_a_custodian_of_other_stocks(world, tsla):
    signer = world.people["stranger"]
    world["CustodyRegistry"].registerCustodian([signer], 1, world.as_("governor"))
    action_id = world.announced_split()
    with reverts("CustodianNotOfStock", tsla, 2):
        confirm(world, action_id, [(signer, b"")], custodian=2)


@pytest.mark.parametrize(
    "changes", [{"actionId": 2}, {"numerator": 9}, {"effectiveAt": SPLIT_AT + 1}, {"documentHash": keccak(text="X")}]
)
def test_reverts_when_something_else_was_signed(world, changes):
    action_id = world.announced_split()
    signed = signatures(world, confirmation(world, action_id, **changes))
    with reverts("CustodianSignatureInvalid", signed[0][0]):
        confirm(world, action_id, signed)


def test_reverts_for_a_dividend_above_a_fifth_of_the_price(world):
    """A false one could do no more."""
    fifth = wad(TSLA_PRICE) // 5
    with reverts("DividendOutOfRange", fifth + 1, fifth):
        world.dividend("45.500000000000000001")


def test_reverts_when_the_ledger_would_number_a_record_otherwise(world, tsla):
    """Here because somebody else has scheduled one there."""
    governor, asset_id = world.people["governor"], world.asset_ids["TSLA"]
    world["ProtocolManager"].grantRole(CORPORATE_ACTIONS, governor, 0, world.as_("governor"))
    world["CollateralVault"].scheduleRecord(asset_id, MONDAY_OPEN, world.as_("governor"))
    world["CollateralVault"].cancelRecord(asset_id, world.as_("governor"))
    with reverts("RecordNumbersDiffer", 1, 2):
        world.confirm(world.announce("TSLA", ActionKind.MEETING, MONDAY_OPEN))


def test_a_stock_is_listed_in_the_ledger_between_two_records(world):
    """With the number of the last: so depositors after the listing are paid at the next."""
    vault, token = world["CollateralVault"], world.create_stock("AAPL")
    asset_id = world.list_price("AAPL", 100, token)
    world.confirm(world.announce("AAPL", ActionKind.MEETING, MONDAY_OPEN))
    assert token.nextRecordAt() == FRIDAY_CLOSE
    with reverts("RecordPending", token, FRIDAY_CLOSE):
        vault.listAsset(asset_id, token, world.as_("governor"))
    world.wait_until(FRIDAY_CLOSE)
    world.verify_action("AAPL")

    vault.listAsset(asset_id, token, world.as_("governor"))
    assert (token.nextRecordAt(), token.recordEpoch(), vault.recordEpoch(asset_id)) == (0, 1, 1)
    second = world.announce("AAPL", ActionKind.MEETING, MONDAY_OPEN + DAY)
    world.confirm(second)
    world.wait_until(world["CorporateActions"].actionOf(second)["recordAt"])
    assert token.recordEpoch() == vault.recordEpoch(asset_id) == 2


def test_reverts_when_the_ratio_leaves_too_little_of_the_multiplier(world, tsla):
    """Two reverse splits bring a multiplier to 1e12; a third that would round is refused, an exact one is not."""
    at = SPLIT_AT
    for price in ("227500", "227500000"):
        world.announce_split("TSLA", 1, 1_000, at)
        world.take_effect(price, at + IN_MONDAYS_SESSION - SPLIT_AT)
        world.attest("TSLA", 10_000)
        world.verify_action("TSLA")
        at += 7 * DAY
    multiplier = tsla.multiplier()
    inexact = world.announce("TSLA", ActionKind.REVERSE_SPLIT, at, numerator=1, denominator=3)
    with reverts("RatioInexact", multiplier, 1, 3):
        world.confirm(inexact)
    world.actions.cancel(inexact, world.as_("issuer"))
    world.announce_split("TSLA", 1, 2, at)


def test_the_contract_hashes_as_the_package_does(world):
    action_id = world.dividend()
    domain = Domain(CORPORATE_ACTIONS_DOMAIN, world.chain.id, world.actions.address)
    assert bytes(world.actions.hashConfirmation(action_id)) == confirmation(world, action_id).digest(domain)


def test_schedules_a_split(world, tsla):
    action_id = world.announced_split()
    event = confirm(world, action_id, signatures(world, confirmation(world, action_id))).events["ActionScheduled"]

    assert (event["actionId"], event["token"], event["custodianId"]) == (action_id, tsla, 1)
    assert (event["effectiveAt"], event["recordEpoch"]) == (SPLIT_AT, 0)
    assert (tsla.multiplier(), tsla.newUIMultiplier(), tsla.effectiveAt()) == (wad(1), wad(10), SPLIT_AT)
    assert world.state == TokenState.SCHEDULED
    adjustment = world.oracle.adjustmentOf(world.tsla_id).dict()
    assert (adjustment["phase"], adjustment["effectiveAt"]) == (PriceAction.RATIO, SPLIT_AT)


def test_schedules_a_dividend(world, tsla):
    action = world.actions.actionOf(world.dividend()).dict()

    assert (action["recordEpoch"], action["recordAt"], action["effectiveAt"]) == (1, FRIDAY_CLOSE, MONDAY_OPEN)
    assert (action["amount"], action["payoutToken"]) == (wad(DIVIDEND), world.usdc)
    vault = world["CollateralVault"]
    assert tsla.recordEpoch() == vault.recordEpoch(world.tsla_id) == 0
    world.wait_until(FRIDAY_CLOSE)
    assert tsla.recordEpoch() == vault.recordEpoch(world.tsla_id) == 1
    adjustment = world.oracle.adjustmentOf(world.tsla_id).dict()
    assert (adjustment["phase"], adjustment["dividend"]) == (PriceAction.DIVIDEND, wad(DIVIDEND))


def test_schedules_a_meeting_which_touches_no_price(world, tsla):
    action_id = world.announce("TSLA", ActionKind.MEETING, MONDAY_OPEN)
    world.confirm(action_id)

    assert world.actions.actionOf(action_id).dict()["recordEpoch"] == 1
    assert world.oracle.adjustmentOf(world.tsla_id).dict()["phase"] == PriceAction.NONE
    world.wait_until(MONDAY_OPEN)
    assert world.state == TokenState.SCHEDULED
    assert not world.actions.isFrozen(tsla)
