from tests.support.ledger import _forget_assets, access_manager, ledger, people, token

__all__ = ["_forget_assets", "access_manager", "ledger", "people", "token"]
