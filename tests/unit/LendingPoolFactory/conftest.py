from tests.support.ledger import _forget_assets
from tests.support.lending import ledger, lending

__all__ = ["_forget_assets", "ledger", "lending"]
