import pytest

from tests.support.ledger import _forget_assets, ledger, people

__all__ = ["_forget_assets", "ledger", "people"]


@pytest.fixture(scope="module")
def token(ledger):
    """Its balances shrink and grow; here everything that the adapter holds does."""
    return ledger.create_token("MockShrinkingToken")
