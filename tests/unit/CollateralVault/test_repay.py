import pytest

from evershare.localnet import wad
from tests.support.credit import DAY, USDC

YEAR = 365 * DAY


@pytest.fixture
def debt(credit):
    """The trader owes 10,000 USDC, which are still in the account."""
    return credit.borrow("trader", 10_000 * USDC)


def test_reverts_where_nobody_lends(credit, debt):
    with credit.refuses("NoLendingPool", 99):
        credit.vault.repay(99, credit.people["trader"], credit.people["trader"], 1, credit.as_("trader"))


@pytest.mark.parametrize("role", ["second_trader", "governor"])
def test_reverts_with_somebody_elses_money(credit, debt, role):
    trader = credit.people["trader"]

    with credit.refuses("NotAuthorised", trader, credit.people[role]):
        credit.vault.repay(credit.asset_ids["USDC"], trader, trader, 1, credit.as_(role))


def test_reverts_beyond_the_balance_of_the_payer(credit, debt):
    credit.withdraw("trader", 4_000 * USDC)
    trader, asset_id = credit.people["trader"], credit.asset_ids["USDC"]

    with credit.refuses("InsufficientAccountBalance", trader, asset_id, 6_000 * USDC, 7_000 * USDC):
        credit.repay("trader", 7_000 * USDC)


def test_a_payer_with_debt_stays_healthy(credit, debt):
    """V1: to pay for somebody else adds risk."""
    credit.withdraw("trader", 10_000 * USDC)
    credit.borrow("second_trader", 20_000 * USDC)
    trader, payer = credit.people["trader"], credit.people["second_trader"]
    pay_all = (credit.asset_ids["USDC"], trader, payer, 10_000 * USDC, credit.as_("second_trader"))
    credit.publish(tsla="75")

    with credit.refuses_health("second_trader"):
        credit.vault.repay(*pay_all)


def test_is_never_blocked(credit, debt):
    """V5: neither by pauses, by old prices, by a price that makes the account liquidatable, nor by too little cash."""
    for what in (0, 1, 2):
        credit.risk_engine.pause(credit.asset_ids["USDC"], what, credit.as_("guardian"))
    credit.publish(tsla="40")
    credit.wait_until(credit.now + 10 * DAY)

    assert credit.repay("trader", 5_000 * USDC).return_value == 5_000 * USDC


def test_repays_interest_and_ends_the_debt(credit, debt):
    trader, asset_id = credit.people["trader"], credit.asset_ids["USDC"]
    credit.vault.deposit(asset_id, trader, 5_000 * USDC, credit.as_("trader"))
    credit.wait_until(credit.now + YEAR)

    repayment = credit.repay("trader", 2**256 - 1)

    paid = repayment.return_value
    assert paid > 10_000 * USDC
    assert credit.balance("trader") == 15_000 * USDC - paid
    assert credit.debt("trader") == 0
    assert list(credit.vault.debtsOf(trader)) == []
    assert dict(repayment.events["DebtRepaid"]) == {
        "assetId": asset_id,
        "account": trader,
        "payer": trader,
        "amount": paid,
    }


def test_anybody_may_pay_for_others(credit, debt):
    provider, asset_id = credit.people["liquidity_provider"], credit.asset_ids["USDC"]
    credit.vault.deposit(asset_id, provider, 5_000 * USDC, credit.as_("liquidity_provider"))

    credit.repay("liquidity_provider", 3_000 * USDC, account=credit.people["trader"])

    assert credit.debt("trader") <= 7_000 * USDC + 1
    assert credit.balance("liquidity_provider") == 2_000 * USDC


def test_a_module_pays_with_any_balance(credit, debt):
    """As a liquidation does."""
    asset_id, trader = credit.asset_ids["USDC"], credit.people["trader"]

    credit.vault.repay(asset_id, trader, trader, 1_000 * USDC, credit.as_("module"))

    assert credit.balance("trader") == 9_000 * USDC


def test_one_of_several_debts_ends(credit, debt):
    credit.borrow("trader", wad(1), "TSLA")
    trader = credit.people["trader"]

    credit.repay("trader", 2**256 - 1, "TSLA")

    assert list(credit.vault.debtsOf(trader)) == [credit.asset_ids["USDC"]]
