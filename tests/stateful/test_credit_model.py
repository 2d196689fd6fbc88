"""A1, A3 and V1 to V7: ledger, lending, health and liquidation agree with their model to the wei after every step.

The model is told which prices are confirmed. Everything else has to come out of its own arithmetic: balances, interest,
shares, what is refused, what a liquidation sells, and who pays for what is left.
"""

from __future__ import annotations

import copy
import os
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from brownie import chain, project
from brownie.exceptions import VirtualMachineError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from evershare.model.credit import LendingPool, RateCurve
from evershare.model.health import STABLE, VOLATILE, Factors
from evershare.model.ledger import INSURANCE, Asset, CreditLedger, Order, Price, RefusedError
from tests.support.liquidation import LiquidationWorld
from tests.support.oracle import BASE_BPS, DAY, DRIFT_BPS, HOUR

RUNS, STEPS = (200, 40) if os.environ.get("EVERSHARE_FUZZ") else (20, 20)
WALKS, WALK_STEPS = (40, 200) if os.environ.get("EVERSHARE_FUZZ") else (2, 60)

CURVE = RateCurve(base=10**16, kink=8 * 10**17, at_kink=2 * 10**17, at_full=2 * 10**18)
CRYPTO = Factors(7_000, 8_000, 13_000, 11_500)
TOKENS = {"USDC": (6, 1, STABLE), "BTC": (8, 60_000, CRYPTO), "TSLA": (18, 200, VOLATILE)}
BORROWERS = ("trader", "second_trader")
LENDERS = ("liquidity_provider", INSURANCE)
LIQUIDATORS = ("liquidator", "second_trader")
ACCOUNTS = (*BORROWERS, "liquidator", INSURANCE)
WAITS = (1, 20, HOUR, 3 * HOUR, 25 * HOUR, 7 * DAY, 60 * DAY)
MOVES = (55, 75, 85, 97, 103, 117, 133, 180)  # per cent

WEIGHTS = {
    "borrows": 8,
    "brings": 2,
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
}

borrowers = st.sampled_from(BORROWERS)
symbols = st.sampled_from(tuple(TOKENS))
# Bps of what there is, mostly possible and often all of it.
parts = st.one_of(st.integers(0, 10_000), st.just(10_000), st.integers(10_001, 12_000))


