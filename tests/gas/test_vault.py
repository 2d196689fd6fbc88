"""Actions of the vault with a plain OpenZeppelin token."""

import pytest
from brownie import project

from evershare.localnet import wad

ASSET_ID = 500


@pytest.fixture
def token(world):
    """A listed token in which another person has an account already, approved without limit."""
    contract = world.people["deployer"].deploy(project.get_loaded_projects()[0]["MockToken"], "Plain", "PLAIN", 18)
    world["CollateralVault"].listAsset(ASSET_ID, contract, world.as_("governor"))
    for role in ("trader", "second_trader"):
        contract.mint(world.people[role], wad(10))
        contract.approve(world["CollateralVault"], 2**256 - 1, world.as_(role))
    deposit(world, "second_trader")
    return contract


def deposit(world, role="trader"):
    return world["CollateralVault"].deposit(ASSET_ID, world.people[role], wad(2), world.as_(role))


def test_deposits(world, token, gas_snapshot):
    gas_snapshot("deposit, first", deposit(world).gas_used)
    gas_snapshot("deposit, again", deposit(world).gas_used)


def test_withdrawal(world, token, gas_snapshot):
    deposit(world)
    person = world.people["trader"]
    withdrawal = world["CollateralVault"].withdraw(ASSET_ID, person, person, wad(1), world.as_("trader"))

    gas_snapshot("withdraw, no debt", withdrawal.gas_used)
