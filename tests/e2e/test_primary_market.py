"""A share's way in and out for somebody without a custodian, on the whole protocol as it is deployed."""

import pytest
from brownie import project

from evershare.localnet import wad

USDC = 10**6
PRICE = 230 * USDC


@pytest.fixture(scope="module")
def usdc(world):
    token = world.people["deployer"].deploy(project.get_loaded_projects()[0]["MockToken"], "USD Coin", "USDC", 6)
    world["PrimaryMarket"].setPaymentToken(token, True, world.as_("governor"))
    for role in ("stranger", "issuer"):
        token.mint(world.people[role], 10_000 * USDC, world.as_("stranger"))
        token.approve(world["PrimaryMarket"], 10_000 * USDC, world.as_(role))
    return token


def test_buys_and_redeems_by_request(world, usdc):
    market, token = world["PrimaryMarket"], world.tokens["TSLA"]
    buyer = world.people["stranger"]
    asked = market.requestIssue(token, usdc, 2_300 * USDC, PRICE, 0, world.as_("stranger")).return_value
    world.fill_request(asked, wad(10), 2_290 * USDC)
    assert token.balanceOf(buyer) == wad(10)
    assert usdc.balanceOf(world.people["issuer"]) == 12_290 * USDC

    asked = market.requestRedeem(token, usdc, wad(10), PRICE, 0, world.as_("stranger")).return_value
    world.fill_request(asked, wad(4), 4 * PRICE)
    assert usdc.balanceOf(buyer) == 7_700 * USDC + 4 * PRICE
    assert world["CustodyRegistry"].sharesOwed(token) == wad(4)

    world.wait_until(market.cancellableAt(asked))
    for request in (1, 2):
        market.cancelRequest(request, world.as_("stranger"))
    assert token.balanceOf(buyer) == wad(6)
    assert usdc.balanceOf(market) == 0
