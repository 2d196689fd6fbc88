"""RedemptionBuffer.claimDividend"""

import datetime

import pytest

from evershare.localnet import wad
from tests.support.buffer import USDC
from tests.support.reverts import reverts

SUPPLY, INVENTORY = 5_000, 1_000  # whole tokens
EX_DATE = datetime.date(2024, 8, 5)


@pytest.fixture
def dividend(buffer_world):
    """One USDC for each TSLA token, of a record at which the buffer held 1,000."""
    buffer_world.usdc.mint(buffer_world.people["issuer"], SUPPLY * USDC, buffer_world.as_("stranger"))
    action = buffer_world.announce_dividend("TSLA", EX_DATE, 1, buffer_world.usdc)
    buffer_world.wait_for_record(action)
    return buffer_world.pay_dividend(action)


def test_only_the_owner(buffer_world, dividend):
    stranger = buffer_world.people["stranger"]

    with reverts("OwnableUnauthorizedAccount", stranger):
        buffer_world.buffer.claimDividend(buffer_world["Distributor"], dividend, stranger, {"from": stranger})
    with reverts("ContractActsForItself", buffer_world.buffer, stranger):
        buffer_world["Distributor"].claim(dividend, "0x" + "00" * 20, buffer_world.buffer, {"from": stranger})


def test_passes_on_what_the_inventory_earned(buffer_world, dividend):
    maker, receiver = buffer_world.people["market_maker"], buffer_world.people["treasury"]
    cash = buffer_world.buffer.cash()
    buffer_world.buffer.removeInventory(buffer_world.tsla_id, wad(600), maker, {"from": maker})
    claim = buffer_world.buffer.claimDividend(buffer_world["Distributor"], dividend, receiver, {"from": maker})

    assert claim.return_value == buffer_world.usdc.balanceOf(receiver) == INVENTORY * USDC
    assert claim.events["DividendForwarded"] == {"id": dividend, "receiver": receiver, "amount": INVENTORY * USDC}
    assert buffer_world.buffer.cash() == cash == buffer_world.usdc.balanceOf(buffer_world.buffer)


def test_claims_once(buffer_world, dividend):
    maker = buffer_world.people["market_maker"]
    buffer_world.buffer.claimDividend(buffer_world["Distributor"], dividend, maker, {"from": maker})

    with reverts("NothingToClaim", dividend, "0x" + "00" * 20, buffer_world.buffer):
        buffer_world.buffer.claimDividend(buffer_world["Distributor"], dividend, maker, {"from": maker})
