"""LendingPool.chargeDividend and claimDividend"""

import pytest

from tests.support.reverts import reverts

CORPORATE_ACTIONS = 7
HALF_PER_CENT = 5 * 10**15
ONE_PER_CENT = 10**16


@pytest.fixture
def charge(lending, stock):
    """A record passes, and its dividend is charged."""

    def _charge(factor=HALF_PER_CENT, records=1):
        stock.pass_records(records)
        return stock.charge(factor)

    return _charge


@pytest.fixture
def awaited(lending, stock):
    """The record of a dividend of 1 % has passed, which nobody has charged yet."""
    actions = lending.people["governor"].deploy(lending.project["MockActions"])
    lending.manager.grantRole(CORPORATE_ACTIONS, actions, 0, lending.as_("governor"))
    stock.pass_records(1)
    actions.letAwait(stock.pool, ONE_PER_CENT, lending.as_("stranger"))
    return actions


@pytest.mark.parametrize("role", ["stranger", "governor", "ledger", "module"])
def test_reverts_for_anybody_but_the_corporate_actions(lending, stock, role):
    with reverts("RoleNeeded", lending.people[role], CORPORATE_ACTIONS):
        stock.pool.chargeDividend(1, lending.as_(role))
    with reverts("RoleNeeded", lending.people[role], CORPORATE_ACTIONS):
        stock.pool.awaitDividend(lending.as_(role))


def test_reverts_above_half_of_the_price(charge):
    with reverts("DividendTooLarge", 10**18 + 1, 10**18):
        charge(10**18 + 1)


def test_reverts_before_any_record(stock):
    with reverts("DividendNotDue", 0):
        stock.charge(HALF_PER_CENT)


def test_reverts_a_second_time_for_a_record(charge):
    charge()
    with reverts("DividendNotDue", 1):
        charge()


def test_reverts_for_a_token_without_records(lending, supplied):
    with reverts("DividendNotDue", 0):
        lending.pool.chargeDividend(1, lending.as_("corporate_actions"))


def test_every_debt_grows_and_no_share_price_does(lending, stock, charge):
    """The growth is the record's lenders', until they claim it."""
    assets, cash = stock.pool.totalAssets(), stock.pool.cash()

    charged = charge()

    assert dict(charged.events["DividendCharged"]) == {"epoch": 1, "factor": HALF_PER_CENT, "assets": 1_000}
    assert stock.pool.totalDebt() == 201_000
    assert stock.pool.debtOf(lending.people["trader"]) == 100_501
    assert stock.pool.unclaimedDividends() == 1_000
    assert stock.pool.totalAssets() == assets
    assert stock.pool.cash() == cash


def test_the_lenders_at_the_record_share_it(lending, stock, charge):
    """C5: who came after it gets nothing, and who left since does."""
    stock.pass_records(1)
    provider, second = lending.people["liquidity_provider"], lending.people["second_trader"]
    stock.pool.deposit(300_000, second, {"from": second})
    stock.pool.transfer(lending.people["stranger"], stock.pool.balanceOf(provider), {"from": provider})
    stock.charge(HALF_PER_CENT)
    for latecomer in (second, lending.people["stranger"]):
        with reverts("NoDividend", 1, latecomer):
            stock.pool.claimDividend(1, latecomer, lending.as_("stranger"))
    price = stock.pool.convertToAssets(10**12)

    claimed = stock.pool.claimDividend(1, provider, lending.as_("stranger"))

    assert dict(claimed.events["DividendClaimed"]) == {
        "epoch": 1,
        "lender": provider,
        "assets": 1_000,
        "shares": claimed.return_value,
    }
    assert stock.pool.balanceOf(provider) == claimed.return_value
    assert stock.pool.convertToAssets(claimed.return_value) in (999, 1_000)
    assert stock.pool.unclaimedDividends() == 0
    assert stock.pool.convertToAssets(10**12) >= price


def test_shares_at_the_record(lending, stock):
    provider, second = lending.people["liquidity_provider"], lending.people["second_trader"]
    with reverts("RecordNotReached", 1, 0):
        stock.pool.balanceAtRecord(provider, 1)
    held, supply = stock.pool.balanceOf(provider), stock.pool.totalSupply()
    stock.pass_records(1)
    stock.pool.deposit(300_000, second, {"from": second})
    assert stock.pool.balanceAtRecord(provider, 1) == held
    assert stock.pool.balanceAtRecord(second, 1) == 0
    assert stock.pool.supplyAtRecord(1) == supply


