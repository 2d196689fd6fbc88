"""A split: announced, confirmed and verified, whoever holds the token. What it costs does not depend on the holders."""

from brownie import project, web3

from evershare.actions import ActionKind
from evershare.localnet import wad
from tests.support.actions import IN_MONDAYS_SESSION, SPLIT_AT
from tests.support.actions import actions_world as world

__all__ = ["world"]

WEEK = 7 * 86_400
FIRST_TOUCH = 17_100  # what a slot costs once, to be written for the first time rather than again (EIP-2200, EIP-2929)
HOLDERS = (10, 1_000)


def first_touch_free(tx):
    """Gas of a transaction, less what its slots cost because nothing was ever in them."""
    options = {"tracer": "prestateTracer", "tracerConfig": {"diffMode": True}}
    trace = web3.provider.make_request("debug_traceTransaction", [tx.txid, options])["result"]
    new = sum(
        slot not in trace["pre"].get(address, {}).get("storage", {})
        for address, account in trace["post"].items()
        for slot in account.get("storage", {})
    )
    return tx.gas_used - FIRST_TOUCH * new


def split(world, at, ratio, price, shares):
    """The transactions of a split that is announced, confirmed, takes effect and is verified."""
    numerator, denominator = ratio
    world.announce("TSLA", ActionKind.SPLIT, at, numerator=numerator, denominator=denominator)
    announced = world.chain.get_transaction(world.chain[-1].transactions[0])
    confirmed = world.confirm(world.actions.actionCount())
    world.take_effect(price, at - SPLIT_AT + IN_MONDAYS_SESSION)
    world.attest("TSLA", shares)
    return announced, confirmed, world.verify_action("TSLA")


def test_split(world, gas_snapshot):
    """The average of its three transactions."""
    disperser = world.people["deployer"].deploy(project.get_loaded_projects()[0]["MockDisperser"])
    world.tsla.transfer(disperser, wad(100), world.as_("authorised_participant"))
    split(world, SPLIT_AT, (10, 1), "22.75", 100_000)
    costs = []
    for holders in HOLDERS:
        world.chain.snapshot()
        disperser.disperse(world.tsla, holders, wad("0.001"), world.as_("stranger"))
        costs.append([first_touch_free(tx) for tx in split(world, SPLIT_AT + WEEK, (2, 1), "11.375", 200_000)])
        world.chain.revert()

    few, many = map(sum, costs)
    assert many == few
    gas_snapshot("split, for any number of holders", many // len(costs[1]))
