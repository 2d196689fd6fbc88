"""Liquidation.liquidate: who may, when, and how much is sold for how much"""

import pytest

from evershare.model.health import STABLE, Part, discount, missing_to_target, sale, sale_price
from evershare.model.health import Health as Weighted
from evershare.model.interval import Interval
from tests.support.ledger import sub_account
from tests.support.liquidation import MINUTE, refuses_health
from tests.support.oracle import DAY, HOUR, MONDAY, OPEN, SATURDAY
from tests.support.reverts import reverts


def expected(credit, done, collateral="TSLA", debt="USDC", *, is_closed=False, most=None):
    """What the model sells in a transaction that is done: of the account before it, at the prices of its block."""
    trader, before = credit.people["trader"], {"block_identifier": done.block_number - 1}
    held = int(credit.vault.balanceOf(trader, credit.id(collateral), **before))
    owed = int(credit.pools[debt].debtOf(trader, **before))
    sides = []
    for amount, symbol in ((held, collateral), (owed, debt)):
        price = Interval(*map(int, credit.oracle.intervalOf(credit.id(symbol), block_identifier=done.block_number)))
        sides.append(Part(amount, 10 ** credit.tokens[symbol].decimals(), price, credit.factors[symbol]))
    weighted = Weighted(*map(int, credit.engine.maintenanceHealthOf(trader, **before)))
    off = discount(done.timestamp - int(credit.liquidation.markedAt(trader, **before)), is_closed=is_closed)
    sold = sale(*sides, off, is_closed=is_closed, missing=missing_to_target(weighted), most=most)
    return sold, sale_price(*sides, off, is_closed=is_closed)


def sale_of(done):
    """What was sold, and the price."""
    event = done.events["CollateralSold"]
    return (event["sold"], event["paid"]), event["price"]


def test_reverts_without_a_mark(credit, fallen):
    with reverts("AccountNotMarked", credit.account("trader")):
        credit.liquidate(credit.order("TSLA"))


def test_reverts_when_the_mark_has_died(credit, marked):
    credit.pass_time(DAY)
    with reverts("AccountNotMarked", credit.account("trader")):
        credit.liquidate(credit.order("TSLA"))


def test_reverts_when_the_account_is_healthy_again(credit, marked):
    credit.price("TSLA", 150)
    assert credit.health()[0] > credit.health()[1]
    with reverts("AccountHealthy", credit.account("trader"), *credit.health()):
        credit.liquidate(credit.order("TSLA"))


def test_reverts_with_somebody_elses_account(credit, marked):
    with reverts("NotAuthorised", credit.account("liquidator"), credit.people["stranger"]):
        credit.liquidation.liquidate(
            credit.people["trader"], credit.people["liquidator"], [], [credit.order("TSLA")], credit.as_("stranger")
        )


def test_reverts_with_the_account_itself(credit, marked):
    with reverts("InvalidLiquidator", credit.account("trader")):
        credit.liquidate(credit.order("TSLA"), by="trader")


def test_reverts_with_an_account_whose_own_debt_it_would_lay_bare(credit, marked):
    """V1: what it pays with is what covers its own debt, and what it gets counts for less."""
    credit.withdraw("liquidator", credit.tokens["USDC"], credit.holds("liquidator", "USDC"))
    credit.fund("liquidator", "USDC", 2_000)
    credit.borrow("liquidator", "TSLA", 7)
    credit.withdraw("liquidator", credit.tokens["TSLA"], credit.holds("liquidator", "TSLA"))
    with refuses_health(credit.account("liquidator")):
        credit.liquidate(credit.order("TSLA"))


def test_reverts_above_the_liquidators_price(credit, fallen):
    """In the closed market the price stands still after six hours, at 119 USD."""
    credit.go_to(SATURDAY)
    credit.mark()
    credit.go_to(SATURDAY + 7 * HOUR)
    with reverts("SalePriceAboveLimit", credit.id("TSLA"), 119 * 10**18, 1189 * 10**17):
        credit.liquidate(credit.order("TSLA", max_price="118.9"))


