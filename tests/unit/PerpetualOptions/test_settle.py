"""PerpetualOptions.settle"""

from decimal import Decimal

import pytest

from evershare.localnet import wad
from evershare.model import funding_rate, option_value
from tests.support.reverts import reverts

HOUR = 3_600
SATURDAY = 1_722_693_600  # 3 August 2024, 14:00 UTC


def settle(world, account=None, series=None, role="keeper"):
    series_id = world.series_id() if series is None else series
    return world["PerpetualOptions"].settle(account or world.people["trader"], series_id, world.as_(role))


def test_unknown_series(world, put, trader):
    with reverts("NoPosition", trader, 2):
        settle(world, series=2)


def test_no_position(world, put):
    with reverts("NoPosition", world.people["stranger"], put):
        settle(world, account=world.people["stranger"])


def test_an_hour_costs_what_the_model_says(world, options, put, trader, half):
    """Funding at the rate of the opening, of which the keeper gets one percent."""
    _, mid, _ = world["PriceOracle"].indexOf(1, 2)
    opened_at = options.seriesOf(put)["updatedAt"]
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    balance, pool, keeper = (vault.balanceOf(who, tsla) for who in (trader, world.pool, world.people["keeper"]))
    world.wait_until(opened_at + HOUR - 2)
    world.refresh(btc="70000")
    transaction = settle(world)
    elapsed = world.now - opened_at
    strike = Decimal(world.terms()[2]) / 10**18
    per_day = funding_rate(Decimal(mid) / 10**18, strike, "put", "0.5", "0.7", 7)
    collected = transaction.return_value
    assert int(collected) == pytest.approx(int(per_day * elapsed / 86_400 / 2 * 10**18), abs=10**6)
    assert vault.balanceOf(trader, tsla) == balance - collected
    assert vault.balanceOf(world.people["keeper"], tsla) == keeper + collected // 100
    assert vault.balanceOf(world.pool, tsla) == pool + collected - collected // 100
    event = transaction.events["FundingCollected"]
    assert (event["collected"], event["reward"]) == (collected, collected // 100)
    assert options.fundingOwed(trader, put) == 0


def test_todays_price_does_not_rewrite_elapsed_time(world, options, put, trader):
    """Two hours at the old rate cost the same whatever the price has become; only what follows costs differently."""
    world.wait_until(world.now + 2 * HOUR)
    owed, since = options.fundingOwed(trader, put), world.now
    old_rate = options.seriesOf(put)["fundingRate"]
    world.refresh(btc="90000")
    assert int(options.fundingOwed(trader, put)) - owed == pytest.approx(
        old_rate * (world.now - since) // 2 // 10**9, abs=2
    )
    settle(world)
    assert options.seriesOf(put)["fundingRate"] < old_rate


def test_the_rent_is_the_least(world, options, put, trader):
    """Far out of the money an option still pays 5 % of its maximum a year."""
    world.refresh(btc="180000")
    settle(world)
    maximum = world.terms()[2] // 2
    assert options.seriesOf(put)["fundingRate"] == -(-maximum * 500 * 10**9 // (10_000 * 365 * 86_400))


def test_a_short_balance_in_a_tight_interval_shrinks_the_position(world, options, put, trader, half, empty_account):
    """The position gives up as much of itself as is worth the funding, at its value; the pool is released from it."""
    empty_account()
    world.wait_until(world.now + HOUR)
    world.refresh()
    due = options.fundingOwed(trader, put, block_identifier="pending")
    transaction = settle(world)
    _, mid, _ = world["PriceOracle"].indexOf(1, 2)
    strike = Decimal(world.terms()[2]) / 10**18
    value = option_value(Decimal(mid) / 10**18, strike, "put", "0.5", "0.7", 7)
    left = options.positionOf(trader, put)[0]
    given_up = half - left
    assert transaction.events["Shrunk"]["size"] == given_up
    assert int(given_up) == pytest.approx(int(due / value), rel=1e-9)
    assert options.seriesOf(put)["size"] == left
    assert options.reserveOf(world.pool)[0] == -(-world.terms()[2] * left // (2 * wad(1)))
    assert options.fundingOwed(trader, put) == 0
    assert transaction.return_value == 0


def test_a_short_balance_in_a_wide_interval_is_carried(world, options, put, trader, half, empty_account):
    empty_account()
    world.wait_until(SATURDAY)
    due = options.fundingOwed(trader, put, block_identifier="pending")
    transaction = settle(world)
    assert options.positionOf(trader, put)[0] == half
    assert int(transaction.events["FundingCarried"]["carried"]) == pytest.approx(int(due), abs=1)
    assert int(options.fundingOwed(trader, put)) == pytest.approx(int(due), abs=1)


def test_a_carried_claim_is_collected_first_from_a_new_balance(world, options, put, trader, empty_account):
    empty_account()
    world.wait_until(SATURDAY)
    settle(world)
    world.deposit("trader", "TSLA", 100)
    due = options.fundingOwed(trader, put, block_identifier="pending")
    assert settle(world).return_value == due
    assert options.fundingOwed(trader, put) == 0


def test_a_position_that_cannot_pay_ends(world, options, put, trader, empty_account):
    """It closes, what it was worth is given up, and the remainder is recorded as uncollected."""
    empty_account()
    world.wait_until(SATURDAY)
    for day in range(1, 20):
        world.wait_until(SATURDAY + day * 86_400)
        settle(world)
    world.wait_until(1_724_423_400)  # Friday 23 August 2024, 14:30 UTC
    world.refresh(btc="400000", tsla="230")
    due = options.fundingOwed(trader, put, block_identifier="pending")
    transaction = settle(world)
    assert options.positionOf(trader, put)[0] == 0
    assert tuple(options.reserveOf(world.pool)) == (0, 0)
    assert tuple(options.liveSeriesOf(world.pool)) == ()
    assert 0 < options.uncollectedOf(world.pool) <= due
    assert transaction.events["FundingUncollected"]["amount"] == options.uncollectedOf(world.pool)


def test_poking_more_often_does_not_cost_more(world, options, put, trader):
    """O7: at constant index, a poke adds at most a wei per 1e18 units."""
    vault, tsla = world["CollateralVault"], world.asset_ids["TSLA"]
    world.chain.snapshot()
    start, balance = world.now, vault.balanceOf(trader, tsla)
    world.wait_until(start + 1_000)
    settle(world)
    once = balance - vault.balanceOf(trader, tsla)
    world.chain.revert()
    for step in range(1, 11):
        world.wait_until(start + step * 100)
        settle(world)
    often = balance - vault.balanceOf(trader, tsla)
    assert 0 <= often - once <= 10
