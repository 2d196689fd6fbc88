"""A year of hourly prices replayed: loans, option pools and their buyers."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.machine import Row
from evershare.replay.engine import Replay
from evershare.replay.histories import day, read
from evershare.replay.scenario import Scenario

TEXT = """The year 2024, hour by hour, as `evershare replay` does it: three quarters of the accounts borrow USDC against
three stocks, 15 % are short of one, and a tenth buy options. One run each; reading the prices is not counted."""
COLUMNS = ("accounts", "hours", "a year, s", "CPU, s", "account hours a second")
SIZES = (100, 300, 1_000)
START, END = "2024-01-01", "2025-01-01"


def measure(say: Callable[[str], None]) -> list[Row]:
    """A row for each number of accounts. Ends the program where there are no prices."""
    folder = os.environ.get("EVERSHARE_PRICES")
    if not folder or not Path(folder).is_dir():
        sys.exit("error: the replay needs hourly prices: name their folder in EVERSHARE_PRICES")
    histories = read(Path(folder), Scenario())
    found = []
    for size in SIZES:
        say(f"a year of {size:,} accounts")
        scenario = _scenario(size)
        elapsed, worked = time.perf_counter(), time.process_time()
        hours = len(Replay(histories, scenario, day(START), day(END)).finish().at)
        elapsed, worked = time.perf_counter() - elapsed, time.process_time() - worked
        found.append((f"{size:,}", f"{hours:,}", f"{elapsed:.1f}", f"{worked:.1f}", f"{size * hours / elapsed:,.0f}"))
    return found


def _scenario(accounts: int) -> Scenario:
    default = Scenario()
    stocks = len(default.stocks)
    loans = replace(
        default.loans,
        long_accounts=accounts * 75 // 100 // stocks,
        short_accounts=accounts * 15 // 100 // stocks,
    )
    return replace(default, loans=loans, options=replace(default.options, buyers=accounts // 10))
