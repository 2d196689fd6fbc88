"""Evershare from Python: typed reads and writes over a node, with amounts as Decimals and errors as exceptions.

    client = Client("http://127.0.0.1:8545", account=keystore("trader.json", password))
    client.trader.deposit("TSLA", 5)

`Client` blocks, `AsyncClient` has the same methods as coroutines.
"""

from evershare.client import reverts
from evershare.client.client import AsyncClient, Client
from evershare.client.deployment import Deployment
from evershare.client.errors import ClientError
from evershare.client.node import Patience
from evershare.client.prices import FixedPrices, Hermes

__all__ = ["AsyncClient", "Client", "ClientError", "Deployment", "FixedPrices", "Hermes", "Patience", "reverts"]
