from tests.support.custody import containers, desk, roles, two_custodians  # noqa: F401
