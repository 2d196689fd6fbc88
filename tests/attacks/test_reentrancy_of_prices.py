"""A price source, and whoever is paid back what he sent too much, find the oracle closed"""

import pytest
from eth_utils import keccak

from evershare.localnet import wad

REFUSAL = "0x" + keccak(text="ReentrancyGuardReentrantCall()")[:4].hex()


@pytest.fixture(params=["its own price", "another price", "no price"])
def refresh(request, world, hook_source):
    """A refresh that anybody may make at any other time."""
    _, asset_id = hook_source
    assets = {"its own price": [asset_id], "another price": [world.asset_ids["BTC"]], "no price": []}
    refresh = world["PriceOracle"].refresh.encode_input(assets[request.param], [])
    world.people["stranger"].transfer(world["PriceOracle"], 0, data=refresh)
    return refresh


def test_a_source_while_it_takes_its_updates(world, hook_source, refresh):
    source, asset_id = hook_source
    oracle, prices = world["PriceOracle"], ("BTC", "TSLA")
    before = [tuple(oracle.observationOf(world.asset_ids[symbol])) for symbol in prices]
    source.arm(oracle, refresh, world.as_("stranger"))

    oracle.refresh([asset_id], [b"\x01"], world.as_("keeper"))

    assert (source.reentered(), source.answer()) == (False, REFUSAL)
    assert [tuple(oracle.observationOf(world.asset_ids[symbol])) for symbol in prices] == before


def test_a_caller_who_is_paid_back(world, AttackerMock, refresh):
    """He gets what he sent too much, and gets it once."""
    oracle, caller = world["PriceOracle"], world.people["stranger"].deploy(AttackerMock)
    caller.armReceive(oracle, refresh, world.as_("stranger"))
    outer = oracle.refresh.encode_input([world.asset_ids["BTC"]], [])

    caller.run([(oracle, wad(1), outer)], {**world.as_("stranger"), "value": wad(1)})

    assert (caller.reentered(), caller.answer()) == (False, REFUSAL)
    assert (caller.balance(), oracle.balance()) == (wad(1), 0)
