"""Funding that is due on positions, where a hundredth of it pays for collecting it."""

from __future__ import annotations

from functools import partial

import numpy as np

from evershare.client.reverts import Reverted
from evershare.keeper.accounts import BLOCK, Floats
from evershare.keeper.desk import Desk, Job
from evershare.keeper.store import SHARDS
from evershare.keeper.weights import FUNDING_INDEX_SCALE, WAD

LEASES = tuple(f"funding {shard}" for shard in range(SHARDS))
REWARD = 0.01
GAS = 120_000  # snapshots/gas.json: 108,010, and the call data
MOST_AT_ONCE = 200


def jobs(desk: Desk) -> list[Job]:
    """A settlement of each position whose reward is worth it, the largest first."""
    cost = desk.gas_usd(GAS)
    if cost is None:
        return []
    least = (cost + desk.limits.least_profit) / REWARD
    candidates = _owing(desk, least)[:MOST_AT_ONCE]
    owed = desk.chain.views([desk.chain.call("PerpetualOptions", "fundingOwed", *one) for one in candidates])
    accounts = desk.book.accounts({address for address, _ in candidates})
    found = []
    for (address, series), amount in zip(candidates, owed, strict=True):
        account = accounts.get(address)
        if account is None or series not in account.positions or isinstance(amount, Reverted):
            continue
        asset = account.positions[series].asset
        collected = min(amount, account.unlocked(asset))
        gain = REWARD * desk.quotes.usd(asset, collected)
        act = partial(desk.keeper.settle, address, series)
        lease = LEASES[int(address, 16) % SHARDS]
        found.append(Job(f"settle {address} {series}", lease, f"settle series {series} of {address}", act, gain, GAS))
    return found


def _owing(desk: Desk, least: float) -> list[tuple[str, int]]:
    """Accounts and series in which at least so many USD of funding are due, the most first."""
    by_size, by_paid = _weights(desk)
    columns, addresses = desk.book.scan.accounts.columns, desk.book.addresses
    ids = {number: id_ for id_, number in desk.quotes.numbers.items()}
    found = []
    for block in range(len(columns.series)):
        series = columns.series[block]
        due = by_size[series] * columns.sizes[block] - by_paid[series] * columns.paid[block]
        for place, row in zip(*np.nonzero(due >= least), strict=True):
            address = addresses[block * BLOCK + int(row)]
            found.append((float(due[place, row]), address, ids[int(series[place, row])]))
    found.sort(reverse=True)
    return [(address, series) for _, address, series in found]


def _weights(desk: Desk) -> tuple[Floats, Floats]:
    """USD of funding due for each unit of a size, and for each token unit that is paid, by number of series."""
    by_size, by_paid = (np.zeros(len(desk.quotes.series) + 1, np.float32) for _ in range(2))
    for number, series in enumerate(desk.quotes.series, start=1):
        asset = desk.quotes.assets.get(series.settlement)
        if asset:
            by_size[number] = series.funding_index / FUNDING_INDEX_SCALE * asset.mid / WAD / WAD
            by_paid[number] = asset.mid / WAD / asset.unit
    return by_size, by_paid
