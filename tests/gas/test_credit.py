"""Actions of accounts in debt, with plain OpenZeppelin tokens as collateral."""

import pytest

from evershare.localnet import wad
from evershare.risk import Tier
from tests.support.credit import USDC, credit
from tests.support.ledger import sub_account

__all__ = ["credit"]

COLLATERALS = 16


@pytest.fixture(scope="module")
def collaterals(credit):
    """Plain tokens at 100 USD that count like a volatile stock; the trader's second account has 100 of the first."""
    symbols = [f"C{i}" for i in range(COLLATERALS)]
    for symbol in symbols:
        contract = credit.people["deployer"].deploy(credit.project["MockToken"], symbol, symbol, 18)
        credit.list_token(symbol, contract, drift_bps=192)
        credit.set_tier(symbol, Tier.VOLATILE)
        contract.mint(credit.people["trader"], wad(1_000))
        contract.approve(credit.vault, 2**256 - 1, credit.as_("trader"))
    for some in (symbols[:8], symbols[8:]):
        credit.publish_confirmed_prices(dict.fromkeys(some, "100"))
    # Others hold and borrow already.
    credit.borrow("second_trader", 1_000 * USDC)
    account = sub_account(credit.people["trader"], 1)
    credit.vault.deposit(credit.asset_ids["C0"], account, wad(100), credit.as_("trader"))
    return account, [credit.asset_ids[symbol] for symbol in symbols]


def test_borrows_and_withdraws_with_debt(credit, collaterals, gas_snapshot):
    account, (first, *others) = collaterals
    trader, sender = credit.people["trader"], credit.as_("trader")

    borrowing = credit.vault.borrow(credit.asset_ids["USDC"], account, 1_000 * USDC, sender)
    gas_snapshot("borrow, first, one collateral", borrowing.gas_used)

    credit.vault.withdraw(credit.asset_ids["USDC"], account, trader, 1_000 * USDC, sender)
    one = credit.vault.withdraw(first, account, trader, wad(1), sender).gas_used
    gas_snapshot("withdraw, with debt, one collateral", one)

    for asset_id in others:
        credit.vault.deposit(asset_id, account, wad(1), sender)
    many = credit.vault.withdraw(first, account, trader, wad(1), sender).gas_used
    gas_snapshot("each further collateral in a health check", (many - one) // len(others))
