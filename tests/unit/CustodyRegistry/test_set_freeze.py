import pytest

from tests.support.custody import WAD
from tests.support.reverts import reverts


def set_freeze(desk, frozen_from, is_ended=False, role="corporate_actions"):
    return desk.registry.setFreeze(desk.token, frozen_from, is_ended, {"from": desk.roles[role]})


@pytest.fixture(autouse=True)
def _redeemed(desk):
    """Of a hundred tokens ten are redeemed and not delivered."""
    desk.attest(1_000 * WAD)
    desk.issue(100 * WAD)
    desk.redeem(10 * WAD)


@pytest.mark.parametrize("who", ["stranger", "issuer", "governor"])
def test_reverts_for_anybody_but_corporate_actions(desk, who):
    with reverts("NotCorporateActions", desk.roles[who]):
        set_freeze(desk, 1, role=who)


def test_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", roles["trader"]):
        desk.registry.setFreeze(roles["trader"], 1, False, {"from": roles["corporate_actions"]})


def test_a_frozen_stock_exchanges_nothing_from_its_second_on(desk):
    frozen_from = desk.chain[-1].timestamp + 100
    event = set_freeze(desk, frozen_from).events["FreezeSet"]
    assert (event["token"], event["frozenFrom"], event["isEnded"]) == (desk.token, frozen_from, False)
    desk.issue(WAD)
    desk.redeem(WAD)

    desk.chain.mine(timestamp=frozen_from - 1)
    for exchange in (lambda: desk.issue(WAD), lambda: desk.redeem(WAD), lambda: desk.fill(1)):
        with reverts("StockFrozen", desk.token):
            exchange()

    set_freeze(desk, 0)
    desk.issue(WAD)
    desk.redeem(WAD)
    desk.fill(1)


def test_an_ended_stock_is_redeemed_and_not_issued(desk):
    set_freeze(desk, 0, is_ended=True)
    with reverts("StockEnded", desk.token):
        desk.issue(WAD)

    desk.redeem(WAD)
    desk.fill(1)


def test_resume_reverts_for_anybody_but_corporate_actions(desk, roles):
    with reverts("NotCorporateActions", roles["governor"]):
        desk.registry.resume(desk.token, {"from": roles["governor"]})


def test_resume_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", roles["trader"]):
        desk.registry.resume(roles["trader"], {"from": roles["corporate_actions"]})


def test_resume_reverts_until_everything_is_counted_anew(desk, roles):
    desk.split(10 * WAD)
    with reverts("NonceNotAttested", 0, 1):
        desk.registry.resume(desk.token, {"from": roles["corporate_actions"]})


def test_resume_ends_the_freeze_and_renews_the_verdict(desk, roles):
    """Half of the shares are gone when the custodian counts after the split."""
    set_freeze(desk, 1)
    desk.split(10 * WAD)
    desk.attest(500 * WAD)
    events = desk.registry.resume(desk.token, {"from": roles["corporate_actions"]}).events

    assert (events["FreezeSet"]["frozenFrom"], events["FreezeSet"]["isEnded"]) == (0, False)
    assert events["BackingChecked"]["isShort"]
    assert not desk.registry.isBacked(desk.token)
    assert desk.redeem(WAD)
