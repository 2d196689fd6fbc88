"""What only a minter may do; more limits of a mint are tested where the primary market issues."""

import pytest

from tests.support.custody import WAD
from tests.support.reverts import reverts


@pytest.fixture(autouse=True)
def _minter(desk, roles):
    """A second minter, and 100 attested shares."""
    desk.registry.setMinter(roles["minter"], True, {"from": roles["governor"]})
    desk.attest(100 * WAD)


def test_issue_reverts_for_anybody_but_a_minter(desk, roles):
    with reverts("NotMinter", roles["stranger"]):
        desk.registry.issue(desk.token, roles["stranger"], WAD, 0, {"from": roles["stranger"]})
    assert desk.token.totalSupply() == 0


def test_issue_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", desk.market):
        desk.registry.issue(desk.market, roles["trader"], WAD, 0, {"from": roles["minter"]})


def test_issue_reverts_for_another_action_nonce(desk, roles):
    with reverts("ActionNonceMismatch", 1, 0):
        desk.registry.issue(desk.token, roles["trader"], WAD, 1, {"from": roles["minter"]})


def test_issue_creates_tokens(desk, roles):
    tx = desk.registry.issue(desk.token, roles["trader"], 5 * WAD, 0, {"from": roles["minter"]})

    assert tx.return_value == desk.token.balanceOf(roles["trader"]) == 5 * WAD
    event = tx.events["SharesIssued"]
    assert (event["recipient"], event["shares"], event["raw"]) == (roles["trader"], 5 * WAD, 5 * WAD)


@pytest.mark.parametrize(
    ("error", "cap", "most"),
    [("SupplyCapExceeded", 10 * WAD, 10 * WAD), ("ReserveExceeded", 1_000 * WAD, 100 * WAD)],
)
def test_issue_reverts_beyond_the_supply_cap_and_the_reserve(desk, roles, error, cap, most):
    minter = {"from": roles["minter"]}
    desk.registry.setSupplyCap(desk.token, cap, {"from": roles["governor"]})

    with reverts(error, most + 1, most):
        desk.registry.issue(desk.token, roles["trader"], most + 1, 0, minter)
    assert desk.registry.issue(desk.token, roles["trader"], most, 0, minter).return_value == most


def test_issue_rounds_tokens_down(desk, roles):
    desk.split(3 * WAD)
    desk.attest(100 * WAD)

    tx = desk.registry.issue(desk.token, roles["trader"], 5, 1, {"from": roles["minter"]})

    assert tx.return_value == desk.token.balanceOf(roles["trader"]) == 1


def test_retire_reverts_for_anybody_but_a_minter(desk, roles):
    desk.issue(WAD)
    holder = roles["authorised_participant"]

    with reverts("NotMinter", holder):
        desk.registry.retire(desk.token, holder, WAD, {"from": holder})
    assert desk.token.balanceOf(holder) == WAD


def test_retire_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", desk.market):
        desk.registry.retire(desk.market, roles["trader"], WAD, {"from": roles["minter"]})


def test_retire_burns_and_owes(desk, roles):
    desk.issue(10 * WAD)
    tx = desk.registry.retire(desk.token, roles["authorised_participant"], 4 * WAD, {"from": roles["minter"]})

    assert tx.return_value == desk.registry.sharesOwed(desk.token) == 4 * WAD
    assert desk.token.totalSupply() == 6 * WAD
    event = tx.events["SharesRetired"]
    assert (event["holder"], event["raw"], event["shares"]) == (roles["authorised_participant"], 4 * WAD, 4 * WAD)


def test_retire_rounds_shares_down(desk, roles):
    """Three tokens of one and a half shares each; what is owed for them is rounded up."""
    desk.issue(10 * WAD)
    desk.split(3 * WAD // 2)
    tx = desk.registry.retire(desk.token, roles["authorised_participant"], 3, {"from": roles["minter"]})

    assert (tx.return_value, desk.registry.sharesOwed(desk.token)) == (4, 5)


def test_record_delivery_reverts_for_anybody_but_a_minter(desk, roles):
    with reverts("NotMinter", roles["stranger"]):
        desk.registry.recordDelivery(desk.token, 1, WAD, {"from": roles["stranger"]})


def test_record_delivery_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", desk.market):
        desk.registry.recordDelivery(desk.market, 1, WAD, {"from": roles["minter"]})


def test_record_delivery_reverts_beyond_what_is_owed(desk, roles):
    desk.issue(10 * WAD)
    desk.redeem(4 * WAD)

    with reverts("DeliveryExceedsOwed", 4 * WAD + 1, 4 * WAD):
        desk.registry.recordDelivery(desk.token, 1, 4 * WAD + 1, {"from": roles["minter"]})
    assert desk.registry.sharesOwed(desk.token) == 4 * WAD


def test_record_delivery_keeps_the_shares_due(desk, roles):
    desk.issue(10 * WAD)
    desk.redeem(4 * WAD)
    tx = desk.registry.recordDelivery(desk.token, 1, 3 * WAD, {"from": roles["minter"]})

    assert tx.return_value == 3 * WAD
    stock = desk.registry.stockOf(desk.token).dict()
    assert (stock["owedRaw"], stock["deliveredShares"]) == (WAD, 3 * WAD)
    assert desk.registry.sharesDue(desk.token) == 10 * WAD
    event = tx.events["SharesDelivered"]
    assert (event["custodianId"], event["raw"], event["shares"]) == (1, 3 * WAD, 3 * WAD)
