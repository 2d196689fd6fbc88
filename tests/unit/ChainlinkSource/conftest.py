from tests.support.oracle import btc, desk, roles, tsla

__all__ = ["btc", "desk", "roles", "tsla"]
