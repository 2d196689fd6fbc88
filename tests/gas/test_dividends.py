"""Claiming a dividend for a wallet, which costs a little more than for an account of the ledger."""

import pytest

from evershare.localnet import wad

WALLET = "0x" + "00" * 20  # where the tokens of a wallet are, for `IRecordWeights`
DIVIDEND = wad(5_000)


@pytest.fixture
def token(world):
    """A plain listed token, of which the issuer has plenty and the holder some."""
    contract = world.people["deployer"].deploy(world.project["MockToken"], "Plain", "PLAIN", 18)
    world["CollateralVault"].listAsset(500, contract, world.as_("governor"))
    for role in ("issuer", "trader"):
        contract.mint(world.people[role], 10 * DIVIDEND, world.as_("stranger"))
    contract.approve(world["Distributor"], 2**256 - 1, world.as_("issuer"))
    return contract


@pytest.fixture
def dividends(world, token):
    """Two dividends of the same record, paid in in full."""
    stock, actions = world.tokens["TSLA"], world.people["stranger"]
    world["CustodyRegistry"].setCorporateActions(actions, world.as_("governor"))
    stock.scheduleRecord(world.now + 60, {"from": actions})
    world.wait_until(world.now + 60)
    ids = []
    for _ in range(2):
        declared = world["Distributor"].declareDividend(stock, 1, token, DIVIDEND, world.as_("issuer"))
        ids.append(declared.return_value)
        world["Distributor"].fund(ids[-1], DIVIDEND, world.as_("issuer"))
    return ids


def test_claim(world, dividends, gas_snapshot):
    first, second = dividends
    world["Distributor"].claim(first, WALLET, world.people["trader"], world.as_("trader"))
    claim = world["Distributor"].claim(second, WALLET, world.people["trader"], world.as_("trader"))

    gas_snapshot("dividend claim", claim.gas_used)
