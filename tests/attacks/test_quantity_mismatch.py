"""A token counts in shares before its price does: for a while each is worth ten

Tokens that stand for a growing number of shares, as Ondo's, are worth the price of a share times a multiplier. The
two come from different places; for a 10:1 split the multiplier goes from 1 to 10 at one moment and the price to a
tenth at another. Chainlink's feed for them is paused meanwhile, so that no wrong price is published "when the stock
price and sValue are temporarily out of sync"; who multiplies by himself has no such pause.
https://docs.chain.link/data-feeds/tokenized-equity-feeds/ondo
"""

import pytest

from evershare.localnet import wad
from evershare.risk import Tier
from tests.support.actions import IN_MONDAYS_SESSION, SPLIT_AT, actions_world
from tests.support.reverts import reverts

__all__ = ["actions_world"]

HELD, RATIO = 300, 10
USDC = 10**6


@pytest.fixture(scope="module")
def split_world(actions_world):
    """A pool that lends USDC, and a 10:1 split on Saturday. The trader has 300 TSLA in the ledger."""
    world = actions_world
    world.list_token("USDC", world.usdc, drift_bps=1)
    world.publish_confirmed_prices({"BTC": 64_000, "TSLA": "227.5", "USDC": 1})
    world.set_tier("TSLA", Tier.VOLATILE)
    world.set_tier("USDC", Tier.STABLE)
    pool = world.create_lending_pool("USDC", 900_000)
    world.usdc.mint(world.people["liquidity_provider"], 10**6 * USDC, world.as_("stranger"))
    world.lend("liquidity_provider", pool, "USDC", 10**6)
    world.announce_split("TSLA", RATIO, 1, SPLIT_AT)
    return world


@pytest.fixture
def multiplying(split_world, VulnerableMultipliedPrice, VulnerableLender, accounts):
    price = accounts[0].deploy(VulnerableMultipliedPrice, split_world.tsla)
    price.post(wad("227.5"))
    return accounts[0].deploy(VulnerableLender, price, wad("0.42"), wad("0.55"), wad(10**6))


def test_shares_times_the_price_of_before_pay(split_world, multiplying):
    by = split_world.as_("trader")
    multiplying.deposit(wad(HELD), by)
    worth = wad(HELD) * wad("227.5") // wad(1)
    with reverts("Error", "collateral"):
        multiplying.borrow(worth, by)

    split_world.wait_until(SPLIT_AT)
    multiplying.borrow(4 * worth, by)
    print(f"\nborrowed {4 * worth / wad(1):,.0f} USD on tokens of {worth / wad(1):,.0f} USD")


@pytest.mark.parametrize("told", ["nothing", "227.5", "22.75"])
def test_here_a_token_is_worth_what_it_was(split_world, told):
    """C2: neither the split, nor a price of before it, nor a new one outside a session adds to its worth."""
    world, trader = split_world, split_world.people["trader"]
    worth = world["RiskEngine"].initialHealthOf(trader)[0]
    world.wait_until(SPLIT_AT)
    assert world.tsla.multiplier() == wad(RATIO)
    if told != "nothing":
        world.publish_prices({"TSLA": told})

    assert world["RiskEngine"].initialHealthOf(trader)[0] <= worth
    assert world["RiskEngine"].maintenanceHealthOf(trader)[0] <= wad(HELD) * wad("227.5") // wad(1) * 5_500


@pytest.mark.parametrize("price", ["227.5", "22.75"])
def test_here_a_price_that_does_not_continue_is_not_believed(split_world, price):
    """On Monday, ten times a share's price is refused; ten times a tenth of it is what a token was worth."""
    split_world.take_effect(price, IN_MONDAYS_SESSION)
    assert split_world.raw_price() == wad("227.5")
