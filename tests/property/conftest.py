from tests.support.lending import lending
from tests.support.oracle import btc, desk, roles, tsla

__all__ = ["btc", "desk", "lending", "roles", "tsla"]
