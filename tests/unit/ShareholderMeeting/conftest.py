from tests.support.dividends import desk, roles

__all__ = ["desk", "roles"]
