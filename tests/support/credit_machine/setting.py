"""The world of the machine at the start of each run: three tokens, each with a lending pool, and who does what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from brownie import chain, project

from evershare.deployment import GUARDIAN
from evershare.model.credit import RateCurve
from evershare.model.health import STABLE, VOLATILE, Factors
from evershare.model.ledger import INSURANCE
from tests.support.liquidation import LiquidationWorld
from tests.support.oracle import DAY, HOUR
from tests.support.reader import Reader

CURVE = RateCurve(base=10**16, kink=8 * 10**17, at_kink=2 * 10**17, at_full=2 * 10**18)
CRYPTO = Factors(7_000, 8_000, 13_000, 11_500)
TOKENS = {"USDC": (6, 1, STABLE), "BTC": (8, 60_000, CRYPTO), "TSLA": (18, 200, VOLATILE)}
BORROWERS = ("trader", "second_trader")
LENDERS = ("liquidity_provider", INSURANCE)
LIQUIDATORS = ("liquidator", "second_trader")
ACCOUNTS = (*BORROWERS, "liquidator", INSURANCE)
WAITS = (1, 20, HOUR, 3 * HOUR, 25 * HOUR, 7 * DAY, 60 * DAY)
MOVES = (55, 75, 85, 97, 103, 117, 133, 180)  # per cent
PAUSES = ("deposits", "borrowing")
FAULTS = ("none", "feeds revert", "feeds burn gas", "markets are halted")


@dataclass(frozen=True)
class Setting:
    """What all runs have in common. The chain is rewound to it."""

    world: LiquidationWorld
    created: dict[str, int]  # when each token's pool was, Unix seconds
    symbols: dict[int, str]  # by asset id
    reader: Reader


def build_setting(accounts: Any) -> Setting:
    """List the tokens, and keep the chain as it is then."""
    world = LiquidationWorld(project.get_loaded_projects()[0], accounts, chain, CURVE)
    created = {}
    for symbol, (decimals, price, factors) in TOKENS.items():
        world.list(symbol, price, factors, decimals=decimals)
        created[symbol] = world.now
        token, pool, insurance = world.tokens[symbol], world.pools[symbol], world.people[INSURANCE]
        token.approve(pool, 2**256 - 1, {"from": insurance})
    world.manager.grantRole(GUARDIAN, world.people["keeper"], 0, world.as_("governor"))
    chain.snapshot()
    symbols = {world.id(symbol): symbol for symbol in TOKENS}
    return Setting(world, created, symbols, Reader(world.project, world.people["governor"]))
