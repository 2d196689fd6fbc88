"""What borrowers, lenders, liquidators, prices and time do."""

from __future__ import annotations

import copy
from collections import Counter

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from evershare.model.ledger import INSURANCE, CreditLedger, Order, RefusedError
from tests.support.credit_machine.bench import CENT, Bench
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
)

borrowers = st.sampled_from(BORROWERS)
symbols = st.sampled_from(tuple(TOKENS))
# Bps of what there is, mostly possible and often all of it.
parts = st.one_of(st.integers(0, 10_000), st.just(10_000), st.integers(10_001, 12_000))


class CreditMachine(Bench):
    """Two borrowers, two lenders and two liquidators, one of whom borrows too."""

    @initialize()
    def begin(self) -> None:
        """Everybody has something, all pools are supplied, and the borrowers are near their limit."""
        self.rewind()
        world = self.world
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

    @rule(who=borrowers, fault=st.sampled_from(FAULTS))
    def leaves(self, who: str, fault: str) -> None:
        """A borrower brings what he owes, if deposits are not paused, and repays it. Who owes nothing takes all out.

        Meanwhile the feeds may fail, or the markets be halted.
        """
        self.set_fault(fault, is_on=True)
        for symbol, part in self.model.owed(who, self.world.now).items():
            self.deposit(who, symbol, part.amount + part.amount // 1_000 + 1)
            self.repays(who, "own", symbol, 10_001)
        if not self.model.owed(who, self.world.now):
            self.reached[f"leave, {fault}"] += 1
            for symbol in self.model.held(who, self.world.now):
                self.withdraws(who, symbol, 10_000)
        self.set_fault(fault, is_on=False)

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

    # Liquidating in parts

    def require_no_gain_from_splitting(self, who: str, by: str, order: Order) -> None:
        """V6: in two parts of the same second a liquidator gains no more than at once, but for a unit of each token.

        Where the price is above mid he loses less by buying less, as the rest may be dust after the first part.
        """
        whole, paid = self.gain(who, by, [order])
        if paid < 3:
            return
        first = order._replace(max_paid=paid // 3)
        parts, _ = self.gain(who, by, [first, order._replace(max_paid=order.max_paid - first.max_paid)])
        units = sum(self.model.prices[symbol].mid // terms.unit + 1 for symbol, terms in self.model.assets.items())
        assert parts <= max(whole, 0) + 2 * units
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
