"""Trade: deposit stock tokens, buy a put on bitcoin with them, watch it, close it, withdraw."""

import os

from evershare.client import Client, FixedPrices
from evershare.playground import PRICES, Playground, key

rpc = os.environ.get("EVERSHARE_RPC", "http://127.0.0.1:8545")
trader = key("trader of example 2")
Playground(rpc).welcome(trader.address)  # 100 TSLA and ether

client = Client(rpc, account=trader, prices=FixedPrices(PRICES))
client.trader.deposit("TSLA", 50)
opened = client.trader.open("BTC", "TSLA", "put", size="0.1", width="0.5")
print(f"bought a put at {opened.series.strike} TSLA for {opened.cost:.4f} TSLA")

(position,) = client.info.positions()
print(f"worth {position.value:.4f} TSLA, delta {position.delta:.3f}, {position.theta:.4f} TSLA a day")

closed = client.trader.close(opened.series_id)
client.trader.withdraw("TSLA", "max")
print(f"sold for {closed.payout:.4f} TSLA; the wallet holds {client.info.wallet('TSLA').amount:.4f}")
