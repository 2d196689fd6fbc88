import pytest

from tests.support.clients import signer
from tests.support.commands import Shell
from tests.unit.client.conftest import exchange

__all__ = ["exchange"]


@pytest.fixture
def shell(exchange, tmp_path):
    return Shell(tmp_path, exchange.protocol)


@pytest.fixture
def trader(exchange, shell):
    """A keystore with ether and 100 TSLA, named by the environment."""
    account = signer(exchange, "a trader at a terminal", TSLA="100")
    shell.environment["EVERSHARE_KEYSTORE"] = shell.keystore(account, "trader.json")
    return account
