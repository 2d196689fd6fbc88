import pytest

from tests.support.custody import WAD
from tests.support.reverts import reverts


@pytest.mark.parametrize("view", ["reserveOf", "sharesOwed", "sharesDue", "stockOf", "issuerOf"])
def test_views_of_a_stock_revert_when_it_is_not_listed(desk, view):
    with reverts("StockNotListed", desk.market):
        getattr(desk.registry, view)(desk.market)
    assert not desk.registry.isListed(desk.market)


@pytest.mark.parametrize("custodian", [0, 2])
def test_holding_reverts_for_a_custodian_of_other_stocks(desk, custodian):
    with reverts("CustodianNotOfStock", desk.token, custodian):
        desk.registry.holdingOf(desk.token, custodian)


@pytest.mark.parametrize("custodian", [0, 2])
def test_signers_revert_for_an_unknown_custodian(desk, custodian):
    with reverts("CustodianUnknown", custodian):
        desk.registry.custodianSigners(custodian)


def test_require_backed_reverts_for_a_stock_that_is_not_listed(desk):
    with reverts("StockNotListed", desk.market):
        desk.registry.requireBacked(desk.market, 0)


def test_require_backed_reverts_one_above_the_reserve(desk):
    desk.attest(100 * WAD)
    desk.issue(60 * WAD)

    desk.registry.requireBacked(desk.token, 40 * WAD)
    with reverts("ReserveExceeded", 100 * WAD + 1, 100 * WAD):
        desk.registry.requireBacked(desk.token, 40 * WAD + 1)


def test_shares_due_round_up(desk):
    desk.attest(100 * WAD)
    desk.issue(10)
    desk.redeem(3)
    desk.split(WAD + 1)

    assert desk.token.multiplier() == WAD + 1
    assert desk.registry.sharesOwed(desk.token) == 3 + 1
    assert desk.registry.sharesDue(desk.token) == 7 + 1 + 3 + 1


def test_require_signed_is_for_any_contract_that_asks(desk):
    message, other = desk.attestation(100 * WAD), desk.attestation(200 * WAD)
    signatures = desk.signed(message)
    digest, another = (desk.registry.hashAttestation(m.as_tuple()) for m in (message, other))

    desk.registry.requireSigned(desk.token, 1, digest, signatures)
    with reverts("CustodianSignatureInvalid", signatures[0][0]):
        desk.registry.requireSigned(desk.token, 1, another, signatures)
    with reverts("CustodianNotOfStock", desk.token, 2):
        desk.registry.requireSigned(desk.token, 2, digest, signatures)
