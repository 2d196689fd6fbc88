"""What the protocol is for: tokens of a small company are margin for a trade in BTC while their own market sleeps."""

from decimal import Decimal

import pytest

from evershare.localnet import wad
from tests.support.credit import USDC
from tests.support.weekend import BTC_ON_SUNDAY, HOLDING, HOUR, MONDAY, weekend

__all__ = ["weekend"]

SIZE = "1.5"
HOLDER = "small_cap_holder"


@pytest.fixture
def bought(weekend):
    """The holder has bought 1.5 puts on BTC, on credit. The opening trade."""
    weekend.let_borrow()
    return weekend.buy(SIZE)


def leave(weekend, series_id):
    """The holder closes his option, repays, and takes home what is left, in one transaction."""
    holder, options, vault = weekend.people[HOLDER], weekend["PerpetualOptions"], weekend.vault
    usdc, acme = weekend.asset_ids["USDC"], weekend.asset_ids["ACME"]
    payout = weekend["OptionsLens"].quoteClose(holder, series_id, wad(SIZE), 0, block_identifier="pending")["net"]
    # A cent for the interest of the second until then.
    profit = payout - weekend.debt(HOLDER) - USDC // 100
    calls = [
        (options, options.close.encode_input(holder, series_id, wad(SIZE), 0, weekend.now + 60)),
        (vault, vault.withdraw.encode_input(usdc, holder, holder, profit)),
        (vault, vault.repay.encode_input(usdc, holder, holder, 2**256 - 1)),
        (vault, vault.withdraw.encode_input(acme, holder, holder, wad(HOLDING))),
    ]
    vault.batch(calls, weekend.as_(HOLDER))
    return profit


def test_reverts_unless_the_holder_lets_the_account_borrow(weekend):
    quote = weekend["OptionsLens"].quoteOpen(weekend.put(), wad(SIZE), 0, block_identifier="pending")
    cost = quote["gross"] + quote["fee"]
    with weekend.refuses("InsufficientAccountBalance", weekend.people[HOLDER], weekend.asset_ids["USDC"], 0, cost):
        weekend.buy(SIZE)


def test_reverts_for_more_than_the_tokens_are_good_for_on_a_sunday(weekend):
    """The interval of a sleeping market is in the way: after the bell, at the same prices, it is enough."""
    weekend.let_borrow()
    with weekend.refuses_health(HOLDER):
        weekend.buy("4")
    weekend.wait_until(MONDAY)
    weekend.publish_all(BTC_ON_SUNDAY, acme="8.41")
    assert weekend.buy("4").events["Borrowed"]["amount"] > 9_000 * USDC


def test_buys_on_sunday_with_borrowed_premium_and_takes_its_profit_on_monday(weekend, bought):
    opened, borrowed = bought.events["Opened"], bought.events["Borrowed"]
    cost = opened["premium"] + opened["fee"]

    assert not weekend["TradingCalendar"].isOpen(1, weekend.now)
    assert borrowed["amount"] == cost == weekend.debt(HOLDER)
    assert weekend.balance(HOLDER) == 0
    assert weekend.balance(HOLDER, "ACME") == wad(HOLDING)
    assert weekend.usdc.balanceOf(weekend.people[HOLDER]) == 0

    # V3: over the night nobody can touch the account, and Monday's open takes a tenth off its tokens.
    weekend.wait_until(MONDAY - HOUR)
    collateral, debt = weekend.health(HOLDER)
    assert collateral > debt
    weekend.wait_until(MONDAY)
    weekend.publish_all("52000", acme="7.50", tsla="190")
    lenders = weekend.usdc_pool.totalAssets()
    profit = leave(weekend, opened["seriesId"])

    assert weekend.usdc.balanceOf(weekend.people[HOLDER]) == profit > 7_000 * USDC
    assert weekend.tokens["ACME"].balanceOf(weekend.people[HOLDER]) == wad(HOLDING)
    assert weekend.debt(HOLDER) == 0
    assert weekend.vault.debtsOf(weekend.people[HOLDER]) == ()
    assert weekend["PerpetualOptions"].positionsOf(weekend.people[HOLDER]) == ()
    assert weekend.usdc_pool.totalAssets() >= lenders > 1_000_000 * USDC


def test_a_trade_that_goes_wrong_costs_what_was_borrowed_and_no_token_is_sold(weekend, bought):
    """The most that he can lose is premium, fees and funding, with interest: he repays it and has his tokens."""
    holder, opened = weekend.people[HOLDER], bought.events["Opened"]
    weekend.wait_until(MONDAY)
    weekend.publish_all("68000", acme="8.10")
    closed = weekend["PerpetualOptions"].close(
        holder, opened["seriesId"], wad(SIZE), 0, weekend.now + 60, weekend.as_(HOLDER)
    )
    funding = closed.events["FundingCollected"]["collected"]
    spent = opened["premium"] + opened["fee"] + funding

    assert spent < weekend.debt(HOLDER) < spent * 1.001
    weekend.usdc.mint(holder, weekend.debt(HOLDER), weekend.as_("stranger"))
    weekend.deposit(HOLDER, "USDC", Decimal(weekend.debt(HOLDER) - weekend.balance(HOLDER)).scaleb(-6) + 1)
    weekend.repay(HOLDER, 2**256 - 1)
    weekend.withdraw(HOLDER, wad(HOLDING), "ACME")

    assert weekend.debt(HOLDER) == 0
    assert weekend.tokens["ACME"].balanceOf(holder) == wad(HOLDING)
