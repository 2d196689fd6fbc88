from tests.support.credit import credit

__all__ = ["credit"]
