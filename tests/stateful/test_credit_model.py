"""A1 to A3 and V1 to V7: ledger, lending, health and liquidation agree with their model to the wei after every step.

The model is told which prices are confirmed. Everything else has to come out of its own arithmetic: balances, interest,
shares, what is refused, what a liquidation sells, and who pays for what is left. So an invariant may be asked of the
model where asking the chain would take a second attempt of the same step.
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

from evershare.deployment import GUARDIAN
from evershare.model.credit import LendingPool, RateCurve
from evershare.model.health import STABLE, VOLATILE, Factors
from evershare.model.ledger import INSURANCE, Asset, CreditLedger, Order, Price, RefusedError
from tests.support.liquidation import LiquidationWorld
from tests.support.oracle import BASE_BPS, DAY, DRIFT_BPS, HOUR
from tests.support.reader import Reader

RUNS, STEPS = (200, 40) if os.environ.get("EVERSHARE_FUZZ") else (20, 20)
WALKS, WALK_STEPS = (40, 200) if os.environ.get("EVERSHARE_FUZZ") else (1, 120)

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
    "is_donated": 2,
    "is_paused": 1,
    "leaves": 3,
}
ADDS_RISK = ("borrow", "withdraw", "withdraw what was borrowed", "repay for another", "liquidate")
PAUSES = ("deposits", "borrowing")
CENT = 10**16 * 10_000  # USD WAD times bps

borrowers = st.sampled_from(BORROWERS)
symbols = st.sampled_from(tuple(TOKENS))
# Bps of what there is, mostly possible and often all of it.
parts = st.one_of(st.integers(0, 10_000), st.just(10_000), st.integers(10_001, 12_000))


class CreditMachine(RuleBasedStateMachine):
    """Two borrowers, two lenders and two liquidators, one of whom borrows too. The chain is rewound for every run."""

    world: LiquidationWorld
    created: dict[str, int]
    symbols: dict[int, str]
    reader: Reader
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
            actor=who,
            is_exit=not self.model.owed(who, self.world.now) and 0 < amount <= self.model.balances[who, symbol],  # V4
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
        before = self.model.debt(who, symbol, now)
        done = self.attempt(
            "borrow",
            lambda model, now: model.borrow(who, symbol, amount, now),
            lambda: world.vault.borrow(world.id(symbol), world.people[who], amount, world.as_(who)),
            actor=who,
        )
        if done:
            assert self.model.debt(who, symbol, world.now) - before >= amount  # V7
        if done and leaves:
            self.attempt(
                "withdraw what was borrowed",
                lambda model, now: model.withdraw(who, symbol, amount, now),
                lambda: world.withdraw(who, world.tokens[symbol], amount),
                actor=who,
            )

    @rule(who=borrowers, payer=st.sampled_from(("own", "liquidator")), symbol=symbols, part=parts)
    def repays(self, who: str, payer: str, symbol: str, part: int) -> None:
        """A debt is repaid by the borrower, or by the liquidator for him."""
        world, payer = self.world, who if payer == "own" else payer
        amount = self.model.debt(who, symbol, self.world.now) * part // 10_000
        self.attempt(
            "repay" if who == payer else "repay for another",
            lambda model, now: model.repay(who, payer, symbol, amount, now),
            lambda: world.vault.repay(
                *(world.id(symbol), world.people[who], world.people[payer], amount), world.as_(payer)
            ),
            actor=payer,
            is_exit=who == payer and amount <= self.model.balances[payer, symbol],  # V5
        )

    @rule(who=borrowers)
    def leaves(self, who: str) -> None:
        """A borrower brings what he owes, if deposits are not paused, and repays it. Who owes nothing takes all out."""
        for symbol, part in self.model.owed(who, self.world.now).items():
            self.deposit(who, symbol, part.amount + part.amount // 1_000 + 1)
            self.repays(who, "own", symbol, 10_001)
        if not self.model.owed(who, self.world.now):
            for symbol in self.model.held(who, self.world.now):
                self.withdraws(who, symbol, 10_000)

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
        """V3: nobody does anything. Intervals widen, and health changes by interest alone."""
        world, model = self.world, self.model
        before = {role: (world.health(role), model.owed(role, world.now)) for role in BORROWERS}
        world.go_to(world.now + seconds)
        for role, ((collateral, debt), owed) in before.items():
            later = model.owed(role, world.now)
            interest = sum(
                (later[symbol].amount - part.amount) * part.price.mid * part.factors.debt_maint // part.unit
                for symbol, part in owed.items()
            )
            after = world.health(role)
            assert after[0] == collateral
            assert abs(after[1] - debt - interest) <= CENT
            self.reached["V3"] += bool(owed)
        self.compare()

    @rule(symbol=symbols, usd=st.integers(1, 20_000), to_pool=st.booleans())
    def is_donated(self, symbol: str, usd: int, to_pool: bool) -> None:
        """A2: tokens are sent where they do not belong. What the model, which is not told, says stays true."""
        world = self.world
        world.tokens[symbol].mint(
            world.pools[symbol] if to_pool else world.vault, self.worth(symbol, usd), world.as_("stranger")
        )
        self.reached["A2"] += 1
        self.compare()

    @rule(symbol=symbols, what=st.sampled_from(PAUSES))
    def is_paused(self, symbol: str, what: str) -> None:
        """The guardian pauses what adds risk. Exits stay open."""
        self.attempt(
            f"pause {what}",
            lambda model, now: model.pause(what, symbol, now),
            lambda: self.world.engine.pause(self.world.id(symbol), PAUSES.index(what), self.world.as_("keeper")),
        )

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
        for order in orders[:1]:
            self.require_no_gain_from_splitting(who, by, order)
        self.attempt(
            "liquidate",
            lambda model, now: model.liquidate(who, by, orders, now),
            lambda: world.liquidate(*raw, role=who, by=by),
            actor=by,
            liquidated=who,
        )

    # Invariants of a step

    def require_no_gain_from_splitting(self, who: str, by: str, order: Order) -> None:
        """V6: in two parts of the same second a liquidator gains no more than at once, but for a unit of each token."""
        whole, paid = self.gain(who, by, [order])
        if paid < 3:
            return
        first = order._replace(max_paid=paid // 3)
        parts, _ = self.gain(who, by, [first, order._replace(max_paid=order.max_paid - first.max_paid)])
        units = sum(self.model.prices[symbol].mid // terms.unit + 1 for symbol, terms in self.model.assets.items())
        assert parts <= whole + 2 * units
        self.reached["V6"] += 1

    def gain(self, who: str, by: str, steps: list[Order]) -> tuple[int, int]:
        """What a liquidator gains in USD WAD at mids, and what he pays in the token that is owed."""
        trial, now = copy.deepcopy(self.model), self.world.now + 1
        before, had = self.wealth(trial, by), trial.balances[by, steps[0].debt]
        for order in steps:
            step = copy.deepcopy(trial)
            try:
                step.liquidate(who, by, [order], now)
            except RefusedError:
                break
            trial = step
        return self.wealth(trial, by) - before, had - trial.balances[by, steps[0].debt]

    def wealth(self, model: CreditLedger, who: str) -> int:
        """What somebody holds at mids, USD WAD."""
        return sum(
            model.balances[who, symbol] * model.prices[symbol].mid // terms.unit
            for symbol, terms in model.assets.items()
        )

    def require_others_unharmed(self, before: CreditLedger, actor: str | None, liquidated: str | None) -> None:
        """V2: but for the actor nobody weighs less. Who is liquidated lacks no more than before."""
        now = self.world.now
        for role in BORROWERS:
            was, present = before.health(role, now), self.model.health(role, now)
            if role == liquidated:
                assert max(present.debt - present.collateral, 0) <= was.debt - was.collateral + CENT
            elif role != actor:
                assert present.collateral >= was.collateral, role
                assert present.debt <= was.debt, role

    # Both sides

    def deposit(self, who: str, symbol: str, amount: int) -> None:
        """Tokens come in."""
        self.attempt(
            "deposit",
            lambda model, now: model.deposit(who, symbol, amount, now),
            lambda: self.world.deposit(who, self.world.tokens[symbol], amount),
        )

    def lend(self, lender: str, symbol: str, amount: int) -> None:
        """A lender adds to a pool. V7: taking it out again in the same second would gain nothing."""
        person = self.world.people[lender]
        before = self.model.pools[symbol].shares.get(lender, 0)
        done = self.attempt(
            "supply",
            lambda model, now: model.supply(lender, symbol, amount, now),
            lambda: self.world.pools[symbol].deposit(amount, person, {"from": person}),
        )
        if done:
            pool = copy.deepcopy(self.model.pools[symbol])
            assert pool.redeem(lender, pool.shares[lender] - before, self.world.now) <= amount
            self.reached["V7"] += 1

    def worth(self, symbol: str, usd: int) -> int:
        """Dollars in token units."""
        return usd * 10**18 * self.model.assets[symbol].unit // self.model.prices[symbol].mid

    def learn_price(self, symbol: str) -> None:
        """Tell the model which price is confirmed."""
        mid, *_, observed_at, _, _ = self.world.desk.observation(self.world.id(symbol))
        self.model.prices[symbol] = Price(mid, observed_at)

    def attempt(
        self,
        name: str,
        on_model: Callable[[CreditLedger, int], object],
        on_chain: Callable[[], Any],
        *,
        actor: str | None = None,
        liquidated: str | None = None,
        is_exit: bool = False,
    ) -> bool:
        """Do the same on both sides, in the same second: both carry it out, or both refuse, but never an exit."""
        trial, now = copy.deepcopy(self.model), self.world.now + 1
        try:
            on_model(trial, now)
        except RefusedError:
            with pytest.raises(VirtualMachineError):
                on_chain()
            assert not is_exit, f"V4, V5: {name} was refused"
            self.reached[f"{name} refused"] += 1
            return False
        done = on_chain()
        assert done.timestamp == now
        before, self.model = self.model, trial
        self.reached[name] += 1
        self.reached["V4" if name == "withdraw" else "V5"] += is_exit
        self.reached.update(event.name for event in done.events)
        self.compare()
        self.require_others_unharmed(before, actor, liquidated)
        did_something = name != "liquidate" or "CollateralSold" in done.events
        if actor and name in ADDS_RISK and did_something and self.model.owed(actor, now):
            self.require_healthy(actor, name)
        return True

    def require_healthy(self, who: str, name: str) -> None:
        """V1: who has added risk covers his debts at the worse edges."""
        collateral, debt = self.world.engine.initialHealthOf(self.world.people[who])
        assert collateral >= debt, name
        self.reached["V1"] += 1

    def compare(self) -> None:
        """Everything that can be read is what the model says, to the wei."""
        if self.is_ready:
            self.compare_accounts()
            self.compare_pools()

    def compare_accounts(self) -> None:
        """What accounts hold and owe, how they weigh, and since when they are marked."""
        world, model, now = self.world, self.model, self.world.now
        answers = self.reader.read(*((world.vault.creditOf, world.people[role]) for role in ACCOUNTS))
        for role, sides in zip(ACCOUNTS, answers, strict=True):
            held, owed = ({self.symbols[word & 0xFFFF]: word >> 16 for word in map(int, side)} for side in sides)
            assert held == {symbol: part.amount for symbol, part in model.held(role, now).items()}, role
            assert owed == {symbol: part.amount for symbol, part in model.owed(role, now).items()}, role
        weights = [(world.engine.maintenanceHealthOf, world.people[role]) for role in BORROWERS]
        marks = [(world.liquidation.markedAt, world.people[role]) for role in BORROWERS]
        answers = self.reader.read(*weights, *marks)
        for place, role in enumerate(BORROWERS):
            assert tuple(map(int, answers[place])) == model.health(role, now), role
            marked_at = model.marks[role].at if model.is_marked(role, now) else 0
            assert answers[len(BORROWERS) + place] == marked_at

    def compare_pools(self) -> None:
        """What pools own and owe, and that balances sum to what the ledger holds."""
        world, now = self.world, self.world.now
        people = [world.people[role] for role in LENDERS]
        views = ("cash", "totalDebtShares", "totalAssets", "totalLoss", "withdrawalsHeldUntil")
        calls = []
        for symbol, pool in world.pools.items():
            calls += [(getattr(pool, view),) for view in views] + [(pool.balanceOf, person) for person in people]
            calls += [(world.vault.totalBalance, world.id(symbol)), (world.tokens[symbol].balanceOf, world.vault)]
        answers = iter(self.reader.read(*calls))
        for symbol in world.pools:
            seen = self.model.pools[symbol].at(now)
            cash, debt_shares, assets, loss, held_until = (next(answers) for _ in views)
            shares = [int(next(answers)) for _ in people]
            total, held = next(answers), next(answers)
            assert sum(self.model.balances[role, symbol] for role in ACCOUNTS) + cash == total <= held  # A1
            assert debt_shares == sum(seen.debt_shares.values())  # A3
            assert assets == seen.total_assets == seen.cash + seen.total_debt - seen.reserve  # A3
            assert shares == [seen.shares.get(role, 0) for role in LENDERS], symbol
            assert (loss, held_until) == (seen.total_loss, seen.held_until(now))


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
    reader = Reader(world.project, world.people["governor"])
    world.manager.grantRole(GUARDIAN, world.people["keeper"], 0, world.as_("governor"))
    chain.snapshot()
    symbols = {world.id(symbol): symbol for symbol in TOKENS}
    counted = {"world": world, "created": created, "symbols": symbols, "reader": reader, "reached": Counter()}
    return type("Machine", (CreditMachine,), counted)


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
    assert {"A2", "V1", "V3", "V4", "V5", "V6", "V7"} - set(reached) == set()


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
        "leaves": {"who": who},
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
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=RUNS, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )
