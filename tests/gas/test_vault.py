"""Actions of the vault, by an account that holds a stock token."""

from evershare.localnet import wad


def test_deposits(world, gas_snapshot):
    world.tokens["TSLA"].transfer(world.people["keeper"], wad(10), world.as_("trader"))
    world.tokens["TSLA"].approve(world["CollateralVault"], 2**256 - 1, world.as_("keeper"))
    arguments = (world.asset_ids["TSLA"], world.people["keeper"], wad(2), world.as_("keeper"))

    gas_snapshot("deposit, first", world["CollateralVault"].deposit(*arguments).gas_used)
    gas_snapshot("deposit, again", world["CollateralVault"].deposit(*arguments).gas_used)


def test_withdrawal(world, gas_snapshot):
    person = world.people["trader"]
    withdrawal = world["CollateralVault"].withdraw(world.asset_ids["TSLA"], person, person, wad(1), world.as_("trader"))

    gas_snapshot("withdraw, no debt", withdrawal.gas_used)
