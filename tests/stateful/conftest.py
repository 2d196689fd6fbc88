from tests.support.custody import containers, desk, roles  # noqa: F401
