"""PerpetualOptions.distributeFees"""


def test_nothing_to_distribute(world, options):
    transaction = options.distributeFees(world.asset_ids["TSLA"], world.as_("stranger"))
    assert transaction.events["FeesDistributed"]["toInsurance"] == 0


def test_the_insurance_gets_sixty_percent(world, options, put):
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    fees = vault.balanceOf(options, tsla)
    options.distributeFees(tsla, world.as_("stranger"))
    to_insurance = fees * 60 // 100
    assert fees > 0
    assert vault.balanceOf(options, tsla) == 0
    assert vault.balanceOf(world.people["insurance"], tsla) == to_insurance
    assert vault.balanceOf(world.people["treasury"], tsla) == fees - to_insurance
