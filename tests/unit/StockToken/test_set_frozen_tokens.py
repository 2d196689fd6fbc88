import pytest

from tests.support.custody import WAD
from tests.support.reverts import reverts


@pytest.fixture(autouse=True)
def _issued(desk):
    """The authorised participant holds 100 tokens."""
    desk.attest(100 * WAD)
    desk.issue(100 * WAD)


@pytest.fixture
def holder(roles):
    return roles["authorised_participant"]


def freeze(desk, account, raw):
    return desk.token.setFrozenTokens(account, raw, {"from": desk.roles["issuer"]})


def test_reverts_for_anybody_but_the_issuer(desk, roles, holder):
    with reverts("StockTokenOnlyIssuer", roles["governor"], roles["issuer"]):
        desk.token.setFrozenTokens(holder, WAD, {"from": roles["governor"]})
    assert desk.token.getFrozenTokens(holder) == 0


def test_reverts_for_a_registered_contract(desk, roles):
    desk.registry.setRegisteredContract(desk.market, True, {"from": roles["governor"]})

    with reverts("RegisteredContractProtected", desk.market):
        freeze(desk, desk.market, WAD)


def test_reverts_for_an_amount_that_does_not_fit(desk, holder):
    with reverts("SafeCastOverflowedUintDowncast", 112, 2**112):
        freeze(desk, holder, 2**112)


def test_holds_back_what_is_frozen(desk, roles, holder):
    tx = freeze(desk, holder, 60 * WAD)

    assert tx.return_value is True
    assert (tx.events["Frozen"]["account"], tx.events["Frozen"]["amount"]) == (holder, 60 * WAD)
    assert desk.token.getFrozenTokens(holder) == 60 * WAD
    assert desk.token.canTransfer(holder, roles["trader"], 40 * WAD)
    assert not desk.token.canTransfer(holder, roles["trader"], 40 * WAD + 1)
    assert not desk.token.canTransfer(holder, roles["trader"], desk.token.balanceOf(holder))
    with reverts("ERC7943InsufficientUnfrozenBalance", holder, 40 * WAD + 1, 40 * WAD):
        desk.token.transfer(roles["trader"], 40 * WAD + 1, {"from": holder})
    with reverts("ERC7943InsufficientUnfrozenBalance", holder, 40 * WAD + 1, 40 * WAD):
        desk.redeem(40 * WAD + 1)

    desk.token.transfer(roles["trader"], 40 * WAD, {"from": holder})
    assert desk.token.balanceOf(holder) == 60 * WAD


def test_beyond_the_balance_the_error_is_erc20s(desk, roles, holder):
    freeze(desk, holder, 60 * WAD)

    assert desk.token.canTransfer(holder, roles["trader"], 101 * WAD)
    with reverts("ERC20InsufficientBalance", holder, 100 * WAD, 101 * WAD):
        desk.token.transfer(roles["trader"], 101 * WAD, {"from": holder})


def test_may_exceed_the_balance_and_still_receives(desk, roles, holder):
    freeze(desk, roles["trader"], 50 * WAD)
    desk.token.transfer(roles["trader"], 20 * WAD, {"from": holder})

    assert desk.token.balanceOf(roles["trader"]) == 20 * WAD
    with reverts("ERC7943InsufficientUnfrozenBalance", roles["trader"], 1, 0):
        desk.token.transfer(holder, 1, {"from": roles["trader"]})


def test_overwrites(desk, roles, holder):
    freeze(desk, holder, 60 * WAD)
    freeze(desk, holder, 0)
    desk.token.transfer(roles["trader"], 100 * WAD, {"from": holder})

    assert desk.token.balanceOf(roles["trader"]) == 100 * WAD
