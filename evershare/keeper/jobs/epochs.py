"""Requests of liquidity providers that a public pool may settle: once a day."""

from __future__ import annotations

from functools import partial

from evershare.client.reverts import Reverted
from evershare.deployment import ZERO_ADDRESS
from evershare.keeper.desk import Desk, Job

LEASES = ("epochs",)
EPOCH_SECONDS = 86_400


def jobs(desk: Desk) -> list[Job]:
    """An epoch of each pool in which something waits, a day after the last."""
    symbols, now = desk.symbols(), desk.chain.now()
    found = desk.chain.views([desk.chain.call("OptionPoolFactory", "poolOf", id_) for id_ in symbols])
    pools = {symbol: pool for symbol, pool in zip(symbols.values(), found, strict=True) if pool != ZERO_ADDRESS}
    queues = desk.chain.views([desk.chain.call("OptionPool", "queue", at=pool) for pool in pools.values()])
    return [
        Job(
            f"epoch {symbol}",
            *LEASES,
            f"settle an epoch of the pool of {symbol}",
            partial(desk.keeper.settle_epoch, symbol),
        )
        for symbol, queue in zip(pools, queues, strict=True)
        if not isinstance(queue, Reverted)
        and (queue["queuedShares"] or queue["queuedAssets"])
        and now >= queue["settledAt"] + EPOCH_SECONDS
    ]
