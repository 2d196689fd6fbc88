"""Loans on bad prices and odd tokens: nothing is lost, and repaying, leaving and liquidation go on (V4, V5)."""

import pytest

from evershare.model.health import VOLATILE
from tests.support.liquidation import NO_LIMIT
from tests.support.oracle import DAY, FIRST_DAY, HOUR, PUBLISHED_DAYS
from tests.support.reverts import reverts

MAX_MID = 2**96 - 1
BAD_ANSWERS = {
    "zero": lambda now: (0, 0, now),
    "huge": lambda now: (2**96, 0, now),
    "huger": lambda now: (2**255, 0, now),
    "future": lambda now: (10**18, 0, now + HOUR),
    "old": lambda now: (10**18, 0, now - 30 * DAY),
    "at no time": lambda now: (10**18, 0, 0),
    "uncertain": lambda now: (10**18, 10**18, now),
}


def leave(credit, symbol="TSLA"):
    """The trader repays a half of his debt and then all, with what he brings, and takes everything out."""
    trader, usdc = credit.people["trader"], credit.id("USDC")
    owed = credit.owes("trader", "USDC")
    credit.deposit("trader", credit.tokens["USDC"], owed)
    for amount in (owed // 2, NO_LIMIT):
        credit.vault.repay(usdc, trader, trader, amount, {"from": trader})
    held = credit.holds("trader", symbol)
    credit.withdraw("trader", credit.tokens[symbol], held)
    assert credit.vault.debtsOf(trader) == ()
    assert credit.holds("trader", symbol) == 0


def set_price(credit, symbol, raw):
    """Publish a price (WAD) of any size, and confirm it."""
    for _ in range(2):
        credit.desk.observe(credit.id(symbol), raw, credit.now + 1)
        credit.go_to(credit.now + 121)


@pytest.mark.parametrize("failure", [1, 2, *BAD_ANSWERS])
def test_a_feed_that_fails_or_answers_nonsense(credit, fallen, failure):
    """The last good price counts: the account is marked and liquidated by it, or repays and leaves."""
    feed, keeper = credit.desk.feed, credit.as_("keeper")
    if failure in BAD_ANSWERS:
        feed.set("0x" + b"TSLA".hex().ljust(64, "0"), *BAD_ANSWERS[failure](credit.now), keeper)
    else:
        feed.setFailure(failure, keeper)
    before = credit.desk.observation(credit.id("TSLA"))
    refreshed = credit.desk.refresh(credit.id("TSLA"))

    assert "ObservationRejected" in refreshed.events
    assert credit.desk.observation(credit.id("TSLA")) == before
    credit.mark()
    assert credit.liquidate(credit.order("TSLA", max_paid=100)).events["CollateralSold"]["paid"] > 0
    leave(credit)


@pytest.mark.parametrize("wait", ["a week without a price", "after the last published session"])
def test_without_a_price_or_a_calendar(credit, loan, wait):
    """New risk needs more collateral, nobody is liquidated, and everybody leaves."""
    week = credit.now + 7 * DAY
    credit.go_to(week if wait.startswith("a week") else (FIRST_DAY + PUBLISHED_DAYS + 1) * DAY)
    with reverts("AccountHealthy", credit.account("trader"), *credit.health()):
        credit.mark()
    lo, mid, _ = credit.oracle.intervalOf(credit.id("TSLA"))
    assert lo < mid * 9 // 10
    leave(credit)


@pytest.mark.parametrize("raw", [1, 10**6])
def test_collateral_at_the_lower_end_of_the_range(credit, loan, raw):
    """It is worth nothing: it is sold for what it is, or swept, and the loss is shared; others go on."""
    set_price(credit, "TSLA", raw)
    credit.mark()

    done = credit.liquidate(credit.order("TSLA"))

    assert "LossShared" in done.events
    assert credit.owes("trader", "USDC") == credit.holds("trader", "TSLA") == 0
    assert int(done.events["LossShared"]["assets"]) <= credit.units("USDC", 8_000)


@pytest.mark.parametrize("raw", [MAX_MID, MAX_MID // 10**6])
def test_debt_at_the_upper_end_of_the_range(credit, loan, raw):
    """What is owed is worth more than all money: what there is goes for a sliver of it, and repaying goes on."""
    credit.fund("second_trader", "USDC", 10_000)
    credit.borrow("second_trader", "TSLA", 10)
    credit.withdraw("second_trader", credit.tokens["TSLA"], credit.units("TSLA", 10))
    credit.fund("liquidator", "TSLA", 10)
    set_price(credit, "TSLA", raw)
    credit.mark("second_trader")

    credit.vault.repay(
        *(credit.id("TSLA"), credit.people["second_trader"], credit.people["liquidator"], credit.units("TSLA", 1)),
        credit.as_("liquidator"),
    )
    done = credit.liquidate(credit.order("USDC", debt="TSLA"), role="second_trader")

    assert credit.owes("second_trader", "TSLA") == credit.holds("second_trader", "USDC") == 0
    left = credit.units("TSLA", 9) - done.events["CollateralSold"]["paid"]
    assert int(done.events["LossShared"]["assets"]) == pytest.approx(left, rel=1e-6)
    # Who holds it can borrow against it, and nothing overflows.
    credit.borrow("trader", "USDC", 1)
    leave(credit)


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("MockToken", ("No fractions", "ODD", 0)),
        ("MockToken", ("Six decimals", "ODD", 6)),
        ("MockToken", ("Many decimals", "ODD", 27)),
        ("MockNoReturnToken", ()),
        ("MockFeeToken", (100,)),
        ("MockHookToken", ()),
        ("MockPausableToken", ()),
        ("MockDenyListToken", ()),
    ],
)
def test_the_life_of_a_loan_against_an_odd_token(credit, loan, kind, arguments):
    """Borrowed against, sold in part up to the target, repaid, taken out."""
    credit.list("ODD", 100, VOLATILE, kind=kind, arguments=arguments, is_lent=False)
    credit.fund("trader", "ODD", 220)
    credit.withdraw("trader", credit.tokens["TSLA"], credit.holds("trader", "TSLA"))
    credit.price("ODD", 60)
    credit.mark()

    sold = credit.liquidate(credit.order("ODD")).events["CollateralSold"]

    assert 0 < sold["sold"] < credit.units("ODD", 200)
    assert credit.holds("liquidator", "ODD") == sold["sold"]
    assert credit.liquidation.markedAt(credit.people["trader"]) == 0
    # A token without fractions is sold whole.
    collateral, debt = credit.health()
    assert 1.05 <= collateral / debt < 1.06
    leave(credit, "ODD")
    assert credit.held(credit.tokens["ODD"]) == credit.total(credit.tokens["ODD"]) == sold["sold"]
