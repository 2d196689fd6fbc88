"""How a duration is taken, and on what machine."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

RUNS = 9
Row = tuple[str, ...]


def best(work: Callable[[], object]) -> float:
    """The shortest of some runs, in seconds: what the work takes when nothing else runs."""
    durations = []
    for _ in range(RUNS):
        before = time.perf_counter()
        work()
        durations.append(time.perf_counter() - before)
    return min(durations)


def described() -> str:
    """The machine, in a line."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text().splitlines() if cpus.exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    return f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}, numpy {np.__version__}"