def test_reverts_beyond_the_liquidators_balance(credit, marked):
    credit.withdraw("liquidator", credit.tokens["USDC"], credit.holds("liquidator", "USDC"))
    credit.fund("liquidator", "USDC", 1)
    order = credit.order("TSLA", max_paid=10)
    with reverts(
        *("InsufficientAccountBalance", credit.account("liquidator"), credit.id("USDC")),
        *(credit.units("USDC", 1), credit.units("USDC", 10)),
    ):
        credit.liquidate(order)


@pytest.mark.parametrize("function", ["mark", "liquidate"])
def test_reverts_in_the_middle_of_the_accounts_own_batch(credit, loan, function):
    """The attack: take the collateral out first, have the debt given up, and pass the health check at the end."""
    trader, vault = credit.people["trader"], credit.vault
    arguments = (trader,) if function == "mark" else (trader, trader, [], [])
    credit.price("TSLA", 140)
    credit.mark()
    calls = [
        (vault, vault.withdraw.encode_input(credit.id("TSLA"), trader, trader, credit.holds("trader", "TSLA"))),
        (credit.liquidation, getattr(credit.liquidation, function).encode_input(*arguments)),
    ]
    with reverts("HealthCheckPending", trader):
        vault.batch(calls, {"from": trader})


def test_within_the_liquidators_batch(credit, marked):
    """He brings the money, buys, and takes home what he bought."""
    liquidator, vault = credit.people["liquidator"], credit.vault
    credit.withdraw("liquidator", credit.tokens["USDC"], credit.holds("liquidator", "USDC"))
    arguments = (credit.people["trader"], liquidator, [], [credit.order("TSLA")])
    calls = [
        (vault, vault.deposit.encode_input(credit.id("USDC"), liquidator, credit.units("USDC", 9_000))),
        (credit.liquidation, credit.liquidation.liquidate.encode_input(*arguments)),
        (vault, vault.withdraw.encode_input(credit.id("TSLA"), liquidator, liquidator, credit.units("TSLA", 5))),
    ]
    before = credit.tokens["TSLA"].balanceOf(liquidator)
    vault.batch(calls, {"from": liquidator})
    assert credit.tokens["TSLA"].balanceOf(liquidator) == before + credit.units("TSLA", 5)


@pytest.mark.parametrize("minutes", [0, 30, 60, 120])
@pytest.mark.parametrize("most", [None, "100", "333.333333"])
def test_sells_what_restores_the_target_or_what_the_liquidator_pays_for(credit, marked, minutes, most):
    """At hi less the discount, to the unit as the model says."""
    held, owed = credit.holds("trader", "TSLA"), credit.owes("trader", "USDC")
    paid_with = credit.holds("liquidator", "USDC")
    credit.go_to(marked + minutes * MINUTE)
    credit.price("TSLA", 140)

    done = credit.liquidate(credit.order("TSLA", max_paid=most))

    limit = None if most is None else credit.units("USDC", most)
    assert sale_of(done) == expected(credit, done, most=limit)
    (sold, paid), price = sale_of(done)
    assert price / 10**18 == pytest.approx(140 * (0.98 - 0.13 * min(minutes, 60) / 60), rel=2e-3)
    assert (credit.holds("trader", "TSLA"), credit.holds("liquidator", "TSLA")) == (held - sold, sold)
    assert (credit.owes("trader", "USDC"), credit.holds("liquidator", "USDC")) == (owed - paid, paid_with - paid)
    event = done.events["CollateralSold"]
    assert (event["account"], event["liquidator"]) == (credit.account("trader"), credit.account("liquidator"))
    assert (event["collateralId"], event["debtId"]) == (credit.id("TSLA"), credit.id("USDC"))
    collateral, debt = credit.health()
    if most is None:
        assert collateral / debt == pytest.approx(1.05, rel=1e-7)
        assert done.events["MarkEnded"]["account"] == credit.account("trader")
        with reverts("AccountNotMarked", credit.account("trader")):
            credit.liquidate(credit.order("TSLA"))
    else:
        assert paid in (limit, limit - 1)


