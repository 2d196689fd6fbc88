"""Events decoded, carried out and stored: what filling a database costs, and following a chain."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.machine import Row
from evershare.client import Deployment, codec
from evershare.keeper.events import CONTRACTS, Facts, Log, handlers_of
from evershare.keeper.store import ACCOUNT, Block, Store

TEXT = """Deposits, transfers, loans and openings of options, in equal parts, 100 to a block, each for an account drawn
from so many: as a node answers with them, decoded, carried out and stored in SQLite, per second of one core. In
*filling*, 2,000 blocks that can no longer leave the chain are one step; *following* keeps how to undo each block."""
COLUMNS = ("accounts", "events", "filling, events/s", "following, events/s", "bytes an account on disk")
SIZES = (10_000, 100_000, 1_000_000)

BLOCK_EVENTS, STEP_BLOCKS = 100, 2_000
MOST_EVENTS, FOLLOWED_EVENTS = 100_000, 5_000
ADDRESSES = {name: f"0x{number:040x}" for number, name in enumerate((*CONTRACTS, "LendingPool"), start=1)}
UNIT, SERIES = 10**18, 77


def measure(say: Callable[[str], None]) -> list[Row]:
    """A row for each number of accounts."""
    found = []
    for size in SIZES:
        say(f"events of {size:,} accounts")
        found.append(_measure(size))
    return found


def _measure(size: int) -> Row:
    count = min(4 * size, MOST_EVENTS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keeper.db"
        store = Store(f"sqlite:///{path}")
        random = np.random.default_rng(7)
        reader = _Reader(store)
        reader.read(_market(), merged=True)
        some, more = events(random, size, count), events(random, size, FOLLOWED_EVENTS)
        filling = _rate(lambda: reader.read(some, merged=True), count)
        following = _rate(lambda: reader.read(more, merged=False), FOLLOWED_EVENTS)
        accounts = len(store.facts(ACCOUNT))
        store.close()  # what is in SQLite's log goes into the file
        written = path.stat().st_size
    return (f"{size:,}", f"{count:,}", f"{filling:,.0f}", f"{following:,.0f}", f"{written // accounts:,}")


def _rate(work: Callable[[], None], count: int) -> float:
    before = time.process_time()
    work()
    return count / (time.process_time() - before)


class _Reader:
    """Does with events what `evershare.keeper.following` does with a node's answers."""

    def __init__(self, store: Store) -> None:
        self._store, self._facts = store, Facts(store)
        self._handlers = handlers_of(Deployment(31_337, ADDRESSES), [ADDRESSES["LendingPool"]])
        self._block = 0

    def read(self, raw: list[dict[str, object]], *, merged: bool) -> None:
        blocks = [raw[i : i + BLOCK_EVENTS] for i in range(0, len(raw), BLOCK_EVENTS)]
        size = STEP_BLOCKS if merged else 1
        for first in range(0, len(blocks), size):
            some = blocks[first : first + size]
            logs = []
            for block in some:
                self._block += 1
                logs += [Log.of({**one, "blockNumber": hex(self._block)}) for one in block]
            self._facts.apply(logs, self._handlers)
            keep_from = self._block + 1 if merged else 0
            self._store.advance([(Block(self._block, hex(self._block)), self._facts.changes())], keep_from)
            self._facts.stored()


def events(random: np.random.Generator, size: int, count: int) -> list[dict[str, object]]:
    """Events as a node has them."""
    whose, others = random.integers(1, size + 1, (2, count)).tolist()
    kinds = (
        lambda one, other: ("CollateralVault", "Deposited", [1, one, one], [UNIT]),
        lambda one, other: ("CollateralVault", "Transferred", [1, other, one], [UNIT // 3]),
        lambda one, other: ("LendingPool", "Lent", [one], [UNIT, UNIT * 10**9]),
        lambda one, other: ("PerpetualOptions", "Opened", [one, SERIES], [UNIT, 0, 0, 0]),
    )
    return [
        _raw(place, *kinds[place % len(kinds)](_address(one), _address(other)))
        for place, (one, other) in enumerate(zip(whose, others, strict=True))
    ]


def _market() -> list[dict[str, object]]:
    """What is there before anybody trades."""
    made = (
        ("CollateralVault", "AssetListed", [1, 1], [18]),
        ("CollateralVault", "LendingPoolSet", [1, int(ADDRESSES["LendingPool"], 16)], []),
        ("PerpetualOptions", "MarketCreated", [1], [2, 1, *[0] * 12]),
        ("PerpetualOptions", "SeriesListed", [SERIES], [9, 1, 0, 0, 0]),
        ("PerpetualOptions", "FundingRateUpdated", [SERIES], [10**36, 0]),
    )
    return [_raw(place, *one) for place, one in enumerate(made)]


def _address(number: int) -> int:
    """An address as spread as a real one."""
    return number * 0x9E3779B97F4A7C15F39CC0605CEDC8341082276B % 2**160


def _raw(place: int, contract: str, event: str, indexed: list[int], words: list[int]) -> dict[str, object]:
    return {
        "address": ADDRESSES[contract],
        "topics": [codec.topic(contract, event), *(f"0x{value:064x}" for value in indexed)],
        "data": "0x" + "".join(f"{value:064x}" for value in words),
        "logIndex": hex(place % BLOCK_EVENTS),
        "blockHash": "0x",
    }
