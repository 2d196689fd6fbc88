"""Batch: several actions together or not at all, with one health check at the end; and errors as exceptions."""

import os

from evershare.client import Client, FixedPrices, reverts
from evershare.client.actions import Deposit, Open, Transfer
from evershare.playground import PRICES, Playground, key

rpc = os.environ.get("EVERSHARE_RPC", "http://127.0.0.1:8545")
trader = key("trader of example 4")
Playground(rpc).welcome(trader.address)
client = Client(rpc, account=trader, prices=FixedPrices(PRICES))

put = client.info.series("BTC", "TSLA", "put")
receipt = client.trader.batch(Deposit("TSLA", 60), Open(put, "0.1"), Transfer("TSLA", 10, to=1))
print(f"deposited, bought a put and set 10 TSLA apart in block {receipt.block}")

try:
    client.trader.batch(Deposit("TSLA", 1), Transfer("TSLA", 1_000, to=1))
except reverts.InsufficientAccountBalance as error:
    print(f"refused as a whole: {error.unlocked / 10**18:.2f} TSLA are there, {error.needed / 10**18:.0f} are needed")
print(f"the wallet still holds {client.info.wallet('TSLA').amount} TSLA")
