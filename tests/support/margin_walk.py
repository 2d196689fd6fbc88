"""Random steps of people who buy options on credit, against tokens of companies: what V1, V2, V3 and V5 ask of each.

Nothing is kept a second time. What a person weighs after somebody else's step is compared with what he would weigh in
the same second without it, both as the chain says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from brownie.exceptions import VirtualMachineError

from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.credit import DAY, USDC
from tests.support.weekend import BTC_ON_SUNDAY, HOUR, Weekend

HOLDERS = ("small_cap_holder", "trader", "second_trader")
LETS_BORROW = HOLDERS[:2]
"""Who lets his account borrow what a payment lacks. The positions of others shrink instead."""
LIQUIDATOR = "market_maker"
DEBTS = ("USDC", "TSLA")
FIRST_PRICES = {"BTC": float(BTC_ON_SUNDAY), "USDC": 1.0, "TSLA": 207.6, "ACME": 8.4}
ALL = 2**256 - 1
CENT = 10**16 * 10_000  # USD WAD times bps, as health is
LEVELS = (0.5, 0.8, 0.9, 0.98, 1.02, 1.1, 1.3, 2.0)  # of the first price
WAITS = (1, HOUR, 9 * HOUR, DAY, 3 * DAY, 8 * DAY)
PAUSES = range(3)


class MarginWalk:
    """One walk. ``btc`` is the market in BTC of each settlement token, ``pools`` its option pool."""

    def __init__(self, world: Weekend, btc: dict[str, int], random: Random, reached: Counter[str]) -> None:
        self.world, self.btc, self.random, self.reached = world, btc, random, reached
        self.options, self.liquidation = world["PerpetualOptions"], world["Liquidation"]
        self.engine, self.oracle = world.risk_engine, world["PriceOracle"]
        self.pools = {"USDC": world.usdc_options, "TSLA": world.pool}
        self.prices, self.published = dict(FIRST_PRICES), 0

    def step(self) -> None:
        """One, by its weight."""
        weights: dict[Callable[[], None], int] = {
            self.opens: 8,
            self.borrows: 6,
            self.withdraws: 2,
            self.closes: 3,
            self.repays: 3,
            self.is_settled: 5,
            self.is_sampled: 2,
            self.is_marked: 2,
            self.is_liquidated: 3,
            self.reprices: 5,
            self.waits: 3,
            self.is_disturbed: 1,
        }
        self.random.choices(list(weights), list(weights.values()))[0]()

    # What holders do

    def opens(self) -> None:
        """Somebody buys an option at new prices, with what he has not, if his account may borrow."""
        self._publish()
        who, symbol = self.random.choice(HOLDERS), self.random.choice(DEBTS)
        market_id, pool = self.btc[symbol], self.pools[symbol]
        index = int(self.oracle.indexOf(self.world.asset_ids["BTC"], self.world.asset_ids[symbol])[1])
        strike = nearest_strike(f"{index / 10**18 * 1.05 ** self.random.randint(-3, 3):.6f}")
        terms = (pool.address, market_id, wad(strike), self.random.choice((2_500, 5_000)), self.random.random() < 0.5)
        size = wad(f"{self.random.uniform(0.02, 1.5 if symbol == 'USDC' else 0.4):.6f}")
        until = self.world.now + DAY
        self._act(
            "open",
            who,
            lambda: self.options.open(terms, self._person(who), size, ALL, until, self._from(who)),
            adds_risk=True,
        )

    def borrows(self) -> None:
        """Somebody borrows, mostly what initial health allows or a little more, and takes it out."""
        who, symbol = self.random.choice(HOLDERS), self.random.choice(DEBTS)
        person, asset_id = self._person(who), self.world.asset_ids[symbol]
        collateral, debt = map(int, self.engine.initialHealthOf(person))
        unit, weight = 10 ** self.world.tokens[symbol].decimals(), int(self.engine.factorsOf(asset_id)[2])
        most = max(collateral - debt, 0) * unit // (int(self.oracle.intervalOf(asset_id)[2]) * weight)
        amount = most * self.random.choice((5_000, 9_900, 9_990, 10_100)) // 10_000
        if not amount:
            return
        calls = [
            (self.world.vault, self.world.vault.borrow.encode_input(asset_id, person, amount)),
            (self.world.vault, self.world.vault.withdraw.encode_input(asset_id, person, person, amount)),
        ]
        calls = calls[: self.random.choice((1, 2))]
        self._act("borrow", who, lambda: self.world.vault.batch(calls, self._from(who)), adds_risk=True)

    def withdraws(self) -> None:
        """Somebody takes out some of what he has."""
        who, symbol = self.random.choice(HOLDERS), self.random.choice(("USDC", "TSLA", "ACME"))
        amount = self.world.balance(who, symbol) * self.random.choice((1_000, 10_000)) // 10_000
        if amount:
            self._act("withdraw", who, lambda: self.world.withdraw(who, amount, symbol), adds_risk=True)

    def closes(self) -> None:
        """V5: somebody closes a position or a part of it, whatever the prices are and what is paused."""
        who = self._holder()
        held = list(self.options.positionsOf(self._person(who)))
        if not held:
            return
        series_id = self.random.choice(held)
        size = int(self.options.positionOf(self._person(who), series_id)[0])
        size = size // self.random.choice((1, 1, 2)) or size
        until = self.world.now + DAY
        self._act(
            "close",
            who,
            lambda: self.options.close(self._person(who), series_id, size, 0, until, self._from(who)),
            is_exit=True,
        )

    def repays(self) -> None:
        """V5: somebody repays what he can, after he has brought some money if deposits are not paused."""
        who, symbol = self.random.choice(HOLDERS), self.random.choice(DEBTS)
        if symbol == "USDC" and self.random.random() < 0.5:
            self.world.usdc.mint(self._person(who), 2_000 * USDC, self._from("stranger"))
            deposit = (self.world.asset_ids[symbol], self._person(who), 2_000 * USDC, self._from(who))
            self._act("deposit", who, lambda: self.world.vault.deposit(*deposit))
        amount = min(self.world.balance(who, symbol), self.world.debt(who, symbol)) // self.random.choice((1, 2))
        if amount:
            self._act("repay", who, lambda: self.world.repay(who, amount, symbol), is_exit=True)

    # What others do

    def is_settled(self) -> None:
        """A keeper collects the funding of a position, at a fresh price or an old one."""
        if self.random.random() < 0.5:
            self._publish()
        who = self._holder()
        held = list(self.options.positionsOf(self._person(who)))
        if held:
            series_id = self.random.choice(held)
            self._act(
                "settle",
                "keeper",
                lambda: self.options.settle(self._person(who), series_id, self._from("keeper")),
                settled=who,
            )

    def is_sampled(self) -> None:
        """A stranger samples the volatility of a market."""
        market_id = self.btc[self.random.choice(DEBTS)]
        self._act("sample", "stranger", lambda: self.options.sampleVolatility(market_id, self._from("stranger")))

    def is_marked(self) -> None:
        """A keeper marks an account, or ends its mark."""
        who = self._troubled()
        function = self.liquidation.unmark if self._weighs(who) >= 0 else self.liquidation.mark
        name = "unmark" if self._weighs(who) >= 0 else "mark"
        self._act(name, "keeper", lambda: function(self._person(who), self._from("keeper")))

    def is_liquidated(self) -> None:
        """A liquidator closes options of who is in trouble, and then buys his tokens; if nobody is, stocks fall."""
        if self._weighs(self._troubled()) >= 0:
            self.prices |= {symbol: FIRST_PRICES[symbol] * self.random.uniform(0.1, 0.5) for symbol in ("TSLA", "ACME")}
            self._publish_in_session()
        who = self._troubled()
        person = self._person(who)
        if self._weighs(who) < 0 and not self.liquidation.markedAt(person):
            self._act("mark", "keeper", lambda: self.liquidation.mark(person, self._from("keeper")))
            self.world.wait_until(self.world.now + self.random.choice((1, HOUR)))
        held = list(self.options.positionsOf(person))
        closings = [(series_id, ALL) for series_id in held[: self.random.randint(1, max(len(held), 1))]]
        orders = [
            (self.world.asset_ids[collateral], self.world.asset_ids[debt], ALL, ALL)
            for debt in DEBTS
            if self.world.debt(who, debt)
            for collateral in ("ACME", "TSLA")
            if collateral != debt and self.world.balance(who, collateral) and len(closings) == len(held)
        ]
        liquidator = self._person(LIQUIDATOR)
        self._act(
            "liquidate",
            LIQUIDATOR,
            lambda: self.liquidation.liquidate(person, liquidator, closings, orders, self._from(LIQUIDATOR)),
            liquidated=who,
        )

    # What nobody does

    def reprices(self) -> None:
        """A price moves, and is confirmed."""
        symbol = self.random.choice(("BTC", "TSLA", "ACME"))
        self.prices[symbol] = FIRST_PRICES[symbol] * self.random.choice(LEVELS)
        self._publish_in_session()
        self.reached["reprice"] += 1

    def waits(self) -> None:
        """V3: nobody does anything. Options weigh what they did; only interest and funding are added to the debts."""
        before = {who: self._parts(who) for who in HOLDERS}
        self.world.wait_until(self.world.now + self.random.choice(WAITS))
        for who, (collateral, debt, value, owed) in before.items():
            after = self._parts(who)
            assert after[2] == value, "V3"
            spent = max(value - owed, 0) - max(value - after[3], 0)
            assert after[0] == collateral - spent * 5_000, "V3"
            assert after[1] >= debt, "V3"
            self.reached["V3"] += bool(value and debt)

    def is_disturbed(self) -> None:
        """Everything of a token is paused for a week, and all markets are halted for a while, in which people leave."""
        asset_id = self.world.asset_ids[self.random.choice(DEBTS)]
        for what in PAUSES:
            pause = partial(self.engine.pause, asset_id, what, self._from("guardian"))
            self._act(f"pause {what}", "guardian", pause)
        self._halt(True)
        for step in (self.is_settled, self.closes, self.repays):
            step()
        self._halt(False)

    def _halt(self, is_halted: bool) -> None:
        for symbol in ("BTC", "TSLA", "ACME"):
            self.oracle.setHalted(self.world.asset_ids[symbol], is_halted, self._from("risk"))

    # What must hold

    def _act(
        self,
        what: str,
        actor: str,
        send: Callable[[], Any],
        *,
        adds_risk: bool = False,
        is_exit: bool = False,
        settled: str | None = None,
        liquidated: str | None = None,
    ) -> None:
        before = {who: self._weighs(who, "pending") for who in HOLDERS if who != actor}
        done, refused = None, ""
        try:
            done = send()
        except VirtualMachineError as error:
            refused = str(error.revert_msg).partition(":")[0]
        assert not (refused and is_exit), f"V5: {what}: {refused}"
        self.reached[f"{what}: {refused}" if refused else what] += 1
        if not done:
            return
        self.reached["V5"] += is_exit
        self.reached.update(event.name for event in done.events)
        for who, was in before.items():
            allowed = self._exchanged(done) if who == settled else CENT * (who == liquidated)
            assert self._weighs(who) >= was - allowed, f"V2: {what} of {actor} harms {who}"
            self.reached["V2"] += was != 0 and bool(self.options.positionsOf(self._person(who)))
        if adds_risk and self.world.vault.debtsOf(self._person(actor)):
            collateral, debt = map(int, self.engine.initialHealthOf(self._person(actor)))
            assert collateral >= debt, f"V1: {what}"
            self.reached["V1"] += 1

    def _exchanged(self, done: Any) -> int:
        """What a settlement may take off: who has borrowed his funding has a debt for it, which may weigh more."""
        if "Borrowed" not in done.events:
            return 0
        borrowed = done.events["Borrowed"]
        weight = int(self.engine.factorsOf(borrowed["assetId"])[3]) - 10_000
        unit = 10 ** int(self.world.vault.assetOf(borrowed["assetId"])[1])
        self.reached["funding borrowed"] += 1
        return borrowed["amount"] * int(self.oracle.midOf(borrowed["assetId"])) * weight // unit + CENT

    def _weighs(self, who: str, block: str = "latest") -> int:
        """Collateral less debt, for maintenance."""
        collateral, debt = self.engine.maintenanceHealthOf(self._person(who), block_identifier=block)
        return int(collateral) - int(debt)

    def _parts(self, who: str) -> tuple[int, int, int, int]:
        """Collateral and debt, what the options count before any factor, and the funding due."""
        value, owed = map(int, self.options.marginOf(self._person(who)))
        return *self.world.health(who), value, owed

    # Helpers

    def _publish(self) -> None:
        """A price that was there before is no news, so each differs by a millionth."""
        self.published += 1
        self.world.publish_confirmed_prices(
            {symbol: f"{price * (1 + self.published / 10**6):.8f}" for symbol, price in self.prices.items()}
        )

    def _publish_in_session(self) -> None:
        """In the middle of the next one."""
        self.world.wait_for_session()
        self._publish()

    def _holder(self) -> str:
        """Somebody, of those with positions if there are any."""
        return self.random.choice(
            [who for who in HOLDERS if self.options.positionsOf(self._person(who))] or list(HOLDERS)
        )

    def _troubled(self) -> str:
        """Who covers his debts least."""
        return min(HOLDERS, key=self._weighs)

    def _person(self, name: str) -> Any:
        return self.world.people[name]

    def _from(self, name: str) -> dict[str, Any]:
        return self.world.as_(name)
