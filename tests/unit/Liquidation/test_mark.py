import pytest

from tests.support.oracle import DAY, MONDAY, OPEN, SATURDAY
from tests.support.reverts import reverts


def test_reverts_for_a_healthy_account(credit, loan):
    with reverts("AccountHealthy", credit.account("trader"), *credit.health()):
        credit.mark()


def test_reverts_for_an_account_that_owes_nothing(credit, loan):
    with reverts("AccountHealthy", credit.account("liquidator"), *credit.health("liquidator")):
        credit.mark("liquidator")


def test_reverts_on_a_jump_that_is_not_confirmed(credit, loan):
    """P3: one wick moves no mid."""
    credit.desk.observe(credit.id("TSLA"), 100 * 10**18, credit.now)
    with reverts("AccountHealthy", credit.account("trader"), *credit.health()):
        credit.mark()


@pytest.mark.parametrize("wait", ["a night", "a weekend", "a year"])
def test_widening_never_makes_an_account_liquidatable(credit, loan, wait):
    """V3: time alone does not. Nothing is lent at interest here."""
    collateral, _ = credit.health()
    later = {"a night": credit.now + DAY // 2, "a weekend": SATURDAY + DAY, "a year": credit.now + 365 * DAY}
    credit.go_to(later[wait])
    assert credit.health()[0] == collateral
    with reverts("AccountHealthy", credit.account("trader"), *credit.health()):
        credit.mark()


def test_anybody_marks_an_account_that_does_not_cover_its_debts(credit, fallen):
    marked = credit.mark(by="stranger")

    assert dict(marked.events["AccountMarked"]) == {
        "account": credit.account("trader"),
        "marker": credit.people["stranger"],
    }
    assert credit.liquidation.markedAt(credit.people["trader"]) == marked.timestamp
    assert "WithdrawalsHeldFor" not in marked.events  # the collateral is worth more than the debt


def test_a_second_mark_does_not_start_the_discount_again(credit, marked):
    again = credit.mark(by="stranger")
    assert "AccountMarked" not in again.events
    assert credit.liquidation.markedAt(credit.people["trader"]) == marked


def test_a_mark_dies_after_a_day_and_can_be_made_again(credit, marked):
    credit.pass_time(DAY)
    credit.chain.mine()
    assert credit.liquidation.markedAt(credit.people["trader"]) == 0
    again = credit.mark()
    assert credit.liquidation.markedAt(credit.people["trader"]) == again.timestamp


def test_withdrawals_wait_for_an_account_under_water(credit, loan):
    credit.price("TSLA", 79)
    assert credit.liquidation.isUnderWater(credit.people["trader"])

    marked = credit.mark()

    assert marked.events["WithdrawalsHeldFor"]["account"] == credit.account("trader")
    assert credit.pools["USDC"].withdrawalsHeldUntil() == marked.timestamp + DAY
    assert credit.pools["TSLA"].withdrawalsHeldUntil() == 0


def test_a_further_mark_holds_or_releases_as_the_price_has_moved(credit, marked):
    credit.price("TSLA", 79)
    credit.mark()
    assert credit.pools["USDC"].withdrawalsHeldUntil() != 0
    credit.price("TSLA", 140)
    credit.mark()
    assert credit.pools["USDC"].withdrawalsHeldUntil() == 0


def test_while_the_market_sleeps(credit, fallen):
    credit.go_to(SATURDAY)
    credit.mark()
    assert credit.liquidation.markedAt(credit.people["trader"]) == credit.now < MONDAY + OPEN
