"""Coins in the reserve of coins: a dollar counts again and again

Stream's xUSD and Elixir's deUSD took each other for reserve; 1.9 million dollars are said to have become 14.5 million
xUSD. Proof of reserves was "coming soon" when, on 4 November 2025, 93 million of a manager's were gone.
https://rekt.news/house-of-cards
"""

import pytest

from evershare.localnet import wad
from tests.support.reverts import reverts

DOLLARS, CLAIMED = wad("1900000"), wad("14500000")


@pytest.fixture
def circular(VulnerableReserve, accounts):
    return accounts[0].deploy(VulnerableReserve)


def test_a_circle_is_as_large_as_one_likes(circular):
    circular.buy(0, DOLLARS)
    coin = 0
    while circular.supply(0) < CLAIMED:
        circular.exchange(coin, DOLLARS)
        coin = 1 - coin

    print(f"\n{circular.supply(0) / wad(1):,.0f} coins of one kind for {circular.cash() / wad(1):,.0f} dollars")
    assert circular.isBacked()
    assert circular.cash() == DOLLARS


def test_here_only_attested_shares_count(world):
    """C1: of 10,000 attested shares 5,000 are tokens. Nothing that is done with tokens adds a share."""
    tsla, participant = world.tokens["TSLA"], world.people["authorised_participant"]
    held_before = tsla.balanceOf(participant)
    world.issue("TSLA", 5_000)
    assert tsla.totalSupply() == wad(10_000)

    for keep_them in ("the custodian", "the market", "the ledger", "a pool"):
        if keep_them == "the custodian":
            tsla.transfer(world.people["keeper"], wad(1_000), {"from": participant})
        elif keep_them == "the market":
            tsla.transfer(world["PrimaryMarket"], wad(1_000), {"from": participant})
        elif keep_them == "the ledger":
            world.deposit("authorised_participant", "TSLA", 1_000)
        else:
            world.request_deposit("authorised_participant", world.pool, "TSLA", 1_000)
        with reverts("ReserveExceeded", wad(10_001), wad(10_000)):
            world.issue("TSLA", 1)
    assert tsla.balanceOf(participant) == held_before + wad(5_000) - 4 * wad(1_000)


def test_here_what_is_redeemed_is_still_due(world):
    """Nor does burning them: the shares are the redeemer's until the custodian says that it holds them no more."""
    tsla, by = world.tokens["TSLA"], world.as_("authorised_participant")
    world.issue("TSLA", 5_000)
    world["PrimaryMarket"].redeemInKind(tsla, wad(2_000), b"\0" * 32, by)
    assert tsla.totalSupply() == wad(8_000)
    with reverts("ReserveExceeded", wad(10_001), wad(10_000)):
        world.issue("TSLA", 1)
