from tests.support.lending import lending
from tests.support.oracle import btc, desk, maths, roles, tsla

__all__ = ["btc", "desk", "lending", "maths", "roles", "tsla"]
