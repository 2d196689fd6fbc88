"""A1 to A3 and V1 to V7: ledger, lending, health and liquidation agree with their model to the wei after every step.

The model is told which prices are confirmed. Everything else has to come out of its own arithmetic: balances, interest,
shares, what is refused, what a liquidation sells, and who pays for what is left. So an invariant may be asked of the
model where asking the chain would take a second attempt of the same step. The rules, and what is asked after each, are
in support/credit_machine.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from evershare.model.ledger import INSURANCE
from tests.support.credit_machine.machine import CreditMachine
from tests.support.credit_machine.setting import (
    ACCOUNTS,
    BORROWERS,
    FAULTS,
    LENDERS,
    LIQUIDATORS,
    MOVES,
    PAUSES,
    TOKENS,
    WAITS,
    build_setting,
)
from tests.support.effort import of_a_machine, runs, steps
from tests.support.oracle import HOUR

WALKS, WALK_STEPS = runs(3, 40), steps(120, 200)

WEIGHTS = {
    "borrows": 8,
    "brings": 5,
    "withdraws": 1,
    "repays": 1,
    "lends": 1,
    "redeems": 2,
    "accrues": 1,
    "price_moves": 4,
    "luck_turns": 6,
    "time_passes": 2,
    "is_marked": 1,
    "is_unmarked": 2,
    "is_liquidated": 1,
    "is_donated": 2,
    "is_paused": 1,
    "leaves": 1,
}


@pytest.fixture(scope="module")
def machine(accounts, module_isolation) -> type[CreditMachine]:
    """The machine on its world. What it reached in all runs is counted."""
    return type("Machine", (CreditMachine,), {"setting": build_setting(accounts), "reached": Counter()})


def test_seeded_walks(machine):
    """Long, and by weights that bring accounts into trouble. Together they come to every invariant."""
    reached = Counter()
    for seed in range(WALKS):
        seeded, walk = Random(seed), machine()
        walk.reached = Counter()
        walk.begin()
        for _ in range(WALK_STEPS):
            step(walk, seeded)
        reached += walk.reached
    wanted = {"A2", "V1", "V3", "V4", "V5", "V6", "V7", *(f"leave, {fault}" for fault in FAULTS)}
    assert wanted - set(reached) == set()


def step(walk, seeded):
    """One rule. Who is in trouble is mostly marked and liquidated, and who is out of it again unmarked."""
    model, now = walk.model, walk.world.now
    name = seeded.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    arguments = arguments_of(name, seeded)
    who = seeded.choice(BORROWERS)
    if model.health(who, now).is_liquidatable and seeded.random() < 0.7:
        name = "is_liquidated" if model.is_marked(who, now) else "is_marked"
        pairs = [(held, owed, None) for held in model.held(who, now) for owed in model.owed(who, now) if held != owed]
        arguments = {"who": who}
        if name == "is_liquidated":
            arguments |= {"by": "liquidator", "pairs": seeded.sample(pairs, len(pairs))}
    elif who in model.marks and seeded.random() < 0.5:
        name, arguments = "is_unmarked", {"who": who}
    getattr(walk, name)(**arguments)


def arguments_of(name, seeded):
    """What a rule may be given."""
    part = seeded.choice([seeded.randrange(10_001), 9_500, 9_900, 9_990, 10_000, seeded.randrange(10_001, 12_000)])
    usd = seeded.randrange(1, 20_000)
    who, symbol = seeded.choice(BORROWERS), seeded.choice(list(TOKENS))
    pairs = [
        (
            seeded.choice(list(TOKENS)),
            seeded.choice(list(TOKENS)),
            seeded.choice([None, None, seeded.randrange(10_000)]),
        )
        for _ in range(seeded.randrange(5))
    ]
    return {
        "borrows": {"who": who, "symbol": symbol, "part": part, "leaves": seeded.random() < 0.8},
        "brings": {"who": seeded.choice(ACCOUNTS), "symbol": symbol, "usd": usd},
        "withdraws": {"who": who, "symbol": symbol, "part": part},
        "repays": {"who": who, "payer": seeded.choice(["own", "liquidator"]), "symbol": symbol, "part": part},
        "lends": {"lender": seeded.choice(LENDERS), "symbol": symbol, "usd": usd},
        "redeems": {"lender": seeded.choice(LENDERS), "symbol": symbol, "part": part},
        "accrues": {"symbol": symbol},
        "price_moves": {"symbol": seeded.choice(["BTC", "TSLA"]), "percent": seeded.choice(MOVES)},
        "luck_turns": {"who": who, "is_against": seeded.random() < 0.8},
        "time_passes": {"seconds": seeded.choice(WAITS)},
        "leaves": {"who": who, "fault": seeded.choice(FAULTS)},
        "is_donated": {"symbol": symbol, "usd": usd, "to_pool": seeded.random() < 0.5},
        "is_paused": {"symbol": symbol, "what": seeded.choice(PAUSES)},
        "is_marked": {"who": who},
        "is_unmarked": {"who": who},
        "is_liquidated": {"who": who, "by": seeded.choice(LIQUIDATORS), "pairs": pairs},
    }[name]


def test_a_ruin_and_a_rescue(machine):
    """What runs seldom come to: collateral below the debt, dust, a loss of lenders, and an account that recovers."""
    story = machine()
    story.begin()
    story.brings("trader", "BTC", 5)
    story.brings(INSURANCE, "USDC", 100)
    story.lends(INSURANCE, "USDC", 100)
    for percent in (67, 67, 67):
        story.price_moves("TSLA", percent)
    story.brings("trader", "USDC", 50)
    story.is_marked("trader")
    story.time_passes(HOUR)
    story.redeems("liquidity_provider", "USDC", 100)
    story.is_liquidated("trader", "liquidator", [("TSLA", "USDC", None)])
    story.luck_turns("second_trader", is_against=True)
    story.is_marked("second_trader")
    story.is_unmarked("second_trader")
    story.luck_turns("second_trader", is_against=False)
    story.is_unmarked("second_trader")

    wanted = {"redeem refused", "unmark refused", "unmark", "DebtNetted", "CollateralSold", "DustSwept"}
    wanted |= {"InsuranceRepaid", "LossInsured", "LossShared", "WithdrawalsHeldFor", "WithdrawalsReleasedFor"}
    assert wanted - set(machine.reached) == set()


def test_random_runs(machine):
    """Hypothesis's own, short ones, which it makes shorter when one fails."""
    run_state_machine_as_test(machine, settings=settings(of_a_machine(), suppress_health_check=HealthCheck.all()))