class CreditMachine(RuleBasedStateMachine):
    """Two borrowers, two lenders and two liquidators, one of whom borrows too. The chain is rewound for every run."""

    world: LiquidationWorld
    created: dict[str, int]
    symbols: dict[int, str]
    reached: Counter[str]

    @initialize()
    def begin(self) -> None:
        """Everybody has something, all pools are supplied, and the borrowers are near their limit."""
        chain.revert()
        world, self.is_ready = self.world, False
        self.model = CreditLedger(
            {
                symbol: Asset(10**decimals, factors, BASE_BPS, DRIFT_BPS)
                for symbol, (decimals, _, factors) in TOKENS.items()
            },
            {symbol: LendingPool(CURVE, 1_000, self.created[symbol]) for symbol in TOKENS},
        )
        for symbol in TOKENS:
            self.learn_price(symbol)
        for role, symbol, amount in (("trader", "TSLA", 100), ("second_trader", "USDC", 30_000)):
            self.deposit(role, symbol, world.units(symbol, amount))
        for symbol, amount in (("USDC", 100_000), ("TSLA", 300), ("BTC", 2)):
            self.deposit("liquidator", symbol, world.units(symbol, amount))
            self.lend("liquidity_provider", symbol, world.units(symbol, amount))
        for role, symbol in (("trader", "USDC"), ("second_trader", "BTC")):
            self.borrows(role, symbol, 9_500, leaves=True)
        self.is_ready = True
        self.compare()

    # Rules

    @rule(who=st.sampled_from(ACCOUNTS), symbol=symbols, usd=st.integers(0, 20_000))
    def brings(self, who: str, symbol: str, usd: int) -> None:
        """Somebody pays into his account."""
        self.deposit(who, symbol, self.worth(symbol, usd))

    @rule(who=borrowers, symbol=symbols, part=parts)
    def withdraws(self, who: str, symbol: str, part: int) -> None:
        """A borrower takes collateral out: all that he has, or more."""
        amount = self.model.balances[who, symbol] * part // 10_000
        self.attempt(
            "withdraw",
            lambda model, now: model.withdraw(who, symbol, amount, now),
            lambda: self.world.withdraw(who, self.world.tokens[symbol], amount),
        )

    @rule(who=borrowers, symbol=symbols, part=parts, leaves=st.booleans())
    def borrows(self, who: str, symbol: str, part: int, leaves: bool) -> None:
        """A borrower borrows what his collateral allows, or a little more, and mostly takes it out."""
        world, now = self.world, self.world.now + 1
        held, owed = self.model.held(who, now).values(), self.model.owed(who, now).values()
        room = sum(p.amount * p.price.lo * p.factors.init // p.unit for p in held)
        room -= sum(p.amount * p.price.hi * p.factors.debt_init // p.unit for p in owed)
        terms, price = self.model.assets[symbol], self.model.interval(symbol, now)
        amount = max(room, 0) * terms.unit // (price.hi * terms.factors.debt_init) * part // 10_000
        done = self.attempt(
            "borrow",
            lambda model, now: model.borrow(who, symbol, amount, now),
            lambda: world.vault.borrow(world.id(symbol), world.people[who], amount, world.as_(who)),
        )
        if done and leaves:
            self.attempt(
                "withdraw what was borrowed",
                lambda model, now: model.withdraw(who, symbol, amount, now),
                lambda: world.withdraw(who, world.tokens[symbol], amount),
            )

    @rule(who=borrowers, payer=st.sampled_from(("own", "liquidator")), symbol=symbols, part=parts)
    def repays(self, who: str, payer: str, symbol: str, part: int) -> None:
        """A debt is repaid by the borrower, or by the liquidator for him."""
        world, payer = self.world, who if payer == "own" else payer
        amount = self.model.debt(who, symbol, self.world.now) * part // 10_000
        self.attempt(
            "repay",
            lambda model, now: model.repay(who, payer, symbol, amount, now),
            lambda: world.vault.repay(
                *(world.id(symbol), world.people[who], world.people[payer], amount), world.as_(payer)
            ),
        )

    @rule(lender=st.sampled_from(LENDERS), symbol=symbols, usd=st.integers(1, 20_000))
    def lends(self, lender: str, symbol: str, usd: int) -> None:
        """A lender adds to a pool."""
        self.lend(lender, symbol, self.worth(symbol, usd))

    @rule(lender=st.sampled_from(LENDERS), symbol=symbols, part=parts)
    def redeems(self, lender: str, symbol: str, part: int) -> None:
        """A lender takes what there is of his shares, unless withdrawals wait."""
        pool, person = self.world.pools[symbol], self.world.people[lender]
        shares = self.model.pools[symbol].shares.get(lender, 0) * part // 10_000
        self.attempt(
            "redeem",
            lambda model, now: model.redeem(lender, symbol, shares, now),
            lambda: pool.redeem(shares, person, person, {"from": person}),
        )

    @rule(symbol=symbols)
    def accrues(self, symbol: str) -> None:
        """Somebody makes the insurance's part of the interest its own."""
        self.attempt(
            "accrue",
            lambda model, now: model.pools[symbol].mint_reserve(INSURANCE, now),
            lambda: self.world.pools[symbol].accrue(self.world.as_("stranger")),
        )

    @rule(symbol=st.sampled_from(("BTC", "TSLA")), percent=st.sampled_from(MOVES))
    def price_moves(self, symbol: str, percent: int) -> None:
        """A price moves, and is confirmed."""
        price = max(self.model.prices[symbol].mid * percent // 100, 10**16)
        self.world.price(symbol, price / 10**18)
        self.learn_price(symbol)
        self.compare()

    @rule(who=borrowers, is_against=st.booleans())
    def luck_turns(self, who: str, is_against: bool) -> None:
        """What a borrower holds or owes moves against him until he is in trouble, or for him until he is out of it."""
        held = [symbol for symbol in self.model.held(who, self.world.now) if symbol != "USDC"]
        owed = [symbol for symbol in self.model.owed(who, self.world.now) if symbol != "USDC"]
        for symbol in (held or owed)[:1] * 2:
            if self.model.health(who, self.world.now).is_liquidatable != is_against:
                self.price_moves(symbol, 67 if bool(held) == is_against else 150)

    @rule(seconds=st.sampled_from(WAITS))
    def time_passes(self, seconds: int) -> None:
        """Nobody does anything."""
        self.world.go_to(self.world.now + seconds)
        self.compare()

    @rule(who=borrowers)
    def is_marked(self, who: str) -> None:
        """Somebody marks an account."""
        self.attempt("mark", lambda model, now: model.mark(who, now), lambda: self.world.mark(who))

    @rule(who=borrowers)
    def is_unmarked(self, who: str) -> None:
        """Somebody ends a mark."""
        unmark = self.world.liquidation.unmark
        self.attempt(
            "unmark",
            lambda model, now: model.unmark(who, now),
            lambda: unmark(self.world.people[who], self.world.as_("stranger")),
        )

    @rule(
        who=borrowers,
        by=st.sampled_from(LIQUIDATORS),
        pairs=st.lists(st.tuples(symbols, symbols, st.one_of(st.just(None), st.integers(0, 10_000))), max_size=4),
    )
    def is_liquidated(self, who: str, by: str, pairs: list[tuple[str, str, int | None]]) -> None:
        """A liquidator buys, for what he has or for a limit in USD."""
        world = self.world
        times = Counter(debt for _, debt, _ in pairs)
        orders = [
            Order(collateral, debt, self.worth(debt, usd) if usd else self.model.balances[by, debt] // times[debt])
            for collateral, debt, usd in pairs
        ]
        raw = [(world.id(order.collateral), world.id(order.debt), order.max_paid, 2**256 - 1) for order in orders]
        self.attempt(
            "liquidate",
            lambda model, now: model.liquidate(who, by, orders, now),
            lambda: world.liquidate(*raw, role=who, by=by),
        )

    # Both sides

    def deposit(self, who: str, symbol: str, amount: int) -> None:
        """Tokens come in."""
        self.attempt(
            "deposit",
            lambda model, _: model.deposit(who, symbol, amount),
            lambda: self.world.deposit(who, self.world.tokens[symbol], amount),
        )

    def lend(self, lender: str, symbol: str, amount: int) -> None:
        """A lender adds to a pool."""
        person = self.world.people[lender]
        self.attempt(
            "supply",
            lambda model, now: model.supply(lender, symbol, amount, now),
            lambda: self.world.pools[symbol].deposit(amount, person, {"from": person}),
        )

    def worth(self, symbol: str, usd: int) -> int:
        """Dollars in token units."""
        return usd * 10**18 * self.model.assets[symbol].unit // self.model.prices[symbol].mid

    def learn_price(self, symbol: str) -> None:
        """Tell the model which price is confirmed."""
        mid, *_, observed_at, _, _ = self.world.desk.observation(self.world.id(symbol))
        self.model.prices[symbol] = Price(mid, observed_at)

    def attempt(self, name: str, on_model: Callable[[CreditLedger, int], object], on_chain: Callable[[], Any]) -> bool:
        """Do the same on both sides, in the same second: both carry it out, or both refuse."""
        trial, now = copy.deepcopy(self.model), self.world.now + 1
        try:
            on_model(trial, now)
        except RefusedError:
            with pytest.raises(VirtualMachineError):
                on_chain()
            self.reached[f"{name} refused"] += 1
            return False
        done = on_chain()
        assert done.timestamp == now
        self.model = trial
        self.reached[name] += 1
        self.reached.update(event.name for event in done.events)
        self.compare()
        return True

    def compare(self) -> None:
        """Everything that can be read is what the model says, to the wei."""
        world, model, now = self.world, self.model, self.world.now
        if not self.is_ready:
            return
        sums: Counter[str] = Counter()
        for role in ACCOUNTS:
            held, owed = world.vault.creditOf(world.people[role])
            seen = {self.symbols[word & 0xFFFF]: word >> 16 for word in map(int, held)}
            assert seen == {symbol: part.amount for symbol, part in model.held(role, now).items()}, role
            debts = {self.symbols[word & 0xFFFF]: word >> 16 for word in map(int, owed)}
            assert debts == {symbol: part.amount for symbol, part in model.owed(role, now).items()}, role
            sums.update(seen)
        for symbol, pool in world.pools.items():
            seen, token = model.pools[symbol].at(now), world.tokens[symbol]
            assert sums[symbol] + pool.cash() == world.total(token) <= world.held(token)  # A1
            assert pool.totalDebtShares() == sum(seen.debt_shares.values())  # A3
            assert pool.totalAssets() == seen.total_assets == seen.cash + seen.total_debt - seen.reserve  # A3
            shares = [int(pool.balanceOf(world.people[role])) for role in LENDERS]
            assert shares == [seen.shares.get(role, 0) for role in LENDERS], symbol
            assert (pool.totalLoss(), pool.withdrawalsHeldUntil()) == (seen.total_loss, seen.held_until(now))
        for role in BORROWERS:
            assert world.health(role) == model.health(role, now), role
            marked_at = model.marks[role].at if model.is_marked(role, now) else 0
            assert world.liquidation.markedAt(world.people[role]) == marked_at


@pytest.fixture(scope="module")
def machine(accounts, module_isolation) -> type[CreditMachine]:
    """The machine on its world. What it reached in all runs is counted."""
    world = LiquidationWorld(project.get_loaded_projects()[0], accounts, chain, CURVE)
    created = {}
    for symbol, (decimals, price, factors) in TOKENS.items():
        world.list(symbol, price, factors, decimals=decimals)
        created[symbol] = world.now
        token, pool, insurance = world.tokens[symbol], world.pools[symbol], world.people[INSURANCE]
        token.approve(pool, 2**256 - 1, {"from": insurance})
    chain.snapshot()
    symbols = {world.id(symbol): symbol for symbol in TOKENS}
    counted = {"world": world, "created": created, "symbols": symbols, "reached": Counter()}
    return type("Machine", (CreditMachine,), counted)


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_seeded_walk(machine, seed):
    """Long, and by weights that bring accounts into trouble."""
    seeded, walk = Random(seed), machine()
    walk.begin()
    for _ in range(WALK_STEPS):
        step(walk, seeded)


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
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )
