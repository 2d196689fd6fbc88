from tests.support.credit import credit
from tests.support.ledger import _forget_assets, access_manager, ledger, people, token

__all__ = ["_forget_assets", "access_manager", "credit", "ledger", "people", "token"]
