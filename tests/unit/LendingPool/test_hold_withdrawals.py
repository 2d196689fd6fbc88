"""LendingPool.holdWithdrawals and releaseWithdrawals"""

import pytest

from tests.support.lending import DAY
from tests.support.reverts import reverts


@pytest.fixture
def hold(lending, supplied):
    def _hold(role="trader"):
        return lending.pool.holdWithdrawals(lending.people[role], lending.as_("module"))

    return _hold


@pytest.fixture
def release(lending):
    def _release(role="trader"):
        return lending.pool.releaseWithdrawals(lending.people[role], lending.as_("module"))

    return _release


@pytest.fixture
def take(lending):
    provider = lending.people["liquidity_provider"]
    return lambda: lending.pool.withdraw(1, provider, provider, {"from": provider})


@pytest.mark.parametrize("function", ["holdWithdrawals", "releaseWithdrawals"])
@pytest.mark.parametrize("role", ["stranger", "governor", "liquidity_provider"])
def test_reverts_for_anybody_but_a_module(lending, function, role):
    with reverts("NotModule", lending.people[role]):
        getattr(lending.pool, function)(lending.people["trader"], lending.as_(role))


@pytest.mark.parametrize("function", ["withdraw", "redeem"])
def test_nothing_goes_out_while_it_lasts(lending, hold, function):
    provider = lending.people["liquidity_provider"]

    held = hold()

    until = lending.now + DAY
    assert dict(held.events["WithdrawalsHeldFor"]) == {"account": lending.people["trader"], "until": until}
    assert lending.pool.withdrawalsHeldUntil() == until
    assert lending.pool.maxWithdraw(provider) == lending.pool.maxRedeem(provider) == 0
    with reverts("WithdrawalsWait", until):
        getattr(lending.pool, function)(1, provider, provider, {"from": provider})


def test_deposits_go_on(lending, hold):
    hold()
    lending.supply("second_trader", 10)
    assert lending.pool.balanceOf(lending.people["second_trader"]) == 10 * 10**6


def test_it_ends_with_the_last_account(lending, hold, release, take):
    hold("trader")
    hold("second_trader")
    hold("trader")  # counts once
    release("trader")
    release("trader")  # so does this
    release("stranger")  # nobody waits for him
    assert lending.pool.withdrawalsHeldUntil() != 0

    released = release("second_trader")

    assert released.events["WithdrawalsReleasedFor"]["account"] == lending.people["second_trader"]
    assert lending.pool.withdrawalsHeldUntil() == 0
    take()


def test_it_ends_by_itself(lending, hold, take):
    hold()
    lending.pass_time(DAY)
    take()


def test_marks_in_a_row_never_hold_for_longer(lending, hold, take):
    """Within the first day further accounts join; for a day after it nobody is held for."""
    hold("trader")
    until = lending.pool.withdrawalsHeldUntil()
    lending.pass_time(DAY - 10)
    hold("second_trader")
    assert lending.pool.withdrawalsHeldUntil() == until
    lending.pass_time(10)
    take()

    late = hold("stranger")

    assert "WithdrawalsHeldFor" not in late.events
    take()
    lending.pass_time(DAY - 20)
    hold("stranger")
    take()


def test_a_day_later_they_can_wait_again(lending, hold, release, take):
    hold("trader")
    lending.pass_time(2 * DAY)

    hold("second_trader")

    assert lending.pool.withdrawalsHeldUntil() == lending.now + DAY
    release("trader")  # his hold is over, and is not taken off the new one
    assert lending.pool.withdrawalsHeldUntil() != 0
    release("second_trader")
    take()
