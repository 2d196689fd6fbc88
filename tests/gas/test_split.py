"""A split: announced, confirmed and verified, whoever holds the token. What it costs does not depend on the holders."""

from brownie import project, web3

from evershare.actions import ActionKind
from evershare.localnet import wad
from tests.support.actions import IN_MONDAYS_SESSION, SPLIT_AT
from tests.support.actions import actions_world as world

__all__ = ["world"]

WEEK = 7 * 86_400
NEW_SLOT = 17_100  # what it costs more to write a slot for the first time ever (EIP-2200)
COLD_SLOT, COLD_ACCOUNT = 2_000, 2_500  # what the first access in a transaction costs more than others (EIP-2929)
PRECOMPILES = range(1, 11)
HOLDERS = (10, 1_000)


def traced(tx, **config):
    options = {"tracer": "prestateTracer", "tracerConfig": config}
    return web3.provider.make_request("debug_traceTransaction", [tx.txid, options])["result"]


def first_touch_free(tx):
    """Gas of a transaction, less what it pays because its slots and accounts are touched for the first time."""
    changes, touched = traced(tx, diffMode=True), traced(tx)
    new = sum(
        slot not in changes["pre"].get(address, {}).get("storage", {})
        for address, account in changes["post"].items()
        for slot in account.get("storage", {})
    )
    slots = sum(len(account.get("storage", {})) for account in touched.values())
    warm = {str(tx.sender).lower(), str(tx.receiver).lower(), web3.eth.get_block(tx.block_number)["miner"].lower()}
    cold = [address for address in touched if address.lower() not in warm and int(address, 16) not in PRECOMPILES]
    return tx.gas_used - NEW_SLOT * new - COLD_SLOT * slots - COLD_ACCOUNT * len(cold)


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
    """The average of its three transactions: without first touches, and whole."""
    disperser = world.people["deployer"].deploy(project.get_loaded_projects()[0]["MockDisperser"])
    world.tsla.transfer(disperser, wad(100), world.as_("authorised_participant"))
    split(world, SPLIT_AT, (10, 1), "22.75", 100_000)
    free, whole = [], []
    for holders in HOLDERS:
        world.chain.snapshot()
        disperser.disperse(world.tsla, holders, wad("0.001"), world.as_("stranger"))
        transactions = split(world, SPLIT_AT + WEEK, (2, 1), "11.375", 200_000)
        free.append(sum(map(first_touch_free, transactions)) // len(transactions))
        whole.append(sum(tx.gas_used for tx in transactions) // len(transactions))
        world.chain.revert()

    assert free[0] == free[1]
    assert whole[0] == whole[1]
    gas_snapshot("split, for any number of holders", free[1])
    gas_snapshot("split, a whole transaction", whole[1])
