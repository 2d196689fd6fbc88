"""How long tests search that try random inputs: in every run of the tests, in `make fuzz` and in `make nightly`.

EVERSHARE_FUZZ says which: it is unset, `1` or `nightly`.
"""

import os
from enum import Enum

import pytest
from hypothesis import settings


class Effort(Enum):
    EVERY_RUN = ""
    FUZZ = "1"
    NIGHTLY = "nightly"


def effort() -> Effort:
    """That of this run. `pytest.UsageError` for what is none."""
    said = os.environ.get("EVERSHARE_FUZZ", "")
    try:
        return Effort(said)
    except ValueError:
        raise pytest.UsageError(f"EVERSHARE_FUZZ is {said!r}: unset it, or set it to 1 or to nightly") from None


def runs(every_run: int, fuzz: int | None = None) -> int:
    """How often a search starts anew: `fuzz` times in `make fuzz`, ten times `every_run` if not said, and nightly ten
    times as often as that."""
    fuzz = fuzz or 10 * every_run
    return {Effort.EVERY_RUN: every_run, Effort.FUZZ: fuzz, Effort.NIGHTLY: 10 * fuzz}[effort()]


def steps(every_run: int, longer: int) -> int:
    """How many steps one run has: `longer` in `make fuzz` and nightly."""
    return every_run if effort() is Effort.EVERY_RUN else longer


def of_a_machine(fuzz: int = 200) -> settings:
    """Of a Hypothesis machine: 20 runs of 20 steps, `fuzz` runs of 40, or nightly ten times as many, of 100."""
    most = {Effort.EVERY_RUN: 20, Effort.FUZZ: 40, Effort.NIGHTLY: 100}[effort()]
    return settings(max_examples=runs(20, fuzz), stateful_step_count=most, print_blob=True)
