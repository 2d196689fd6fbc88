import pytest

from evershare.actions import FREEZE_SECONDS, NOTICE_SECONDS, ActionKind, ActionState, TokenState
from evershare.deployment import ZERO_ADDRESS
from evershare.localnet import wad
from tests.support.actions import DAY, FRIDAY_CLOSE, MONDAY_OPEN, SPLIT_AT, THURSDAY
from tests.support.reverts import reverts

HOUR = 3_600
DOCUMENT = "0x" + "07" * 32
RATIOS = (ActionKind.SPLIT, ActionKind.REVERSE_SPLIT, ActionKind.REINVESTED_DIVIDEND)
PAID = (ActionKind.CASH_DIVIDEND, ActionKind.CASH_OUT)


@pytest.mark.parametrize("who", ["stranger", "governor", "authorised_participant"])
def test_reverts_for_anybody_but_the_issuer(world, tsla, who):
    terms = (tsla, ActionKind.SPLIT, SPLIT_AT, 10, 1, 0, ZERO_ADDRESS, DOCUMENT)
    with reverts("NotActionIssuer", world.people[who], world.people["issuer"]):
        world.actions.announce(terms, world.as_(who))


def test_reverts_for_a_token_that_is_not_listed(world):
    with reverts("StockNotListed", world.usdc):
        world.announce("TSLA", ActionKind.SPLIT, SPLIT_AT, token=world.usdc, numerator=2, denominator=1)


def test_reverts_while_another_is_pending(world, tsla):
    """A split announced twice."""
    first = world.announced_split()
    with reverts("ActionPending", tsla, first):
        world.announced_split()
    world.confirm(first)
    with reverts("ActionPending", tsla, first):
        world.announced_split()


@pytest.mark.parametrize("end", ["cash_out", "delisting"])
def test_reverts_when_the_token_has_ended(world, tsla, end):
    getattr(world, end)()
    world.wait_until(SPLIT_AT)
    world.verify_action("TSLA")
    with reverts("TokenEnded", tsla):
        world.announced_split(SPLIT_AT + 2 * DAY)


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        *((kind, {}) for kind in RATIOS + PAID),
        *((kind, {"numerator": 3, "denominator": 2, "amount": 1}) for kind in RATIOS),
        *((kind, {"numerator": 3, "denominator": 2, "payoutToken": "0x" + "11" * 20}) for kind in RATIOS),
        *((kind, {"amount": 1}) for kind in PAID),
        *((kind, {"payoutToken": "0x" + "11" * 20}) for kind in PAID),
        *((kind, {"amount": 1, "payoutToken": "0x" + "11" * 20, "numerator": 1}) for kind in PAID),
        (ActionKind.DELISTING, {"amount": 1}),
        (ActionKind.MEETING, {"denominator": 1}),
    ],
)
def test_reverts_for_terms_of_another_kind(world, kind, terms):
    with reverts("TermsOfAnotherKind", kind):
        world.announce("TSLA", kind, SPLIT_AT, **terms)


@pytest.mark.parametrize(("numerator", "denominator"), [(10, 2), (2, 0), (0, 2), (6, 4)])
def test_reverts_for_a_ratio_not_in_lowest_terms(world, numerator, denominator):
    with reverts("RatioNotReduced", numerator, denominator):
        world.announced_split(numerator=numerator, denominator=denominator)


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator"),
    [
        (ActionKind.SPLIT, 1, 0),
        (ActionKind.SPLIT, 1, 1),
        (ActionKind.SPLIT, 1, 2),
        (ActionKind.SPLIT, 1_001, 1),
        (ActionKind.REVERSE_SPLIT, 0, 1),
        (ActionKind.REVERSE_SPLIT, 2, 1),
        (ActionKind.REVERSE_SPLIT, 1, 1_001),
        (ActionKind.REINVESTED_DIVIDEND, 99, 100),
        (ActionKind.REINVESTED_DIVIDEND, 1_251, 1_000),
    ],
)
def test_reverts_for_a_ratio_that_does_not_fit(world, kind, numerator, denominator):
    with reverts("RatioOutOfRange", kind, numerator, denominator):
        world.announce("TSLA", kind, SPLIT_AT, numerator=numerator, denominator=denominator)


