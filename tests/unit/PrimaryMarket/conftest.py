from tests.support.custody import containers, desk, roles, two_custodians  # noqa: F401
from tests.support.requests import requests  # noqa: F401
