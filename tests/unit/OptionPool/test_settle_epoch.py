"""OptionPool.settleEpoch"""

import pytest

from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.pool import DAY
from tests.support.reverts import reverts


def settle_without_prices(world, **overrides):
    return world.pool.settleEpoch([], [], {**world.as_("keeper"), **overrides})


def pending(world, person):
    return world.pool.pendingDepositRequest(0, person), world.pool.pendingRedeemRequest(0, person)


def test_nobody_has_requested_anything(world, desk, open_interest):
    desk.next_session()
    with reverts("EpochEmpty"):
        desk.settle()


def test_a_day_has_not_passed(world, desk, pending_redemption):
    desk.settle_next()
    desk.request_redeem("liquidity_provider", "1")
    settled_at = world.now - 1
    assert world.pool.queue()[6] == settled_at
    world.wait_until(settled_at + DAY - 2)
    with reverts("EpochTooEarly", settled_at + DAY):
        settle_without_prices(world)


def test_at_night(world, desk, pending_redemption):
    """The interval is wide while the stock's market is closed."""
    waiting_since = world.pool.queue()[7]
    world.wait_until(world.now + DAY + DAY // 2)
    with reverts("EpochNotPriced", waiting_since + 5 * DAY):
        settle_without_prices(world)


def test_at_an_old_price(world, desk, pending_redemption):
    """Tight is not enough: the refresh of this very call has to bring a price, or what is known is up for sale."""
    waiting_since = world.pool.queue()[7]
    desk.next_session()
    world.refresh(tsla="227.51")
    world.wait_until(world.now + 16)
    with reverts("EpochNotPriced", waiting_since + 5 * DAY):
        settle_without_prices(world)


def test_deposits_alone_never_settle_at_a_wide_interval(world, pending_deposit):
    waiting_since = world.pool.queue()[7]
    world.wait_until(world.now + 30 * DAY)
    with reverts("EpochNotPriced", waiting_since + 5 * DAY):
        settle_without_prices(world)


def test_ether_from_elsewhere(world, stranger):
    with reverts("UnexpectedEther", stranger):
        stranger.transfer(world.pool, 1)


def test_a_caller_that_refuses_the_rest(world, desk, pending_redemption, provider, EpochCaller):
    caller = provider.deploy(EpochCaller)
    desk.next_session()
    world.refresh(tsla="227.51")
    with reverts("EpochRefundRefused", 7):
        caller.settle(world.pool, {"from": provider, "value": 7})


def test_each_way_at_its_own_price(world, desk, pending_redemption, pending_deposit, provider, newcomer):
    """Who leaves is paid at the low value, who comes pays the high one and what funding has accrued."""
    options, pool = world["PerpetualOptions"], world.pool
    supply, cash = pool.totalSupply(), pool.cash()

    settled = desk.settle_next()

    low = cash - options.liabilityOf(pool, True)
    high = cash - options.liabilityOf(pool, False) + options.accruedFundingOf(pool)
    assert low < high
    paid, issued = wad(500) * (low + 1) // (supply + 1), wad(100) * (supply + 1) // (high + 1)
    assert dict(settled.events["EpochSettled"][0]) == {
        "epoch": 1,
        "queuedShares": wad(500),
        "filledShares": wad(500),
        "paidAssets": paid,
        "depositedAssets": wad(100),
        "issuedShares": issued,
    }
    assert pool.totalSupply() == supply - wad(500) + issued
    assert (pool.cash(), desk.balance(pool.claimAccount())) == (cash - paid, paid)
    assert (pool.maxRedeem(provider), pool.maxWithdraw(provider)) == (wad(500), paid)
    assert (pool.maxDeposit(newcomer), pool.maxMint(newcomer)) == (wad(100), issued)
    assert pending(world, provider) == pending(world, newcomer) == (0, 0)
    assert desk.locked(newcomer) == wad(100)  # not collected yet, but counted
    assert pool.totalAssets() == low - paid + wad(100)
    queue = pool.queue()
    assert tuple(queue[:4]) == (0, 0, wad(100), issued)
    assert queue[6] == queue[7] == world.now


def test_what_covers_options_stays(world, desk, busy, provider):
    """O1: each queued share is filled in the same proportion, and the rest waits."""
    pool, supply, cash = world.pool, world.pool.totalSupply(), world.pool.cash()
    stranger = world.people["stranger"]
    pool.transfer(stranger, wad(500), {"from": provider})
    pool.requestRedeem(wad(1_500), provider, provider, {"from": provider})
    pool.requestRedeem(wad(500), stranger, stranger, {"from": stranger})

    settled = desk.settle_next().events["EpochSettled"]

    low = cash - world["PerpetualOptions"].liabilityOf(pool, True)
    free = cash - busy
    filled = free * (supply + 1) // (low + 1)
    paid = filled * (low + 1) // (supply + 1)
    assert (settled["filledShares"], settled["paidAssets"]) == (filled, paid)
    assert 0 < paid <= free < low
    assert busy <= pool.cash() == cash - paid
    for person, shares in ((provider, wad(1_500)), (stranger, wad(500))):
        left = shares * (supply - filled) // supply
        assert pool.pendingRedeemRequest(0, person) == left
        assert pool.claimableRedeemRequest(0, person) == shares - left
        assert pool.maxWithdraw(person) == shares * paid // supply


def test_no_free_cash_at_all(world, desk, busy, provider):
    """An epoch that can pay nobody still settles deposits and lets the others cancel."""
    world.pool.requestRedeem(wad(2_000), provider, provider, {"from": provider})
    desk.settle_next()
    waiting, claimable = world.pool.pendingRedeemRequest(0, provider), world.pool.maxWithdraw(provider)
    assert world.pool.freeCash() <= 1
    desk.request_deposit("second_trader", "10")

    settled = desk.settle_next().events["EpochSettled"]

    assert (settled["filledShares"], settled["depositedAssets"]) == (0, wad(10))
    assert world.pool.pendingRedeemRequest(0, provider) == waiting
    assert world.pool.maxWithdraw(provider) == claimable
    world.pool.cancelRedeemRequest(provider, {"from": provider})
    assert world.pool.balanceOf(provider) == waiting


def test_after_five_days_redemptions_do_not_wait_for_a_price(world, desk, pending_redemption, pending_deposit):
    pool, provider, newcomer = world.pool, world.people["liquidity_provider"], world.people["second_trader"]
    due, supply, cash = pool.queue()[7] + 5 * DAY, pool.totalSupply(), pool.cash()
    world.wait_until(due - 2)
    with reverts("EpochNotPriced", due):
        settle_without_prices(world)

    settle_without_prices(world)

    low = cash - world["PerpetualOptions"].liabilityOf(pool, True)
    assert pool.maxWithdraw(provider) == wad(500) * (low + 1) // (supply + 1)
    assert pending(world, newcomer) == (pending_deposit, 0)
    desk.settle_next()  # and a priced epoch takes the deposit
    assert pool.maxDeposit(newcomer) == pending_deposit


def test_the_wait_begins_with_the_first_request(world, desk, open_interest):
    """A pool that had no epoch for weeks does not make a new request an old one."""
    world.wait_until(world.now + 20 * DAY + 12 * 3_600)
    desk.request_redeem("liquidity_provider", "5")
    with reverts("EpochNotPriced", world.now + 5 * DAY):
        settle_without_prices(world)


def test_every_market_has_to_be_priced(world, desk, pending_redemption):
    """A second market's index is stale: nobody chooses which of the prices is old."""
    world.list_price("ETH", drift_bps=256)
    world.publish_prices({"ETH": "3000"})
    market_id = world.create_market("ETH", "TSLA")
    world.refresh(tsla="227.51")
    world.publish_prices({"ETH": "3001"})
    trader = world.people["trader"]
    terms = (world.pool, market_id, wad(nearest_strike("13.19")), 5_000, True)
    world["PerpetualOptions"].open(terms, trader, wad(5), wad(1_000), world.now + 60, {"from": trader})

    desk.next_session()
    with reverts("EpochNotPriced", world.pool.queue()[7] + 5 * DAY):
        desk.settle()
    world.publish_prices({"ETH": "3002"})
    assert desk.settle().events["EpochSettled"]["filledShares"] == pending_redemption


def test_while_a_corporate_action_has_frozen_a_leg(world, desk, pending_redemption):
    """Neither at a price that may be of the wrong number of shares, nor because five days have passed."""
    effective_at = (world.now // DAY + 4) * DAY + 14 * 3_600
    world.announce_split("TSLA", 10, 1, effective_at)
    for moment in (effective_at - 10 * 60, effective_at + 3 * DAY):
        world.wait_until(moment)
        with reverts("EpochFrozen", world.market_id):
            settle_without_prices(world)


def test_an_idle_pool_settles_at_any_time(world, desk, pending_redemption, pending_deposit, provider, newcomer):
    """What was requested while options were open needs no price, and no day, once they are not."""
    trader = world.people["trader"]
    world["PerpetualOptions"].close(trader, world.series_id(), wad("0.5"), 0, world.now + 60, {"from": trader})
    supply, cash = world.pool.totalSupply(), world.pool.cash()
    world.wait_until(world.now + 400)

    settle_without_prices(world)

    assert world.pool.maxWithdraw(provider) == wad(500) * (cash + 1) // (supply + 1)
    assert world.pool.maxMint(newcomer) == wad(100) * (supply + 1) // (cash + 1)


def test_what_the_updates_do_not_cost_comes_back(world, desk, pending_redemption):
    desk.next_session()
    world.refresh(tsla="227.51")
    keeper = world.people["keeper"]
    before = keeper.balance()
    settle_without_prices(world, value=10**9)
    assert keeper.balance() == before
    assert world.pool.balance() == 0


@pytest.mark.parametrize("assets", ["0.000000000000000001", "0.5"])
def test_o6_an_epoch_does_not_lower_the_share_price(world, desk, pending_redemption, open_interest, assets):
    """O6: valued at one edge at the moment of the epoch, those who stay lose nothing to those who come and go."""
    desk.request_deposit("second_trader", assets)
    desk.next_session()
    world.refresh(tsla="227.51")
    supply, cash = world.pool.totalSupply(), world.pool.cash()
    settle_without_prices(world)
    liability = world["PerpetualOptions"].liabilityOf(world.pool, True)
    before, after = cash - liability, world.pool.totalAssets()
    assert (after + 1) * (supply + 1) >= (before + 1) * (world.pool.totalSupply() + 1)