def test_whoever_would_pay_exactly_what_it_costs_gets_no_more(credit, marked):
    """A unit of what is paid buys many of what is sold: his limit must not round up what is sold."""
    credit.go_to(marked + 30 * MINUTE)
    credit.price("TSLA", 140)
    credit.chain.snapshot()
    done = credit.liquidate(credit.order("TSLA"))
    without_a_limit, at = sale_of(done), done.timestamp
    credit.chain.revert()
    credit.go_to(at - 1)

    collateral, debt, _, max_price = credit.order("TSLA")
    done = credit.liquidate((collateral, debt, without_a_limit[0][1], max_price))

    assert (sale_of(done), done.timestamp) == (without_a_limit, at)


def test_sells_nothing_that_is_locked(credit, loan):
    """It is a pool's claim, and was no collateral."""
    credit.vault.lock(credit.id("TSLA"), credit.people["trader"], credit.units("TSLA", 3), credit.as_("module"))
    credit.price("TSLA", 60)
    credit.mark()

    (sold, _), _ = sale_of(credit.liquidate(credit.order("TSLA")))
    assert sold == credit.units("TSLA", 97)
    assert credit.holds("trader", "TSLA") == credit.units("TSLA", 3)


@pytest.mark.parametrize("hours", [0, 3, 6, 20])
def test_while_its_market_is_closed_the_price_is_mid_and_the_discount_grows_slower(credit, fallen, hours):
    credit.go_to(SATURDAY)
    credit.mark()
    credit.go_to(credit.now + hours * HOUR)

    done = credit.liquidate(credit.order("TSLA"))

    assert sale_of(done) == expected(credit, done, is_closed=True)
    assert sale_of(done)[1] / 10**18 == pytest.approx(140 * (0.98 - 0.13 * min(hours, 6) / 6), rel=1e-4)


def test_a_halted_stock_counts_as_closed(credit, fallen):
    credit.oracle.setHalted(credit.id("TSLA"), True, {"from": credit.desk.roles["risk"]})
    credit.mark()
    price = credit.liquidation.salePriceOf(credit.people["trader"], credit.id("TSLA"), credit.id("USDC"))
    assert price == 140 * 10**18 * 98 // 100


