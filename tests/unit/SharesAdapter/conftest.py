from tests.support.ledger import _forget_assets, ledger, people

__all__ = ["_forget_assets", "ledger", "people"]
