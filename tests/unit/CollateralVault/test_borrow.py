import pytest

from evershare.localnet import wad
from evershare.model.health import may_add_risk, most_debt
from tests.support.credit import DAY, USDC


def test_reverts_for_nothing(credit):
    with credit.refuses("ZeroAmount"):
        credit.borrow("trader", 0)


@pytest.mark.parametrize("role", ["second_trader", "module", "governor"])
def test_reverts_for_anybody_but_the_owner(credit, role):
    trader = credit.people["trader"]

    with credit.refuses("NotAuthorised", trader, credit.people[role]):
        credit.borrow(role, 1, account=trader)


def test_reverts_where_nobody_lends(credit):
    with credit.refuses("NoLendingPool", 99):
        credit.vault.borrow(99, credit.people["trader"], 1, credit.as_("trader"))


def test_reverts_beyond_the_cash_of_the_pool(credit):
    with credit.refuses("PoolCashExceeded", wad(201), wad(200)):
        credit.borrow("trader", wad(201), "TSLA")


def test_reverts_without_collateral(credit):
    """V1."""
    with credit.refuses_health("liquidity_provider"):
        credit.borrow("liquidity_provider", 1000 * USDC)


def test_borrows_as_much_as_the_model_says_and_no_more(credit):
    """V1: at the edges, which widen a little with each second."""
    credit.borrow("trader", 1)
    credit.withdraw("trader", 1)
    held, owed = credit.parts("trader")
    most = most_debt(held[0], owed[0])

    with credit.refuses_health("trader"):
        credit.vault.batch(credit.borrow_and_withdraw("trader", most), credit.as_("trader"))
    credit.vault.batch(credit.borrow_and_withdraw("trader", most * 99 // 100), credit.as_("trader"))

    assert may_add_risk(*credit.parts("trader"))


def test_reverts_while_borrowing_is_paused(credit):
    credit.risk_engine.pause(credit.asset_ids["USDC"], 1, credit.as_("guardian"))
    until = credit.now + 3 * DAY

    with credit.refuses("BorrowingPaused", credit.asset_ids["USDC"], until):
        credit.borrow("trader", USDC)
    credit.borrow("trader", wad(1), "TSLA")


def test_reverts_for_an_asset_without_a_debt_weight(credit):
    """A pool alone makes no debt."""
    token = credit.people["deployer"].deploy(credit.project["MockToken"], "Other", "OTHER", 18)
    credit.list_token("OTHER", token, drift_bps=100)
    credit.create_lending_pool("OTHER", 100)

    with credit.refuses("NotBorrowable", credit.asset_ids["OTHER"]):
        credit.borrow("trader", 1, "OTHER")


def test_locked_tokens_are_no_collateral(credit):
    trader, tsla = credit.people["trader"], credit.asset_ids["TSLA"]
    credit.vault.lock(tsla, trader, wad(300), credit.as_("module"))

    with credit.refuses_health("trader"):
        credit.borrow("trader", 100 * USDC)


def test_borrows(credit):
    trader, asset_id = credit.people["trader"], credit.asset_ids["USDC"]

    loan = credit.borrow("trader", 10_000 * USDC)

    assert credit.balance("trader") == 10_000 * USDC
    assert credit.debt("trader") == 10_000 * USDC
    assert list(credit.vault.debtsOf(trader)) == [asset_id]
    assert credit.usdc_pool.cash() == 990_000 * USDC
    assert dict(loan.events["Borrowed"]) == {"assetId": asset_id, "account": trader, "amount": 10_000 * USDC}
    credit.borrow("trader", 5 * USDC)
    assert list(credit.vault.debtsOf(trader)) == [asset_id]


def test_a_stock_is_sold_short_against_money(credit):
    """TSLA borrowed against USDC, and paid out to be sold."""
    vault, provider = credit.vault, credit.people["liquidity_provider"]
    vault.deposit(credit.asset_ids["USDC"], provider, 10_000 * USDC, credit.as_("liquidity_provider"))

    credit.borrow("liquidity_provider", wad(20), "TSLA")
    credit.withdraw("liquidity_provider", wad(20), "TSLA")

    assert credit.debt("liquidity_provider", "TSLA") >= wad(20)
    with credit.refuses_health("liquidity_provider"):
        credit.withdraw("liquidity_provider", 3_000 * USDC)


def test_an_account_owes_at_most_four_assets(credit):
    for symbol in ("A", "B", "C"):
        credit.list_borrowable(symbol)
    credit.borrow("trader", USDC)
    for symbol in ("A", "B", "C"):
        credit.borrow("trader", 1, symbol)
    credit.list_borrowable("D")

    with credit.refuses("DebtListFull", credit.people["trader"], 4):
        credit.borrow("trader", 1, "D")
