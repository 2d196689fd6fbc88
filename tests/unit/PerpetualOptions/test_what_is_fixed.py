"""What nobody can change: docs/risk.md has the numbers, and the deployment says whom fees go to."""

import pytest
from brownie import web3

DAY = 86_400


@pytest.fixture
def markets(world, options):
    values = world.project["OptionValues"].at(options.VALUES())
    return world.project["OptionMarkets"].at(values.MARKETS())


def test_numbers(options, markets):
    assert (markets.CLOSING_NOTICE_SECONDS(), markets.CLOSING_PATIENCE_SECONDS()) == (7 * DAY, 5 * DAY)
    assert (options.POOL_FEE_BPS(), markets.INSURANCE_FEE_BPS(), options.SETTLER_REWARD_BPS()) == (5_000, 6_000, 100)
    assert (options.MAX_LIVE_SERIES(), options.MAX_POSITIONS()) == (64, 16)
    assert (markets.MAX_SETTLEMENT_DECIMALS(), markets.PUBLIC_BOOKS()) == (18, 2**16)


def test_whom_fees_go_to(world, markets):
    assert markets.INSURANCE() == world.people["insurance"]
    assert markets.TREASURY() == world.people["treasury"]


def test_the_parts_are_contracts_of_their_own(options, markets):
    parts = {options.address, options.VALUES(), markets.address, markets.TRANSFERS(), options.OFFERS()}
    assert len(parts) == 5
    assert all(web3.eth.get_code(part) for part in parts)
