"""Liquidation.liquidate: options are closed first, and only as many as are needed"""

import pytest

from tests.support.reverts import reverts

WHOLE = 10**18


@pytest.fixture
def write(credit, marked):
    """The trader holds a position: its id, what it is worth and what a close pays, in USD and USDC."""
    credit.fund("liquidity_provider", "USDC", 100_000)
    credit.vault.move(
        credit.id("USDC"),
        credit.people["liquidity_provider"],
        credit.options,
        credit.units("USDC", 100_000),
        credit.as_("module"),
    )

    def _write(series_id, worth, payout=None, owed=0):
        position = (
            *(series_id, WHOLE, worth * 10**18, owed * 10**18, credit.id("USDC")),
            credit.units("USDC", worth if payout is None else payout),
        )
        credit.options.write(credit.people["trader"], position, credit.as_("module"))

    return _write


def closing(series_id, size=WHOLE):
    return (series_id, size)


def test_reverts_when_something_is_sold_before_all_are_closed(credit, write):
    write(1, 100)
    write(2, 100)
    with reverts("PositionsComeFirst", credit.account("trader"), 2):
        credit.liquidate(credit.order("TSLA"))
    with reverts("PositionsComeFirst", credit.account("trader"), 1):
        credit.liquidate(credit.order("TSLA"), closings=[closing(1)])


def test_reverts_when_fewer_are_enough(credit, write):
    """The first position restores the target, and the second stays."""
    write(1, 1_400)
    write(2, 100)
    credit.price("TSLA", 130)
    with reverts("ClosingNotNeeded", credit.account("trader"), 2):
        credit.liquidate(closings=[closing(1, WHOLE * 9), closing(2)])


def test_reverts_when_none_is_needed(credit, write):
    """Own balances have restored the account already."""
    write(1, 10)
    credit.fund("trader", "USDC", 6_000)
    credit.price("TSLA", 42)
    with reverts("ClosingNotNeeded", credit.account("trader"), 1):
        credit.liquidate(closings=[closing(1)])


def test_reverts_for_a_position_that_is_not_there(credit, write):
    with reverts("NoSuchPosition", credit.account("trader"), 7):
        credit.liquidate(closings=[closing(7)])


def test_the_payout_repays_the_debt(credit, write):
    write(1, 1_000, payout=900)
    credit.price("TSLA", 130)

    done = credit.liquidate(credit.order("TSLA"), closings=[closing(1)])

    assert done.events["DebtNetted"]["amount"] == credit.units("USDC", 900)
    assert credit.options.positionsOf(credit.people["trader"]) == ()
    assert credit.holds("trader", "USDC") == 0


def test_nothing_is_sold_when_closing_restores_the_target(credit, write):
    write(1, 1_200)
    credit.price("TSLA", 130)

    done = credit.liquidate(credit.order("TSLA"), closings=[closing(1)])

    assert "CollateralSold" not in done.events
    assert credit.holds("trader", "TSLA") == credit.units("TSLA", 100)
    assert credit.liquidation.markedAt(credit.people["trader"]) == 0


def test_a_part_of_a_position_is_closed(credit, write):
    """Half of it pays what is missing."""
    write(1, 2_400)
    credit.price("TSLA", 120)

    credit.liquidate(closings=[closing(1, WHOLE // 2)])

    assert credit.owes("trader", "USDC") == credit.units("USDC", 6_800)
    assert list(credit.options.marginOf(credit.people["trader"])) == [1_200 * 10**18, 0]


@pytest.mark.parametrize(("size", "health"), [(WHOLE // 2, 72 / 67), (WHOLE, 66 / 55)])
def test_need_is_judged_by_position_and_not_by_size(credit, write, size, health):
    """Half of the last one restores the target of 1.05, yet all of it may be closed: its owner has what it pays."""
    write(1, 100)
    write(2, 2_400)
    credit.price("TSLA", 120)

    done = credit.liquidate(closings=[closing(1), closing(2, size)])

    assert list(credit.options.positionsOf(credit.people["trader"])) == ([] if size == WHOLE else [2])
    assert credit.owes("trader", "USDC") == credit.units("USDC", 7_900 - 2_400 * size // WHOLE)
    collateral, debt = credit.health()
    assert collateral / debt == pytest.approx(health, rel=1e-12)
    assert "CollateralSold" not in done.events


def test_all_are_closed_before_the_collateral_goes(credit, write):
    for series_id in range(1, 17):
        write(series_id, 5, owed=1)
    credit.price("TSLA", 130)

    done = credit.liquidate(credit.order("TSLA"), closings=[closing(i) for i in range(1, 17)])

    names = [event.name for event in done.events]
    assert names.index("DebtNetted") < names.index("CollateralSold")
    assert credit.options.positionsOf(credit.people["trader"]) == ()
    collateral, debt = credit.health()
    assert collateral / debt == pytest.approx(1.05, rel=1e-7)


def test_anybody_closes_without_an_account_of_his_own(credit, write):
    write(1, 1_200)
    credit.price("TSLA", 130)
    credit.liquidation.liquidate(credit.people["trader"], "0x" + "00" * 20, [closing(1)], [], credit.as_("stranger"))
    assert credit.liquidation.markedAt(credit.people["trader"]) == 0


def test_nothing_is_given_up_while_a_position_is_open(credit, write):
    """It may be worth something tomorrow."""
    write(1, 0)
    credit.vault.move(
        *(credit.id("TSLA"), credit.people["trader"], credit.people["stranger"], credit.holds("trader", "TSLA")),
        credit.as_("module"),
    )
    credit.liquidate()
    assert credit.owes("trader", "USDC") == credit.units("USDC", 8_000)
    credit.liquidate(closings=[closing(1)])
    assert credit.owes("trader", "USDC") == 0
