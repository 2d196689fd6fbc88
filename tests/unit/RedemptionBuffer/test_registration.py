"""What an issuer may do to a buffer, before and after the governor has registered it."""

import pytest
from eth_utils import keccak

from evershare.localnet import wad
from tests.support.custody import CLOSED_LOOP
from tests.support.reverts import reverts


@pytest.fixture
def issuer(buffer_world):
    return buffer_world.as_("issuer")


@pytest.fixture
def register(buffer_world):
    """The governor registers the buffer."""

    def act():
        buffer_world["CustodyRegistry"].setRegisteredContract(buffer_world.buffer, True, buffer_world.as_("governor"))

    return act


def test_before_it_an_issuer_can_stop_everybodys_swaps(buffer_world, issuer):
    buffer_world.tsla.setListed(buffer_world.buffer, True, issuer)

    with reverts("ERC7943CannotSend", buffer_world.buffer):
        buffer_world.buy(wad(1))


def test_after_it_no_issuer_can(buffer_world, issuer, register):
    register()
    buffer, token = buffer_world.buffer, buffer_world.tsla

    with reverts("RegisteredContractProtected", buffer):
        token.setListed(buffer, True, issuer)
    with reverts("RegisteredContractProtected", buffer):
        token.setFrozenTokens(buffer, wad(1), issuer)
    with reverts("RegisteredContractProtected", buffer):
        token.forcedTransfer(buffer, buffer_world.people["treasury"], wad(1), issuer)
    buffer_world.buy(wad(1))


def test_only_after_it_a_closed_loop_token_can_be_held(buffer_world, register):
    listing = ("Closed", "CLSD", keccak(text="CLSD"), buffer_world.people["issuer"], 1, 1, wad(1), [1], CLOSED_LOOP)
    listed = buffer_world["CustodyRegistry"].listStock(listing, buffer_world.as_("governor"))
    token = buffer_world.project["StockToken"].at(listed.return_value)

    assert not token.canReceive(buffer_world.buffer)
    register()
    assert token.canReceive(buffer_world.buffer)
    assert token.canSend(buffer_world.buffer)
