"""The scan for who is to be liquidated, with every place of every account taken: the most that an account can have."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from benchmarks.machine import Row, best
from evershare.keeper.accounts import ASSETS, BLOCK, DEBTS, OWED, POSITIONS, Holdings, nothing
from evershare.keeper.scan import Scan
from evershare.keeper.weights import Asset, Series, Weights, weights

TEXT = """Accounts with 16 of 250 assets, 4 debts and 16 of 4,000 series each, on two threads. *Pass* is the health of
all of them; *price* is that of the 1 % that hold an asset whose price has changed; *event* is that of one that has
changed. *CPU* is what the pass takes on all cores together.
Each is the best of 9 runs."""
COLUMNS = ("accounts", "pass, ms", "CPU, ms", "price, ms", "event, ms", "flagged", "bytes an account")
SIZES = (10_000, 100_000, 1_000_000)

ASSET_COUNT, SERIES_COUNT = 250, 4_000
RARE = 1  # the asset that 1 % hold
THREADS = 2


def measure(say: Callable[[str], None]) -> list[Row]:
    """A row for each number of accounts."""
    found = []
    for size in SIZES:
        say(f"scan of {size:,} accounts")
        found.append(_measure(size))
    return found


def _measure(size: int) -> Row:
    random = np.random.default_rng(7)
    table, rows = market(random), np.arange(size, dtype=np.int64)
    scan = Scan(THREADS)
    scan.load(rows, holdings(size, random))
    whole = best(lambda: scan.everything(table))
    before = time.process_time()
    scan.everything(table)
    busy = time.process_time() - before
    price = best(lambda: scan.touched([RARE], [], table))
    one = scan.accounts.get(rows[:1])
    event = best(lambda: scan.put(rows[:1], one, table))
    columns = sum(column.nbytes for column in scan.accounts.columns)
    flagged = len(scan.flagged())
    scan.close()
    return (
        f"{size:,}",
        f"{whole * 1e3:.1f}",
        f"{busy * 1e3:.0f}",
        f"{price * 1e3:.1f}",
        f"{event * 1e3:.2f}",
        f"{flagged:,}",
        f"{columns // len(scan.accounts.columns.tokens) // BLOCK}",
    )


def market(random: np.random.Generator) -> Weights:
    """Weights of assets worth a dollar, and of options worth 0.05 of one of them."""
    dollar = Asset(unit=10**18, mid=10**18, maint=5_500, debt_maint=14_000, debt_index=10**27)
    legs = random.integers(2, ASSET_COUNT + 1, (SERIES_COUNT, 2)).tolist()
    series = [Series(base, settlement, 5 * 10**16, 10**34) for base, settlement in legs]
    return weights(dict.fromkeys(range(1, ASSET_COUNT + 1), dollar), series)


def holdings(count: int, random: np.random.Generator) -> Holdings:
    """Accounts with all places taken, of which about one in a thousand is liquidatable."""
    found = nothing(count)
    found.tokens[:] = random.integers(2, ASSET_COUNT + 1, found.tokens.shape, np.uint16)
    found.tokens[:, ASSETS:] += OWED
    found.tokens[::100, 0] = RARE
    found.amounts[:, :ASSETS] = random.random((count, ASSETS), np.float32) * 1e21
    limit = found.amounts[:, :ASSETS].sum(axis=1, keepdims=True) * np.float32(1e9 * 0.55 / 1.4 / DEBTS)
    found.amounts[:, ASSETS:] = limit * (random.random((count, 1), np.float32) * np.float32(1.001))
    found.series[:] = random.integers(1, SERIES_COUNT + 1, (count, POSITIONS), np.uint32)
    found.sizes[:] = random.random((count, POSITIONS), np.float32) * 1e18
    found.paid[:] = found.sizes * 0.0095
    return found
