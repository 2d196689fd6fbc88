"""Look around: assets, prices, markets and pools. Nothing is signed, so no key is needed."""

import os

from evershare.client import Client

client = Client(os.environ.get("EVERSHARE_RPC", "http://127.0.0.1:8545"))

status = client.info.status()
print(f"chain {status.chain_id} at block {status.block}: {', '.join(status.assets)}")
for asset in client.info.assets():
    if asset.id:
        price = client.info.price(asset.symbol)
        print(f"{price.symbol}: {price.mid} USD, between {price.low:.2f} and {price.high:.2f}")
for market in client.info.markets():
    print(
        f"options on {market.base} in {market.settlement}: sigma {market.sigma}, funding over {market.period.days} days"
    )
for pool in status.pools:
    print(f"pool of {pool.symbol}: {pool.cash} of which {pool.reserve:.2f} cover options")
