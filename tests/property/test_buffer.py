"""The redemption buffer holds the peg, and nobody gains by going round through it."""

from math import isqrt

import pytest
from brownie import chain, project
from hypothesis import given, settings
from hypothesis import strategies as st

from evershare.localnet import wad
from tests.support.buffer import SATURDAY, SPREAD_BPS, USDC, BufferWorld
from tests.support.effort import runs
from tests.support.reverts import reverts

TSLA_IN_USDC = 227_500_000
AMM_STOCK = wad(2_000)


@pytest.fixture(scope="module")
def world(accounts, module_isolation):
    return BufferWorld(project.get_loaded_projects()[0], accounts, chain)


@settings(max_examples=runs(12))
@given(
    amount=st.integers(min_value=10**10, max_value=wad(900)),
    spread=st.integers(min_value=5, max_value=1_000),
    tsla=st.integers(min_value=1, max_value=10**6),
)
def test_a_round_trip_never_gains(world, amount, spread, tsla):
    """V7 for the buffer: buying and selling at once costs at least both spreads."""
    chain.snapshot()
    world.buffer.setLine(world.tsla_id, spread, wad(2_000), world.as_("market_maker"))
    world.usdc.mint(world.people["trader"], 10**16, world.as_("stranger"))
    world.refresh(tsla=str(tsla))
    cost = world.buy(amount).return_value
    bid = world.buffer.pricesOf(world.tsla_id)[1]
    if bid * amount * USDC // 10**36:
        proceeds = world.sell(amount).return_value
        assert proceeds * 10_000 * 10_000 <= cost * (10_000 - spread) * 10_000
    chain.revert()


def amm_at(world, price):
    """An outside market with 2,000 TSLA tokens whose price is `price` in USDC units per token, and an arbitrageur."""
    deployer = world.people["deployer"]
    amm = deployer.deploy(world.project["MockAmm"])
    arbitrageur = deployer.deploy(world.project["MockArbitrageur"])
    world.issue("TSLA", 2_000)
    world.tsla.transfer(amm, AMM_STOCK, world.as_("authorised_participant"))
    world.usdc.mint(amm, price * AMM_STOCK // 10**18, {"from": deployer})
    world.usdc.approve(arbitrageur, 2**255, world.as_("trader"))
    return amm, arbitrageur


def price_of(world, amm):
    """USDC units per TSLA token at the outside market."""
    return world.usdc.balanceOf(amm) * 10**18 // world.tsla.balanceOf(amm)


def fall_asleep(world):
    """Saturday, with a new price of the cash alone."""
    world.wait_until(SATURDAY)
    world.publish_prices({"USDC": "1"})


def edges(world):
    """What the buffer sells for and buys for, in USDC units per token."""
    return tuple(price * USDC // 10**18 for price in world.buffer.pricesOf(world.tsla_id))


@pytest.mark.parametrize(
    ("asleep", "percent"),
    [(False, 97), (False, 103), (True, 60), (True, 160)],
    ids=["discount in a session", "premium in a session", "discount at a weekend", "premium at a weekend"],
)
def test_a_discount_or_premium_elsewhere_closes_in_one_transaction(world, fn_isolation, asleep, percent):
    """To within the buffer's spread in an open session, to within the interval outside it."""
    amm, arbitrageur = amm_at(world, TSLA_IN_USDC * percent // 100)
    if asleep:
        fall_asleep(world)
    else:
        world.refresh()
    ask, bid = edges(world)
    before, cash_before = price_of(world, amm), world.usdc.balanceOf(world.people["trader"])
    parties = (amm, world.buffer, world.tsla_id, world.tsla, world.usdc)
    stock, cash = world.tsla.balanceOf(amm), world.usdc.balanceOf(amm)

    if percent < 100:
        assert before < bid
        cash_in = isqrt(stock * cash * bid // 10**18) - cash
        swap = arbitrageur.closeDiscount(*parties, cash_in, world.as_("trader")).events["Sold"]
    else:
        assert before > ask
        amount = isqrt(stock * cash * 10**18 // ask) - stock
        swap = arbitrageur.closePremium(*parties, amount, 2 * ask * amount // 10**18, world.as_("trader")).events[
            "Bought"
        ]

    after = price_of(world, amm)
    edge_of_tolerance = 2  # USDC units, for the roots
    assert bid - edge_of_tolerance <= after <= ask + edge_of_tolerance
    assert swap["amount"] == abs(world.tsla.balanceOf(amm) - stock)
    assert world.usdc.balanceOf(world.people["trader"]) > cash_before
    if not asleep:
        assert abs(after - TSLA_IN_USDC) * 10_000 <= TSLA_IN_USDC * (SPREAD_BPS + 60)


@pytest.mark.parametrize("percent", [97, 103])
def test_a_discount_or_premium_within_the_weekends_interval_is_not_paid_for(world, fn_isolation, percent):
    """Until the open nobody knows that it is one, so that the buffer's owner pays nobody for it."""
    amm, arbitrageur = amm_at(world, TSLA_IN_USDC * percent // 100)
    fall_asleep(world)
    parties = (amm, world.buffer, world.tsla_id, world.tsla, world.usdc)

    if percent < 100:
        bid = world.buffer.pricesOf(world.tsla_id, block_identifier="pending")[1]
        cash_in, cash = 1_000 * USDC, world.usdc.balanceOf(amm)
        bought = AMM_STOCK * cash_in // (cash + cash_in)
        with reverts("ProceedsBelowMinimum", bid * bought * USDC // 10**36, cash_in):
            arbitrageur.closeDiscount(*parties, cash_in, world.as_("trader"))
    else:
        with reverts("Error", "no profit"):
            arbitrageur.closePremium(*parties, wad(5), 5_000 * USDC, world.as_("trader"))
