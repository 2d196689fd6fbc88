"""Debts and the real options in one random walk: V1, V2, V3 and V5. Its steps are in support/margin_walk.py."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from brownie import chain

from evershare.localnet import wad
from tests.support.credit import USDC
from tests.support.effort import runs, steps
from tests.support.margin_walk import HOLDERS, LETS_BORROW, LIQUIDATOR, MarginWalk
from tests.support.weekend import Weekend, weekend
from tests.support.world import MEASURED

__all__ = ["weekend"]

WALKS, STEPS = runs(6), steps(60, 150)
REACHED = ("open", "close", "repay", "settle", "sample", "mark", "liquidate", "CollateralSold", "V1", "V2", "V3", "V5")


@pytest.fixture(scope="module")
def btc(weekend: Weekend) -> dict[str, int]:
    """Markets in BTC, by settlement token. Some let their accounts borrow, and the liquidator has money."""
    weekend.usdc.mint(weekend.people[LIQUIDATOR], 500_000 * USDC, weekend.as_("stranger"))
    weekend.deposit(LIQUIDATOR, "USDC", 500_000)
    weekend.tokens["TSLA"].transfer(weekend.people[LIQUIDATOR], wad(300), weekend.as_("authorised_participant"))
    weekend.deposit(LIQUIDATOR, "TSLA", 300)
    weekend.usdc.mint(weekend.people["second_trader"], 3_000 * USDC, weekend.as_("stranger"))
    weekend.deposit("second_trader", "USDC", 3_000)
    for role in HOLDERS:
        weekend.usdc.approve(weekend.vault, 2**256 - 1, weekend.as_(role))
    for role in LETS_BORROW:
        weekend.let_borrow(role)
    return {symbol: weekend.create_market("BTC", symbol, **MEASURED) for symbol in ("USDC", "TSLA")}


def test_seeded_walks(weekend: Weekend, btc: dict[str, int]) -> None:
    """The same in each run; `-s` prints what was reached."""
    reached: Counter[str] = Counter()
    for seed in range(WALKS):
        chain.revert()
        walk = MarginWalk(weekend, btc, Random(seed), reached)
        for _ in range(STEPS):
            walk.step()

    print("\n" + "\n".join(f"{count:5} {what}" for what, count in sorted(reached.items())))
    assert not [what for what in REACHED if not reached[what]], "never reached"
