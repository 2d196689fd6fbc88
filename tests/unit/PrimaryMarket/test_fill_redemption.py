import pytest
from eth_utils import keccak

from tests.support.custody import WAD, addresses
from tests.support.reverts import reverts


@pytest.fixture(autouse=True)
def _redeemed(desk):
    """Of 100 tokens the participant redeemed 30, as redemption 1."""
    desk.attest(100 * WAD)
    desk.issue(100 * WAD)
    desk.redeem(30 * WAD)


def test_reverts_for_a_redemption_that_does_not_exist(desk):
    for number in (0, 2):
        with reverts("RedemptionUnknown", number):
            desk.fill(number)


def test_reverts_for_anybody_but_the_issuer(desk, roles):
    with reverts("NotStockIssuer", roles["stranger"], roles["issuer"]):
        desk.market.fillRedemption(1, 1, {"from": roles["stranger"]})
    assert not desk.market.redemptionOf(1).dict()["isFilled"]


def test_reverts_when_filled_before(desk):
    desk.fill(1)

    with reverts("RedemptionAlreadyFilled", 1):
        desk.fill(1)
    assert desk.registry.sharesOwed(desk.token) == 30 * WAD


def test_reverts_for_a_custodian_of_other_stocks(desk, roles):
    desk.registry.registerCustodian(addresses([keccak(text="another")]), 1, {"from": roles["governor"]})

    with reverts("CustodianNotOfStock", desk.token, 2):
        desk.fill(1, custodian=2)
    assert not desk.market.redemptionOf(1).dict()["isFilled"]


def test_does_not_end_what_is_owed(desk):
    tx = desk.fill(1)

    assert tx.return_value == 30 * WAD
    assert desk.market.redemptionOf(1).dict()["isFilled"]
    assert desk.registry.sharesOwed(desk.token) == 30 * WAD
    event = tx.events["RedemptionFilled"]
    assert (event["redemptionId"], event["custodianId"], event["shares"]) == (1, 1, 30 * WAD)


def test_an_attestation_for_the_time_of_delivery_does_not_end_it(desk):
    filled_at = desk.fill(1).timestamp
    desk.attest(100 * WAD, as_of=filled_at)

    assert desk.registry.sharesOwed(desk.token) == 30 * WAD


def test_an_attestation_for_a_later_time_ends_it(desk):
    filled_at = desk.fill(1).timestamp
    desk.wait(10)
    tx = desk.attest(70 * WAD, as_of=filled_at + 1)

    assert desk.registry.sharesOwed(desk.token) == 0
    assert desk.registry.sharesDue(desk.token) == desk.registry.reserveOf(desk.token)[0] == 70 * WAD
    assert tx.events["SharesReleased"]["shares"] == 30 * WAD


def test_a_later_delivery_does_not_put_the_first_off(desk):
    for _ in range(2):
        desk.redeem(10 * WAD)
    times = []
    for number in (1, 2, 3):
        desk.wait(10)
        times.append(desk.fill(number).timestamp)
    desk.wait(10)

    desk.attest(100 * WAD, as_of=times[0] + 1)
    assert desk.registry.sharesOwed(desk.token) == 20 * WAD

    desk.attest(100 * WAD, as_of=times[1] + 1)
    assert desk.registry.sharesOwed(desk.token) == 20 * WAD

    desk.attest(50 * WAD, as_of=times[2] + 1)
    assert desk.registry.sharesOwed(desk.token) == 0


def test_only_the_custodian_who_delivered_ends_it(two_custodians):
    desk = two_custodians
    for custodian in (1, 2, 1):
        desk.wait(10)
        desk.attest(50 * WAD, custodian)
    desk.issue(100 * WAD)
    desk.redeem(30 * WAD)
    desk.fill(1, custodian=2)
    desk.wait(10)

    desk.attest(50 * WAD, 1)
    assert desk.registry.sharesOwed(desk.token) == 30 * WAD

    desk.attest(20 * WAD, 2)
    assert desk.registry.sharesOwed(desk.token) == 0


def test_delivers_the_shares_of_a_split_before_the_delivery(desk):
    desk.split(10 * WAD)

    assert desk.fill(1).return_value == 300 * WAD
    assert desk.registry.sharesOwed(desk.token) == 300 * WAD
