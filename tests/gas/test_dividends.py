"""Claiming a dividend for a wallet, which costs a little more than for an account of the ledger."""

import datetime

import pytest

from evershare.localnet import wad

EX_DATES = (datetime.date(2024, 8, 5), datetime.date(2024, 8, 12))


@pytest.fixture
def dividends(world):
    """Two dividends paid in in full, in a plain token of which the holder has some."""
    token = world.people["deployer"].deploy(world.project["MockToken"], "Plain", "PLAIN", 18)
    world["CollateralVault"].listAsset(500, token, world.as_("governor"))
    for role in ("issuer", "trader"):
        token.mint(world.people[role], wad(10_000), world.as_("stranger"))
    paid = []
    for ex_date in EX_DATES:
        action = world.announce_dividend("TSLA", ex_date, 1, token)
        world.wait_for_record(action)
        paid.append(world.pay_dividend(action))
        world.wait_until(world["CorporateActions"].actionOf(action)["effectiveAt"])
        world.verify_action("TSLA")
    return paid


def test_claim(world, dividends, gas_snapshot):
    """By a holder who has claimed an earlier dividend of the stock, and that earlier one."""
    first, again = (world.claim("trader", dividend) for dividend in dividends)

    gas_snapshot("dividend claim", again.gas_used)
    gas_snapshot("dividend claim, a holder's first of a stock", first.gas_used)