def test_the_price_is_never_so_low_that_a_debt_would_be_left(credit):
    """A token of 93 % at maintenance is not sold at a discount of 15 %."""
    credit.list("DAI", "1", STABLE)
    credit.supply("USDC", 50_000)
    credit.fund("second_trader", "DAI", 10_000)
    credit.borrow("second_trader", "USDC", 8_900)
    credit.withdraw("second_trader", credit.tokens["USDC"], credit.units("USDC", 8_900))
    credit.price("DAI", "0.950000000123456789")
    credit.mark("second_trader")
    credit.pass_time(HOUR)

    price = credit.liquidation.salePriceOf(credit.people["second_trader"], credit.id("DAI"), credit.id("USDC"))

    assert price == -(-credit.oracle.midOf(credit.id("DAI")) * 93 // 100) != 0
    assert credit.oracle.midOf(credit.id("DAI")) * 93 % 100 != 0


def test_the_open_ends_the_slow_growth(credit, fallen):
    credit.go_to(MONDAY + OPEN - HOUR)
    credit.mark()
    credit.go_to(MONDAY + OPEN + 2)
    credit.price("TSLA", 140)
    credit.go_to(MONDAY + OPEN + 90)
    price = credit.liquidation.salePriceOf(credit.people["trader"], credit.id("TSLA"), credit.id("USDC"))
    assert price < 140 * 1.2 * 0.86 * 10**18


def test_splitting_pays_no_more(credit, marked):
    """V6: ten liquidations of a tenth buy no more collateral for a dollar than one, nor more in all."""
    liquidator = credit.people["liquidator"]
    order = credit.order("TSLA")
    credit.chain.snapshot()
    whole = credit.liquidate(order).events["CollateralSold"]
    credit.chain.revert()
    sold = paid = 0
    while credit.liquidation.markedAt(credit.people["trader"]):
        piece = credit.liquidate(credit.order("TSLA", max_paid=whole["paid"] / 10**7)).events["CollateralSold"]
        sold, paid = sold + piece["sold"], paid + piece["paid"]
    assert sold <= whole["sold"] * 1.001
    # A second later the discount is 0.0036 % larger; nothing else is.
    assert sold / paid <= whole["sold"] / whole["paid"] * (1 + 5e-5 * 12)
    assert credit.holds("liquidator", "TSLA") == credit.balance(liquidator, credit.tokens["TSLA"]) == sold


def test_several_orders_in_one_go(credit, marked):
    """They are carried out in order, until the target is reached."""
    credit.fund("trader", "NVDA", 2)
    credit.fund("trader", "AAPL", 1)
    credit.price("TSLA", 136)
    orders = [credit.order("NVDA", max_paid=50), credit.order("AAPL"), credit.order("TSLA"), credit.order("NVDA")]

    sold = credit.liquidate(*orders)

    bought = [event["collateralId"] for event in sold.events if event.name == "CollateralSold"]
    assert bought == [credit.id(symbol) for symbol in ("NVDA", "AAPL", "TSLA")]
    assert credit.holds("trader", "AAPL") == 0  # all of it was less than what was missing
    collateral, debt = credit.health()
    assert collateral / debt == pytest.approx(1.05, rel=1e-4)


def test_several_orders_for_one_debt_pay_no_more_than_it(credit, loan):
    """The account lacks more than that, as it owes NVDA, too."""
    credit.supply("NVDA", 1_000)
    credit.fund("trader", "TSLA", 100)
    credit.take_loan("trader", "NVDA", 40)
    credit.price("TSLA", 60)
    credit.mark()

    done = credit.liquidate(credit.order("TSLA", max_paid=3_000), credit.order("TSLA"))

    first, second = (event["paid"] for event in done.events if event.name == "CollateralSold")
    assert first <= credit.units("USDC", 3_000)
    assert first + second - credit.holds("trader", "USDC") == credit.units("USDC", 8_000)
    assert credit.holds("trader", "USDC") <= 1
    assert credit.owes("trader", "USDC") == 0 < credit.owes("trader", "NVDA")


def test_an_order_for_what_is_not_there_does_nothing(credit, marked):
    nothing = credit.liquidate(credit.order("BTC"), credit.order("TSLA", debt="TSLA"))
    assert "CollateralSold" not in nothing.events
    assert credit.liquidation.markedAt(credit.people["trader"]) != 0


def test_own_balances_of_what_is_owed_come_first(credit, marked):
    """Nobody buys dollars at a discount from somebody who owes dollars."""
    credit.fund("trader", "USDC", 100)

    done = credit.liquidate(credit.order("USDC"), credit.order("TSLA"))

    assert dict(done.events["DebtNetted"]) == {
        "account": credit.account("trader"),
        "debtId": credit.id("USDC"),
        "amount": credit.units("USDC", 100),
    }
    assert credit.holds("trader", "USDC") == 0
    assert [event["collateralId"] for event in done.events if event.name == "CollateralSold"] == [credit.id("TSLA")]


def test_netting_alone_may_be_enough(credit, marked):
    """Then nothing is sold: 4,000 of 8,000 dollars lie in the account, which count 93 % as long as they are there."""
    credit.fund("trader", "USDC", 4_000)
    credit.price("TSLA", 77)
    assert credit.health()[0] < credit.health()[1]

    done = credit.liquidate(credit.order("TSLA"))

    assert "CollateralSold" not in done.events
    assert credit.owes("trader", "USDC") == credit.units("USDC", 4_000)
    assert credit.liquidation.markedAt(credit.people["trader"]) == 0


def test_into_a_sub_account(credit, marked):
    """The liquidator's sub-account pays and receives."""
    account = sub_account(credit.people["liquidator"], 7)
    credit.deposit("liquidator", credit.tokens["USDC"], credit.units("USDC", 10_000), account)
    credit.liquidation.liquidate(credit.people["trader"], account, [], [credit.order("TSLA")], credit.as_("liquidator"))
    assert credit.balance(account, credit.tokens["TSLA"]) > 0