def test_reverts_a_second_claim(lending, stock, charge):
    charge()
    provider = lending.people["liquidity_provider"]
    stock.pool.claimDividend(1, provider, lending.as_("stranger"))
    with reverts("NoDividend", 1, provider):
        stock.pool.claimDividend(1, provider, lending.as_("stranger"))


def test_reverts_for_a_record_without_a_dividend(lending, stock, charge):
    charge(records=2)
    provider = lending.people["liquidity_provider"]
    with reverts("NoDividend", 1, provider):
        stock.pool.claimDividend(1, provider, lending.as_("stranger"))


def test_reverts_for_nobody(lending, stock, charge):
    """Address zero stands for the supply in the snapshots, and must not claim for it."""
    charge()
    stock.pool.deposit(1, lending.people["second_trader"], lending.as_("second_trader"))
    with reverts("ERC20InvalidReceiver", "0x" + "00" * 20):
        stock.pool.claimDividend(1, "0x" + "00" * 20, lending.as_("stranger"))


def test_reverts_a_claim_before_the_charge(lending, stock, awaited):
    """What was repaid already is only a part of it."""
    lending.repay("trader", 50_500, stock.pool)
    provider = lending.people["liquidity_provider"]
    assert stock.pool.unclaimedDividends() == 500
    with reverts("NoDividend", 1, provider):
        stock.pool.claimDividend(1, provider, lending.as_("stranger"))


def test_nobody_repays_without_the_dividend_after_the_record(lending, stock, awaited):
    """Half by who repays a half, and the rest by the charge: as much as if nobody had repaid (C5)."""
    trader = lending.people["trader"]
    assets = stock.pool.totalAssets()
    assert stock.pool.dividendOnRepaid() == ONE_PER_CENT

    tx = lending.repay("trader", 50_500, stock.pool)

    assert dict(tx.events["DividendRepaid"]) == {"epoch": 1, "account": trader, "assets": 500}
    assert tx.return_value == tx.events["Repaid"]["amount"] == 50_500
    assert stock.pool.debtOf(trader) in (50_000, 50_001)
    assert 0 <= stock.pool.totalAssets() - assets <= 1

    stock.charge(ONE_PER_CENT)
    assert stock.pool.unclaimedDividends() == 500 + 1_500
    claimed = stock.pool.claimDividend(1, lending.people["liquidity_provider"], lending.as_("stranger"))
    assert claimed.events["DividendClaimed"]["assets"] == 2_000

    # Charged, it costs nothing more, whatever the corporate actions would say.
    tx = lending.repay("trader", 10_000, stock.pool)
    assert "DividendRepaid" not in tx.events


def test_all_is_repaid_with_the_dividend_and_not_a_unit_more(lending, stock, awaited):
    """V5: whoever offers more than debt and dividend leaves."""
    owed = stock.pool.debtOf(lending.people["trader"], block_identifier="pending")
    tx = lending.repay("trader", 2**200, stock.pool, pay=False)

    assert tx.return_value == -(-owed * 101 // 100)
    assert stock.pool.debtSharesOf(lending.people["trader"]) == 0
    assert tx.events["DividendRepaid"]["assets"] == tx.return_value - owed


@pytest.mark.parametrize("amount", [0, 1, 100, 101])
def test_a_repayment_too_small_for_a_share_of_the_debt_is_the_dividends(lending, stock, awaited, amount):
    """Rounded for the lenders, and never refused."""
    before = stock.pool.debtOf(lending.people["trader"], block_identifier="pending")
    lending.repay("trader", amount, stock.pool)
    assert before - stock.pool.debtOf(lending.people["trader"]) <= amount * 100 // 101


def test_a_dividend_that_is_not_due_costs_nothing(lending, stock, awaited):
    """Before its record, or called off."""
    awaited.letAwait(stock.pool, 0, lending.as_("stranger"))
    tx = lending.repay("trader", 50_000, stock.pool)
    assert "DividendRepaid" not in tx.events
    assert stock.pool.unclaimedDividends() == stock.pool.dividendOnRepaid() == 0


def test_a_loss_greater_than_what_is_left_for_lenders(lending, stock, charge):
    """Claims of a record are kept apart, so that the lenders' assets end at zero and not below."""
    charge(10**18)
    lending.borrow("trader", stock.pool.cash(), stock.pool)
    for role in ("trader", "second_trader"):
        stock.pool.writeOff(lending.people[role], lending.as_("ledger"))
    assert stock.pool.totalAssets() == 0
