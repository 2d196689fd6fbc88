import pytest

from tests.support.ledger import _forget_assets
from tests.support.liquidation import credit

__all__ = ["_forget_assets", "credit"]


@pytest.fixture(scope="module")
def ledger(credit):
    return credit


@pytest.fixture(scope="module")
def loan(credit):
    """The trader owes 8,000 USDC against 100 TSLA, of 20,000 USD; the liquidator is ready to pay."""
    for symbol in ("USDC", "TSLA"):
        credit.supply(symbol, 50_000)
    credit.fund("trader", "TSLA", 100)
    credit.borrow("trader", "USDC", 8_000)
    credit.withdraw("trader", credit.tokens["USDC"], credit.units("USDC", 8_000))
    credit.fund("liquidator", "USDC", 100_000)
    return 8_000


@pytest.fixture
def fallen(credit, loan):
    """TSLA is at 140 USD: 7,700 USD of weighted collateral for 8,000 of debt."""
    credit.price("TSLA", 140)


@pytest.fixture
def marked(credit, fallen):
    """And the trader is marked."""
    credit.mark()
    return credit.now
