from tests.support.oracle import btc, desk, maths, roles, tsla

__all__ = ["btc", "desk", "maths", "roles", "tsla"]
