"""Random trading on public and private pools, by signed quotes and orders too, beside a second set of books.

The machine's rules and invariants are in support/options_machine, the books in support/options_ledger. These take
three answers from the chain: the index interval, the value of an option, and the arithmetic of the volatility estimate,
of which the latter two are held to the model first. All balances, sizes, rates, reserves and refusals have to come out
of the books' own arithmetic to the wei.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.effort import of_a_machine, runs, steps
from tests.support.options_machine.machine import OptionsMachine
from tests.support.options_machine.setting import build_setting
from tests.support.world import World

WALKS, WALK_STEPS = runs(8, 40), steps(40, 60)

WEIGHTS = {"open": 4, "close": 2, "settle": 4, "take_quote": 4, "fill_order": 7, "move_prices": 3, "move_position": 2}
"""How often a walk takes a rule, where that is not once."""

REACHED = (
    "deposit",
    "withdraw",
    "transfer",
    "donate",
    "pool deposit",
    "pool redeem",
    "add cover",
    "remove cover",
    "open",
    "close",
    "settle",
    "move position",
    "poke often",
    "distribute fees",
    "claim integrator fees",
    "take a quote to open",
    "take a quote to close",
    "fill an order by quotes",
    "fill an order by the public pool",
    "fill an order by both",
    "fill a batch",
    "cancel a group",
    "bump an epoch",
    "set a signer",
    "sample",
    "wait",
    "move prices a little",
    "move prices far",
    "announce a closing",
    "fix a last price",
    "cash out",
    "close final",
    "open a market",
    "O4: take a quote to open",
    "O4: take a quote to close",
    "O4: fill an order by quotes",
    "O4: fill an order by the public pool",
    "O4: fill an order by both",
    "O4: fill a batch",
    "FundingCarried.carried",
    "Shrunk.shortfall",
)
"""What the walks must do at least once; a refusal does not count."""


@pytest.fixture(scope="module")
def machine(world: World) -> type[OptionsMachine]:
    """The machine, and a count of what its runs reach."""
    counts = {"setting": build_setting(world), "reached": Counter(), "gas": {}}
    return type("OptionsMachine", (OptionsMachine,), counts)


def test_seeded_walks(machine: type[OptionsMachine]) -> None:
    """Long walks, the same in each run; Hypothesis alone repeats few rules. `-s` prints what was reached."""
    for seed in range(WALKS):
        random, walk = Random(seed), machine()
        walk.start_with_positions(random)
        for _ in range(WALK_STEPS):
            rules = [rule for rule in walk.rules() if all(can(walk) for can in rule.preconditions)]
            weights = [WEIGHTS.get(rule.function.__name__, 1) for rule in rules]
            random.choices(rules, weights)[0].function(walk, random)
            for invariant in walk.invariants():
                invariant.function(walk)
        walk.teardown()

    print("\n" + "\n".join(f"{count:5} {what}" for what, count in sorted(machine.reached.items())))
    print("\n".join(f"{gas:8} gas at most: {what}" for what, gas in sorted(machine.gas.items())))
    assert not [what for what in REACHED if not machine.reached[what]], "never reached"


def test_options_machine(machine: type[OptionsMachine]) -> None:
    """The same rules, in the order that Hypothesis chooses and shrinks: the same in each run, but for a long one."""
    run_state_machine_as_test(
        machine, settings=settings(of_a_machine(fuzz=300), suppress_health_check=HealthCheck.all())
    )

    assert machine.reached["open"]
