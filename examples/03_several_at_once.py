"""Several at once: `AsyncClient` has the methods of `Client` as coroutines."""

import asyncio
import os

from evershare.client import AsyncClient, FixedPrices
from evershare.playground import PRICES, key


async def main() -> None:
    rpc = os.environ.get("EVERSHARE_RPC", "http://127.0.0.1:8545")
    async with AsyncClient(rpc, account=key("keeper"), prices=FixedPrices(PRICES)) as client:
        await client.keeper.refresh()
        kinds = [(side, width) for side in ("call", "put") for width in ("0.25", "0.5", "1")]
        series = await asyncio.gather(*(client.info.series("BTC", "TSLA", side, None, width) for side, width in kinds))
        quotes = await asyncio.gather(*(client.info.quote(one, "0.2") for one in series))
    for quote in quotes:
        print(f"{quote.series.side.value} w{quote.series.width} at {quote.series.strike}: {quote.total:.4f} TSLA")


asyncio.run(main())
