import pytest

from evershare.model.numbers import ceil_div
from tests.support.lending import LENT, YEAR
from tests.support.reverts import reverts


@pytest.mark.parametrize("role", ["stranger", "governor", "module", "insurance"])
def test_reverts_for_anybody_but_the_ledger(lending, role):
    with reverts("NotLedger", lending.people[role]):
        lending.pool.writeOff(lending.people["trader"], lending.as_(role))


def test_reverts_for_an_account_that_owes_nothing(lending, supplied):
    with reverts("NoDebt", lending.people["trader"]):
        lending.pool.writeOff(lending.people["trader"], lending.as_("ledger"))


def test_without_insurance_the_share_price_falls(lending, supplied):
    """A3: the loss is recorded, and the lenders' assets are what is left."""
    lending.borrow("trader", 100_000)
    provider = lending.people["liquidity_provider"]
    debt = lending.pool.debtOf(lending.people["trader"])

    written = lending.pool.writeOff(lending.people["trader"], lending.as_("ledger"))

    trader = lending.people["trader"]
    loss = written.return_value
    assert debt <= loss <= debt + 1
    assert dict(written.events["DebtWrittenOff"]) == {"account": trader, "debt": loss}
    assert dict(written.events["LossShared"]) == {"account": trader, "assets": loss}
    assert "LossInsured" not in written.events
    assert lending.pool.totalLoss() == loss
    assert lending.pool.debtOf(trader) == lending.pool.totalDebt() == lending.pool.totalDebtShares() == 0
    assert lending.pool.totalAssets() == lending.pool.cash() == LENT - 100_000
    assert lending.pool.maxWithdraw(provider) == LENT - 100_000


def test_the_insurances_shares_pay_first(lending, supplied):
    """Nobody else's shares lose a unit."""
    lending.token.mint(lending.people["insurance"], 200_000, lending.as_("governor"))
    lending.token.approve(lending.pool, 200_000, lending.as_("insurance"))
    lending.supply("insurance", 200_000)
    lending.borrow("trader", 100_000)
    shares, supply = lending.pool.balanceOf(lending.people["insurance"]), lending.pool.totalSupply()
    assets = lending.pool.totalAssets()
    price = lending.pool.convertToAssets(10**12)

    written = lending.pool.writeOff(lending.people["trader"], lending.as_("ledger"))

    loss = written.return_value
    burnt = written.events["LossInsured"]["shares"]
    assert written.events["LossInsured"]["assets"] == loss
    assert "LossShared" not in written.events
    assert burnt == ceil_div(loss * (supply + 10**6), assets + 1)
    assert lending.pool.balanceOf(lending.people["insurance"]) == shares - burnt
    assert lending.pool.totalLoss() == 0
    assert lending.pool.convertToAssets(10**12) >= price


def test_the_reserve_pays_as_far_as_it_goes(lending, supplied):
    """The insurance's part of the interest becomes shares and is spent; the rest is the lenders'."""
    lending.borrow("trader", 300_000)
    lending.borrow("second_trader", 100_000)
    lending.pass_time(YEAR)
    reserve = lending.pool.reserve()
    assert reserve > 0

    written = lending.pool.writeOff(lending.people["trader"], lending.as_("ledger"))

    insured, shared = written.events["LossInsured"]["assets"], written.events["LossShared"]["assets"]
    assert reserve - 1 <= insured <= reserve
    assert insured + shared == written.return_value
    assert written.events["ReserveMinted"]["shares"] == written.events["LossInsured"]["shares"]
    assert lending.pool.balanceOf(lending.people["insurance"]) == lending.pool.reserve() == 0
    assert lending.pool.totalLoss() == shared
    assert lending.pool.totalAssets() == lending.pool.cash() + lending.pool.totalDebt()


def test_a_loss_of_everything_leaves_a_pool_that_works(lending, supplied):
    lending.borrow("trader", LENT)
    lending.pool.writeOff(lending.people["trader"], lending.as_("ledger"))
    assert lending.pool.totalAssets() == 0

    lending.supply("second_trader", 1_000)

    assert lending.pool.maxWithdraw(lending.people["second_trader"]) == 1_000
