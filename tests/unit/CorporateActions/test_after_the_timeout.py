"""`correct`, `accept` and `abandon`: the ways out of an action that is never verified."""

import pytest

from evershare.actions import FREEZE_SECONDS, TIMEOUT_SECONDS, ActionState, TokenState
from evershare.localnet import wad
from tests.support.actions import DAY, IN_MONDAYS_SESSION, SPLIT_AT
from tests.support.oracle import rejections
from tests.support.reverts import reverts

TIMEOUT = SPLIT_AT + TIMEOUT_SECONDS  # Thursday, 00:00 UTC
THURSDAYS_SESSION = IN_MONDAYS_SESSION + 3 * DAY
WAYS_OUT = ("correct", "accept", "abandon")


def take(world, way, who="governor", ratio=(1, 1)):
    arguments = ratio if way == "correct" else ()
    return getattr(world.actions, way)(world.tsla, *arguments, world.as_(who))


@pytest.fixture
def false_split(world):
    """A 10:1 split that did not happen: the feed contradicts it on Monday."""
    action_id = world.announce_split("TSLA", 10, 1, SPLIT_AT)
    world.take_effect("228")
    return action_id


@pytest.mark.parametrize("way", ["correct", "abandon"])
def test_reverts_for_anybody_but_issuer_and_governor(world, way):
    with reverts("NotActionIssuer", world.people["stranger"], world.people["issuer"]):
        take(world, way, "stranger")


@pytest.mark.parametrize("who", ["issuer", "stranger"])
def test_only_the_governor_does_without_the_feed(world, who):
    with reverts("AccessManagedUnauthorized", world.people[who]):
        take(world, "accept", who)


@pytest.mark.parametrize("way", WAYS_OUT)
def test_reverts_without_an_action(world, way):
    with reverts("ActionNotInState", 0, ActionState.NONE, ActionState.SCHEDULED):
        take(world, way)


@pytest.mark.parametrize("way", WAYS_OUT)
def test_reverts_before_it_is_effective(world, way):
    world.announce_split("TSLA", 10, 1, SPLIT_AT)
    with reverts("ActionNotEffective", SPLIT_AT):
        take(world, way)


@pytest.mark.parametrize("way", WAYS_OUT)
def test_reverts_before_the_time_out(world, false_split, way):
    world.wait_until(TIMEOUT - 2)
    with reverts("TimeoutNotReached", TIMEOUT):
        take(world, way)


@pytest.mark.parametrize(
    ("action", "kind", "way"),
    [
        ("cash_out", 4, "correct"),
        ("delisting", 5, "correct"),
        ("delisting", 5, "accept"),
        ("delisting", 5, "abandon"),
        ("dividend", 3, "accept"),
        ("announced_split", 0, "abandon"),
    ],
)
def test_reverts_for_another_kind_of_action(world, action, kind, way):
    action_id = getattr(world, action)()
    if action == "announced_split":
        world.confirm(action_id)
    world.wait_until(TIMEOUT + 3 * DAY)
    with reverts("WrongActionKind", kind):
        take(world, way)


@pytest.mark.parametrize(
    ("ratio", "error"),
    [
        ((2, 2), ("RatioNotReduced", 2, 2)),
        ((1_001, 1), ("RatioOutOfRange", 0, 1_001, 1)),
    ],
)
def test_a_correction_reverts_for_a_bad_ratio(world, false_split, ratio, error):
    world.wait_until(TIMEOUT)
    with reverts(*error):
        take(world, "correct", ratio=ratio)


def test_the_governor_accepts_nothing_without_the_custodians_statement(world, false_split):
    world.wait_until(TIMEOUT)
    with reverts("NonceNotAttested", 0, 1):
        take(world, "accept")


@pytest.mark.parametrize("who", ["issuer", "governor"])
def test_a_false_split_is_undone_and_verified_like_any_other(world, tsla, false_split, who):
    """It stays frozen all the time, and the feed has to agree with the correction too."""
    price = world.raw_price()
    world.wait_until(TIMEOUT)
    event = take(world, "correct", who).events["ActionCorrected"]
    effective_at = event["effectiveAt"]
    assert (event["actionId"], event["numerator"], event["denominator"]) == (false_split, 1, 1)
    assert effective_at == world.now + FREEZE_SECONDS
    assert (world.state, world.actions.isFrozen(tsla)) == (TokenState.FROZEN, True)
    assert world.oracle.isFrozen(world.tsla_id)
    with reverts("ActionNotEffective", effective_at):
        world.verify_action("TSLA")
    world.wait_until(effective_at)
    assert (world.state, tsla.multiplier(), tsla.actionNonce()) == (TokenState.EFFECTIVE, wad(1), 2)
    world.take_effect("227.5", THURSDAYS_SESSION)
    with reverts("NonceNotAttested", 0, 2):
        world.verify_action("TSLA")
    world.attest("TSLA", 10_000)
    world.verify_action("TSLA")

    assert (world.state, world.raw_price()) == (TokenState.ACTIVE, price)


def test_a_true_split_cannot_be_undone(world):
    """The feed contradicts the correction, which has to wait for another time-out."""
    world.announce_split("TSLA", 10, 1, SPLIT_AT)
    world.take_effect("22.75")
    world.wait_until(TIMEOUT)
    take(world, "correct", "issuer")
    assert rejections(world.take_effect("22.8", THURSDAYS_SESSION)) == ["Discontinuous"]
    world.attest("TSLA", 10_000)
    with reverts("ContinuityNotObserved", world.tsla_id):
        world.verify_action("TSLA")


def test_the_governor_accepts_a_price_that_has_really_fallen(world, false_split):
    """After a crash of 40 % over a true split, nothing continues. What follows is judged like any price."""
    world.wait_until(THURSDAYS_SESSION)
    world.attest("TSLA", 100_000)
    take(world, "accept")

    assert world.state == TokenState.ACTIVE
    world.publish_confirmed_prices({"TSLA": "13.6"})
    assert world.raw_price() == wad(136)


def test_the_governor_accepts_a_buy_out_far_from_the_price(world):
    world.cash_out("300")
    world.wait_until(TIMEOUT)
    take(world, "accept")

    assert world.state == TokenState.CASHED_OUT
    assert world.raw_price() == wad(300)


def test_a_buy_out_that_fell_through_is_given_up(world):
    action_id = world.cash_out("300")
    world.wait_until(TIMEOUT)
    event = take(world, "abandon", "issuer").events["ActionCancelled"]

    assert (event["actionId"], event["token"]) == (action_id, world.tsla)
    assert world.state == TokenState.ACTIVE
    world.wait_until(THURSDAYS_SESSION)
    assert "PriceObserved" in world.refresh().events
