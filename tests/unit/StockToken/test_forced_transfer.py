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


def force(desk, from_, to, raw):
    return desk.token.forcedTransfer(from_, to, raw, {"from": desk.roles["issuer"]})


def test_reverts_for_anybody_but_the_issuer(desk, roles, holder):
    with reverts("StockTokenOnlyIssuer", roles["governor"], roles["issuer"]):
        desk.token.forcedTransfer(holder, roles["trader"], WAD, {"from": roles["governor"]})
    assert desk.token.balanceOf(holder) == 100 * WAD


def test_reverts_from_a_registered_contract(desk, roles, holder):
    desk.registry.setRegisteredContract(desk.market, True, {"from": roles["governor"]})
    desk.token.transfer(desk.market, 10 * WAD, {"from": holder})

    with reverts("RegisteredContractProtected", desk.market):
        force(desk, desk.market, roles["trader"], WAD)
    assert desk.token.balanceOf(desk.market) == 10 * WAD


def test_reverts_from_what_waits_in_escrow(desk, roles, holder):
    desk.token.setListed(roles["trader"], True, {"from": roles["issuer"]})
    desk.token.transferOrEscrow(roles["trader"], WAD, {"from": holder})

    with reverts("RegisteredContractProtected", desk.token):
        force(desk, desk.token, roles["stranger"], WAD)


def test_reverts_to_the_zero_address(desk, holder):
    nobody = "0x" + "00" * 20
    with reverts("ERC20InvalidReceiver", nobody):
        force(desk, holder, nobody, WAD)


def test_reverts_beyond_the_balance(desk, roles, holder):
    with reverts("ERC20InsufficientBalance", holder, 100 * WAD, 100 * WAD + 1):
        force(desk, holder, roles["trader"], 100 * WAD + 1)


def test_reverts_to_who_may_not_receive(desk, roles, holder):
    desk.token.setListed(roles["trader"], True, {"from": roles["issuer"]})

    with reverts("ERC7943CannotReceive", roles["trader"]):
        force(desk, holder, roles["trader"], WAD)


def test_takes_from_who_may_not_send(desk, roles, holder):
    desk.token.setListed(holder, True, {"from": roles["issuer"]})
    tx = force(desk, holder, roles["trader"], 30 * WAD)

    assert tx.return_value is True
    assert desk.token.balanceOf(roles["trader"]) == 30 * WAD
    event = tx.events["ForcedTransfer"]
    assert (event["from"], event["to"], event["amount"]) == (holder, roles["trader"], 30 * WAD)
    assert "Frozen" not in tx.events


def test_takes_all_there_is(desk, roles, holder):
    force(desk, holder, roles["trader"], 100 * WAD)

    assert (desk.token.balanceOf(holder), desk.token.balanceOf(roles["trader"])) == (0, 100 * WAD)


def test_unfreezes_first_what_it_takes_of_frozen(desk, roles, holder):
    desk.token.setFrozenTokens(holder, 90 * WAD, {"from": roles["issuer"]})
    tx = force(desk, holder, roles["trader"], 30 * WAD)

    assert desk.token.getFrozenTokens(holder) == desk.token.balanceOf(holder) == 70 * WAD
    assert list(tx.events.keys()).index("Frozen") < list(tx.events.keys()).index("Transfer")
    assert tx.events["Frozen"]["amount"] == 70 * WAD
