import pytest

from evershare.devchain import set_next_timestamp
from tests.support.custody import HOUR, WAD
from tests.support.reverts import reverts


@pytest.fixture
def actions(roles):
    return {"from": roles["corporate_actions"]}


@pytest.mark.parametrize("who", ["stranger", "issuer", "governor"])
def test_reverts_for_anybody_but_corporate_actions(desk, roles, who):
    with reverts("StockTokenOnlyCorporateActions", roles[who]):
        desk.token.cancelUIMultiplier({"from": roles[who]})


def test_reverts_when_nothing_is_scheduled(desk, actions):
    with reverts("NoMultiplierScheduled"):
        desk.token.cancelUIMultiplier(actions)
    desk.split(2 * WAD)
    with reverts("NoMultiplierScheduled"):
        desk.token.cancelUIMultiplier(actions)
    assert desk.token.multiplier() == 2 * WAD


def test_reverts_in_the_second_in_which_it_takes_effect(desk, actions):
    effective_at = desk.chain[-1].timestamp + HOUR
    desk.token.setUIMultiplier(10 * WAD, effective_at, actions)
    set_next_timestamp(effective_at)

    with reverts("NoMultiplierScheduled"):
        desk.token.cancelUIMultiplier(actions)


def test_calls_off_and_never_uses_the_nonce_again(desk, actions):
    desk.split(2 * WAD)
    effective_at = desk.chain[-1].timestamp + HOUR
    desk.token.setUIMultiplier(10 * WAD, effective_at, actions)
    tx = desk.token.cancelUIMultiplier(actions)
    desk.wait(2 * HOUR)

    assert tuple(desk.token.multiplierAndNonce()) == (2 * WAD, 1)
    assert (desk.token.newUIMultiplier(), desk.token.effectiveAt()) == (2 * WAD, 0)
    event = tx.events["UIMultiplierUpdated"]
    assert (event["oldMultiplier"], event["newMultiplier"]) == (2 * WAD, 2 * WAD)

    desk.split(4 * WAD)
    assert tuple(desk.token.multiplierAndNonce()) == (4 * WAD, 3)
    assert [desk.token.multiplierOfNonce(nonce) for nonce in (1, 2, 3)] == [0, 0, 4 * WAD]


def test_an_attestation_for_it_is_worth_nothing_after(desk, actions):
    desk.token.setUIMultiplier(10 * WAD, desk.chain[-1].timestamp + HOUR, actions)
    desk.attest(1_000 * WAD, action_nonce=1)
    desk.token.cancelUIMultiplier(actions)

    with reverts("ActionNonceMismatch", 1, 0):
        desk.issue(WAD)
    desk.attest(100 * WAD)
    desk.issue(100 * WAD)
    assert desk.token.totalSupply() == 100 * WAD
