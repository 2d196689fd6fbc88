import pytest

from tests.support.custody import HOUR, WAD
from tests.support.reverts import reverts

MOST = 10**24


def schedule(desk, multiplier, effective_at):
    return desk.token.setUIMultiplier(multiplier, effective_at, {"from": desk.roles["corporate_actions"]})


@pytest.fixture
def soon(desk):
    return desk.chain[-1].timestamp + HOUR


@pytest.mark.parametrize("who", ["stranger", "governor", "issuer"])
def test_reverts_for_anybody_but_corporate_actions(desk, roles, soon, who):
    with reverts("StockTokenOnlyCorporateActions", roles[who]):
        desk.token.setUIMultiplier(2 * WAD, soon, {"from": roles[who]})
    assert desk.token.effectiveAt() == 0


@pytest.mark.parametrize("multiplier", [0, MOST + 1])
def test_reverts_for_a_multiplier_out_of_range(desk, soon, multiplier):
    with reverts("MultiplierOutOfRange", multiplier, MOST):
        schedule(desk, multiplier, soon)


def test_reverts_for_the_present(desk, roles):
    now = desk.chain[-1].timestamp + 10
    desk.chain.mine(timestamp=now)

    with reverts("EffectiveTimeNotInFuture", now, now):
        desk.token.setUIMultiplier.call(2 * WAD, now, {"from": roles["corporate_actions"]})


def test_reverts_for_a_time_that_does_not_fit(desk, roles):
    with reverts("EffectiveTimeNotInFuture", 2**40, desk.chain[-1].timestamp):
        desk.token.setUIMultiplier.call(2 * WAD, 2**40, {"from": roles["corporate_actions"]})


def test_schedules_without_a_present_effect(desk, soon):
    tx = schedule(desk, 2 * WAD, soon)

    assert tuple(desk.token.multiplierAndNonce()) == (WAD, 0)
    assert desk.token.newUIMultiplier() == 2 * WAD
    assert desk.token.effectiveAt() == soon
    assert [desk.token.multiplierOfNonce(nonce) for nonce in (0, 1, 2)] == [WAD, 2 * WAD, 0]
    event = tx.events["UIMultiplierUpdated"]
    assert (event["oldMultiplier"], event["newMultiplier"]) == (WAD, 2 * WAD)
    assert event["effectiveAtTimestamp"] == soon


def test_takes_effect_at_its_second_and_not_before(desk, soon):
    schedule(desk, 2 * WAD, soon)

    desk.chain.mine(timestamp=soon - 1)
    assert tuple(desk.token.multiplierAndNonce()) == (WAD, 0)

    desk.chain.mine(timestamp=soon)
    assert tuple(desk.token.multiplierAndNonce()) == (2 * WAD, 1)
    assert desk.token.multiplier() == desk.token.uiMultiplier() == 2 * WAD
    assert desk.token.actionNonce() == 1
    assert [desk.token.multiplierOfNonce(nonce) for nonce in (0, 1, 2)] == [0, 2 * WAD, 0]


def test_builds_on_what_has_taken_effect_in_that_second(desk, soon):
    """ERC-8056's reference compares with > in its setter and >= in its getter, and loses a multiplier here."""
    schedule(desk, 2 * WAD, soon)
    desk.chain.mine(timestamp=soon - 1)
    desk.chain.sleep(0)

    tx = schedule(desk, 6 * WAD, soon + HOUR)
    assert tx.timestamp >= soon
    assert tx.events["UIMultiplierUpdated"]["oldMultiplier"] == 2 * WAD
    assert tuple(desk.token.multiplierAndNonce()) == (2 * WAD, 1)

    desk.chain.mine(timestamp=soon + HOUR)
    assert tuple(desk.token.multiplierAndNonce()) == (6 * WAD, 2)


def test_replaces_what_has_not_taken_effect(desk, soon):
    schedule(desk, 2 * WAD, soon)
    tx = schedule(desk, 3 * WAD, soon + HOUR)

    assert tx.events["UIMultiplierUpdated"]["oldMultiplier"] == WAD
    desk.chain.mine(timestamp=soon)
    assert tuple(desk.token.multiplierAndNonce()) == (WAD, 0)

    desk.chain.mine(timestamp=soon + HOUR)
    assert tuple(desk.token.multiplierAndNonce()) == (3 * WAD, 2)


def test_starts_with_what_is_shown_as_it_is(desk, roles):
    """The first test case of ERC-8056."""
    desk.attest(10 * WAD)
    desk.issue(10 * WAD)

    participant = roles["authorised_participant"]
    assert desk.token.uiMultiplier() == desk.token.newUIMultiplier() == WAD
    assert desk.token.balanceOfUI(participant) == desk.token.balanceOf(participant) == 10 * WAD
    assert desk.token.totalSupplyUI() == desk.token.totalSupply()


def test_what_is_shown_never_overflows(desk):
    """The largest multiplier on the largest supply: ERC-8056 asks for it."""
    desk.split(MOST)

    assert desk.token.toUIAmount(2**128 - 1) == (2**128 - 1) * MOST // WAD
    assert desk.token.fromUIAmount(2**256 - 1) == (2**256 - 1) * WAD // MOST


def test_moves_no_raw_balance(desk, roles):
    desk.attest(10 * WAD)
    desk.issue(10 * WAD)
    desk.split(3 * WAD)

    participant = roles["authorised_participant"]
    assert desk.token.balanceOf(participant) == desk.token.totalSupply() == 10 * WAD
    assert desk.token.balanceOfUI(participant) == desk.token.totalSupplyUI() == 30 * WAD
    assert desk.token.toUIAmount(WAD + 1) == 3 * WAD + 3
    assert desk.token.fromUIAmount(3 * WAD + 2) == WAD
