"""Provide liquidity: ask a pool to take tokens, claim the shares, and ask for the tokens back."""

import os

from evershare.client import Client, FixedPrices
from evershare.playground import PRICES, Playground, key

rpc = os.environ.get("EVERSHARE_RPC", "http://127.0.0.1:8545")
provider = key("provider of example 5")
Playground(rpc).welcome(provider.address)
client = Client(rpc, account=provider, prices=FixedPrices(PRICES))

client.provider.deposit("TSLA", 40)
stake = client.provider.stake("TSLA")
if stake.claimable_deposit:  # nobody has an option open: requests are settled at once
    client.provider.claim("TSLA")
    client.provider.redeem("TSLA", 10)
    client.provider.claim("TSLA")
    stake = client.provider.stake("TSLA")
    print(f"{stake.shares:.2f} shares, worth {stake.value:.2f} TSLA")
else:  # the next epoch settles them, once a day: `client.keeper.settle_epoch("TSLA")`
    print(f"{stake.pending_deposit} TSLA wait for the next epoch")
