"""A step on both sides, chain and model, and what has to agree after it."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from brownie import chain
from brownie.exceptions import VirtualMachineError
from hypothesis.stateful import RuleBasedStateMachine

from evershare.model.credit import LendingPool
from evershare.model.ledger import Asset, CreditLedger, Price, RefusedError
from tests.support.credit_machine.setting import ACCOUNTS, BORROWERS, CURVE, LENDERS, TOKENS, Setting
from tests.support.oracle import BASE_BPS, DRIFT_BPS

ADDS_RISK = ("borrow", "withdraw", "withdraw what was borrowed", "repay for another", "liquidate")
FEED_FAILURES = {"none": 0, "feeds revert": 1, "feeds burn gas": 2}  # of PriceSourceMock
CENT = 10**16 * 10_000  # USD WAD times bps


class Bench(RuleBasedStateMachine):
    """What the rules stand on. `reached` counts what was done, refused, emitted and held to an invariant."""

    setting: ClassVar[Setting]
    reached: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.world, self.symbols, self.reader = self.setting.world, self.setting.symbols, self.setting.reader

    # Both sides

    def rewind(self) -> None:
        """The chain is as it was when it was set up, and the model as the chain."""
        chain.revert()
        self.is_ready = False
        self.model = CreditLedger(
            {
                symbol: Asset(10**decimals, factors, BASE_BPS, DRIFT_BPS)
                for symbol, (decimals, _, factors) in TOKENS.items()
            },
            {symbol: LendingPool(CURVE, 1_000, self.setting.created[symbol]) for symbol in TOKENS},
        )
        for symbol in TOKENS:
            self.learn_price(symbol)

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

    def set_fault(self, fault: str, *, is_on: bool) -> None:
        """Let all feeds fail in a way, or all markets be halted, or end it."""
        desk, governor = self.world.desk, self.world.as_("governor")
        if fault == "markets are halted":
            for symbol in TOKENS:
                desk.oracle.setHalted(self.world.id(symbol), is_on, {"from": desk.roles["risk"]})
        else:
            desk.feed.setFailure(FEED_FAILURES[fault] if is_on else 0, governor)

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

    # What holds after a step

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