@pytest.mark.parametrize("day", [2, 100])
def test_reverts_for_an_ex_date_without_session(world, day):
    """A Saturday, and a day that is not published."""
    with reverts("ExDateWithoutSession", THURSDAY // DAY + day):
        world.announce("TSLA", ActionKind.MEETING, THURSDAY + day * DAY)


@pytest.mark.parametrize(
    ("numerator", "denominator", "notice"),
    [(10, 1, NOTICE_SECONDS), (10_101, 10_000, NOTICE_SECONDS), (101, 100, HOUR)],
)
def test_notice_to_the_second(world, numerator, denominator, notice):
    """24 hours before the freeze, or one if the multiplier changes by 1 % at most."""
    now = world.now + 1
    too_early = now + notice + FREEZE_SECONDS - 1
    with reverts("NoticeTooShort", too_early - FREEZE_SECONDS, now + notice):
        world.announced_split(too_early, numerator=numerator, denominator=denominator)
    earliest = world.now + 1 + notice + FREEZE_SECONDS
    assert world.announced_split(earliest, numerator=numerator, denominator=denominator)


def test_a_record_needs_24_hours_too(world):
    """Friday's dividend would go to who holds the token today."""
    with reverts("NoticeTooShort", THURSDAY + 20 * HOUR, world.now + 1 + NOTICE_SECONDS):
        world.announce("TSLA", ActionKind.MEETING, THURSDAY + DAY)


def test_announces_a_split(world, tsla):
    terms = (tsla, int(ActionKind.SPLIT), SPLIT_AT, 10, 1, 0, ZERO_ADDRESS, DOCUMENT)
    tx = world.actions.announce(terms, world.as_("issuer"))
    action_id = tx.return_value

    event = tx.events["ActionAnnounced"]
    assert (event["actionId"], event["token"], event["recordAt"]) == (1, tsla, 0)
    assert tuple(event["terms"]) == terms
    action = world.actions.actionOf(action_id).dict()
    assert action_id == world.actions.actionCount() == world.actions.latestActionOf(tsla) == 1
    assert (action["token"], action["kind"], action["state"]) == (tsla, ActionKind.SPLIT, ActionState.ANNOUNCED)
    assert (action["numerator"], action["denominator"], action["effectiveAt"]) == (10, 1, SPLIT_AT)
    assert (action["recordAt"], action["recordEpoch"]) == (0, 0)
    assert action["documentHash"] == DOCUMENT
    assert world.state == TokenState.ANNOUNCED
    assert not world.actions.isFrozen(tsla)


@pytest.mark.parametrize("kind", [ActionKind.CASH_DIVIDEND, ActionKind.MEETING])
def test_an_ex_date_makes_its_own_times(world, kind):
    """The record is when the last session before the ex-date closes: Friday's, for a Monday."""
    terms = {"amount": wad(1), "payoutToken": world.usdc} if kind == ActionKind.CASH_DIVIDEND else {}
    action = world.actions.actionOf(world.announce("TSLA", kind, MONDAY_OPEN + 7 * HOUR, **terms)).dict()

    assert (action["effectiveAt"], action["recordAt"]) == (MONDAY_OPEN, FRIDAY_CLOSE)


def test_an_announcement_that_nobody_confirms_lapses(world):
    """At the second of its freeze."""
    action_id = world.announced_split()
    world.wait_until(SPLIT_AT - FREEZE_SECONDS - 1)
    assert world.actions.actionState(action_id) == ActionState.ANNOUNCED
    world.wait_until(SPLIT_AT - FREEZE_SECONDS)
    assert world.actions.actionState(action_id) == ActionState.LAPSED
    assert world.state == TokenState.ACTIVE

    assert world.announced_split(SPLIT_AT + 3 * DAY) == action_id + 1
