"""Requests, epochs and claims of a public pool beside an eager model of them (support/pool_queue.py), to the wei.

A trader opens, closes and pays funding, prices jump, records pass. The model takes from the chain what the options are
worth at an epoch, and which reserve they lock; everything else is its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from brownie import chain
from brownie.exceptions import VirtualMachineError

from evershare.deployment import CORPORATE_ACTIONS
from evershare.localnet import wad
from evershare.model import nearest_strike
from tests.support.effort import runs, steps
from tests.support.options_ledger.terms import MAX_TIGHT_RATIO_BPS, Refused
from tests.support.pool_queue import Person, PoolQueue
from tests.support.world import BTC_PRICE, TSLA_PRICE, World

WALKS, STEPS = runs(4, 20), steps(60, 150)
PROVIDERS = ("liquidity_provider", "second_trader", "market_maker", "authorised_participant")
HOUR, DAY = 3_600, 86_400
BPS = 10_000
NO_LIMIT = 2**128


class EpochWalk:
    """One walk of several people through one pool, and the model beside it."""

    def __init__(self, world: World, random: Random, reached: Counter[str]) -> None:
        self.world, self.random, self.reached = world, random, reached
        self.pool, self.options, self.vault = world.pool, world["PerpetualOptions"], world["CollateralVault"]
        self.token, self.asset_id = world.tokens["TSLA"], world.asset_ids["TSLA"]
        self.prices = {"BTC": float(BTC_PRICE), "TSLA": float(TSLA_PRICE)}
        self.published = 0
        self.model = PoolQueue(cash=wad(2_000), supply=wad(2_000), epoch=1, settled_at=world.pool.queue()[6])
        self.model.waiting_since = self.model.settled_at
        self.model.people["liquidity_provider"].shares = wad(2_000)

    # What people do

    def request_deposit(self) -> None:
        name = self.random.choice(PROVIDERS)
        amount = self._part(min(int(self.token.balanceOf(self._person(name))), wad(800)))
        idle = self._idle()
        if not amount:
            return
        from_account = self.random.random() < 0.3
        if from_account:
            self.vault.deposit(self.asset_id, self._person(name), amount, self._from(name))
        request = self.pool.requestDepositFromAccount if from_account else self.pool.requestDeposit
        request(amount, self._person(name), self._person(name), self._from(name))
        self.model.request_deposit(name, amount, self.world.now, idle=idle)
        self._count("request deposit, idle" if idle else "request deposit")

    def cancel_deposit(self) -> None:
        name = self._someone(lambda person: person.queued_assets)
        self._attempt(
            "cancel deposit",
            lambda: self.pool.cancelDepositRequest(self._person(name), self._from(name)),
            lambda: self.model.cancel_deposit(name, self.world.now),
        )

    def collect(self) -> None:
        for name in PROVIDERS:
            if self.model.people[name].settled_assets:
                self.pool.collectDeposit(self._person(name), self.world.as_("keeper"))
                self.model.collect(name)
                self._count("collect")
                return

    def claim_shares(self) -> None:
        name = self._someone(lambda person: person.settled_assets + person.bought_assets)
        person, exactly = self._person(name), self.random.random() < 0.5
        amount = self._part(int((self.pool.maxMint if exactly else self.pool.maxDeposit)(person)))
        if not amount:
            return
        function = self.pool.mint if exactly else self.pool.deposit
        claimed = function(amount, person, self._from(name)).return_value
        model = self.model.claim_shares_exactly if exactly else self.model.claim_shares
        assert claimed == model(name, amount)
        self._count("mint" if exactly else "deposit")

    def request_redeem(self) -> None:
        name = self._someone(lambda person: person.shares)
        shares, idle = self._part(self.model.people[name].shares), self._idle()
        if not shares:
            return
        self.pool.requestRedeem(shares, self._person(name), self._person(name), self._from(name))
        self.model.request_redeem(name, shares, self.world.now, idle=idle)
        self._count("request redeem, idle" if idle else "request redeem")

    def cancel_redeem(self) -> None:
        name = self._someone(lambda person: person.queued_shares)
        self._attempt(
            "cancel redeem",
            lambda: self.pool.cancelRedeemRequest(self._person(name), self._from(name)),
            lambda: self.model.cancel_redeem(name),
        )

    def claim_assets(self) -> None:
        name = self._someone(lambda person: person.redeemed_shares)
        person, exactly = self._person(name), self.random.random() < 0.5
        amount = self._part(int((self.pool.maxWithdraw if exactly else self.pool.maxRedeem)(person)))
        if not amount:
            return
        function = self.pool.withdraw if exactly else self.pool.redeem
        claimed = function(amount, person, person, self._from(name)).return_value
        model = self.model.claim_assets_exactly if exactly else self.model.claim_assets
        assert claimed == model(name, amount)
        self._count("withdraw" if exactly else "redeem")

    def advance(self) -> None:
        self.pool.advance(self._person(self.random.choice(PROVIDERS)), self.random.randint(0, 3), self._from("keeper"))
        self._count("advance")

    def transfer(self) -> None:
        name, to = self.random.sample(PROVIDERS, 2)
        shares = self._part(self.model.people[name].shares)
        self.pool.transfer(self._person(to), shares, self._from(name))
        self.model.people[name].shares -= shares
        self.model.people[to].shares += shares

    def settle_overdue(self) -> None:
        """For five days nobody brought a price; at night somebody settles, and a depositor may lose patience."""
        self.request_deposit()
        self.world.wait_for_session()
        self.world.wait_until(self.world.now + 5 * DAY + 12 * HOUR)
        self.settle(fresh=False)
        if self.random.random() < 0.5:
            self.cancel_deposit()

    def settle(self, fresh: bool = True) -> None:
        """Anybody settles an epoch, mostly in a session at new prices."""
        if not self.model.queued_assets + self.model.queued_shares and self.random.random() < 0.9:
            self.random.choice((self.request_redeem, self.request_deposit))()
        assets, updates = [], []
        if fresh and self.random.random() < 0.9:
            self.world.wait_for_session()
            assets, updates = self.world.price_updates(self._fresh_prices())
        idle = self._idle()
        before, supply = self.model.holdings, self.model.supply
        try:
            settled = self.pool.settleEpoch(assets, updates, {**self._from("keeper"), "value": len(updates)})
        except VirtualMachineError as error:
            name = str(error.revert_msg).partition(":")[0]
            assert name in ("EpochEmpty", "EpochTooEarly", "EpochNotPriced")
            self._count(f"settle: {name}")
            return
        now = self.world.now
        event = settled.events["EpochSettled"]
        low, _, high = edges = self._edges(before)
        priced = idle or self._is_priced()
        if not idle:
            assert now >= self.model.settled_at + DAY
            assert priced or now >= self.model.waiting_since + 5 * DAY
        free = self.model.cash - self._reserve()
        expected = (self.model.queued_shares, self.model.queued_assets if priced else 0)
        self.model.settle(now, low, high, free, priced=priced)
        assert (event["queuedShares"], event["depositedAssets"]) == expected
        self._require_no_loss(edges, supply)
        self._count("settle" if priced else "settle, overdue")
        if event["filledShares"] < event["queuedShares"]:
            self._count("settle in part")

    def _require_no_loss(self, before: tuple[int, int, int], supply: int) -> None:
        """O6: at no edge is a share worth less than before the epoch. So nobody gains who comes or goes (O4)."""
        low, high = (int(self.pool.netAssetValue(is_high)) for is_high in (False, True))
        after = (low, high, high + self.options.accruedFundingOf(self.pool))
        for was, value in zip(before, after, strict=True):
            assert (value + 1) * (supply + 1) >= (was + 1) * (int(self.pool.totalSupply()) + 1), "O6"

    # What traders and the world do

    def trade(self) -> None:
        self.world.wait_for_session()
        self._publish()
        index = int(self.world["PriceOracle"].indexOf(self.world.asset_ids["BTC"], self.asset_id)[1])
        strike = nearest_strike(f"{index / 10**18 * 1.05 ** self.random.randint(-3, 3):.6f}")
        lock = (
            max(int(self.pool.cash()) * 9 // 10 - self._reserve(), 0)
            * self.random.choice((BPS, self.random.randint(2_000, BPS)))
            // BPS
        )
        size = lock * 10**18 // (wad(strike) // 2)
        terms = self.world.terms(strike, is_call=self.random.random() < 0.3)
        self._try(
            "open", self.options.open, terms, self._person("trader"), size, NO_LIMIT, NO_LIMIT, self._from("trader")
        )

    def close(self) -> None:
        live = self.options.liveSeriesOf(self.pool)
        if live:
            account, series_id = self._person("trader"), self.random.choice(live)
            size = self._part(int(self.options.positionOf(account, series_id)[0]))
            self._try("close", self.options.close, account, series_id, size, 0, NO_LIMIT, self._from("trader"))

    def settle_funding(self) -> None:
        for series_id in self.options.liveSeriesOf(self.pool):
            self._try("funding", self.options.settle, self._person("trader"), series_id, self._from("keeper"))

    def move_prices(self) -> None:
        for symbol, start in (("BTC", BTC_PRICE), ("TSLA", TSLA_PRICE)):
            moved = self.prices[symbol] * (1 + self.random.choice((0.01, 0.3)) * self.random.uniform(-1, 1))
            self.prices[symbol] = min(max(moved, float(start) / 4), float(start) * 4)
        self.world.wait_for_session()
        self._publish()
        self.world.wait_until(self.world.now + 121)
        self._publish()

    def wait(self) -> None:
        self.world.wait_until(self.world.now + self.random.choice((HOUR, 12 * HOUR, 6 * DAY)))

    def record(self) -> None:
        self.vault.scheduleRecord(self.asset_id, self.world.now + HOUR, self._from("governor"))
        self.world.wait_until(self.world.now + HOUR)
        self.model.record()
        self._count("record")

    # What must hold

    def check(self) -> None:
        model, pool = self.model, self.pool
        queue = tuple(map(int, pool.queue()))
        assert queue[:5] == (
            model.queued_shares,
            model.queued_assets,
            model.settled_assets,
            model.settled_shares,
            model.epoch,
        )
        assert queue[6:] == (model.settled_at, model.waiting_since)
        assert pool.totalSupply() == model.supply
        assert pool.cash() == model.cash
        assert self.vault.balanceOf(pool.claimAccount(), self.asset_id) == model.claims
        assert sum(person.redeemed_assets for person in model.people.values()) <= model.claims
        assert sum(person.queued_shares for person in model.people.values()) <= model.queued_shares
        assert self._reserve() <= model.cash  # O1
        for name in PROVIDERS:
            self._check_person(name)
        for epoch, entry in enumerate(model.records, 1):
            assert pool.supplyAtRecord(epoch) == entry[""] >= sum(entry.values()) - entry[""]
            for name in PROVIDERS:
                assert pool.balanceAtRecord(self._person(name), epoch) == entry.get(name, 0)

    def _check_person(self, name: str) -> None:
        person, account, pool = self.model.people[name], self._person(name), self.pool
        assert pool.balanceOf(account) == person.shares
        assert pool.pendingDepositRequest(0, account) == person.queued_assets
        assert pool.maxDeposit(account) == person.settled_assets + person.bought_assets
        assert pool.maxMint(account) == person.settled_shares + person.bought_shares
        assert pool.pendingRedeemRequest(0, account) == person.queued_shares
        assert pool.maxRedeem(account) == person.redeemed_shares
        assert pool.maxWithdraw(account) == person.redeemed_assets
        assert self.vault.lockedOf(account, self.asset_id) == person.queued_assets + person.settled_assets

    def finish(self) -> None:
        """Everybody gets out: positions close, all shares are redeemed, and only rounding stays."""
        for series_id in self.options.liveSeriesOf(self.pool):
            size = self.options.positionOf(self._person("trader"), series_id)[0]
            self.options.close(self._person("trader"), series_id, size, 0, NO_LIMIT, self._from("trader"))
        self._sync()
        if self.model.queued_assets or self.model.queued_shares:
            self.settle_now()
        for name in PROVIDERS:
            person = self._person(name)
            if assets := int(self.pool.maxDeposit(person)):
                self.pool.deposit(assets, person, self._from(name))
                self.model.claim_shares(name, assets)
        for name in PROVIDERS:
            if shares := self.model.people[name].shares:
                self.pool.requestRedeem(shares, self._person(name), self._person(name), self._from(name))
                self.model.request_redeem(name, shares, self.world.now, idle=True)
            if shares := int(self.pool.maxRedeem(self._person(name))):
                person = self._person(name)
                paid = self.pool.redeem(shares, person, person, self._from(name)).return_value
                assert paid == self.model.claim_assets(name, shares)
        self.check()
        assert self.model.queued_shares < STEPS * len(PROVIDERS)
        assert self.model.claims < STEPS * len(PROVIDERS)

    def settle_now(self) -> None:
        self.pool.settleEpoch([], [], self._from("keeper"))
        self.model.settle_idle(self.world.now)

    # Helpers

    def step(self) -> None:
        weighted: list[tuple[int, Callable[[], None]]] = [
            (4, self.request_deposit),
            (2, self.cancel_deposit),
            (2, self.collect),
            (3, self.claim_shares),
            (4, self.request_redeem),
            (2, self.cancel_redeem),
            (3, self.claim_assets),
            (1, self.advance),
            (1, self.transfer),
            (10, self.settle),
            (2, self.settle_overdue),
            (3, self.trade),
            (1, self.close),
            (2, self.settle_funding),
            (2, self.move_prices),
            (2, self.wait),
            (2, self.record),
        ]
        self.random.choices([act for _, act in weighted], [weight for weight, _ in weighted])[0]()

    def _attempt(self, what: str, send: Callable[[], Any], model: Callable[[], int]) -> None:
        """Do it on chain and in the model: both do it, or both refuse it alike."""
        refused = None
        try:
            amount = send().return_value
        except VirtualMachineError as error:
            refused = str(error.revert_msg).partition(":")[0]
        try:
            expected = model()
        except Refused as refusal:
            assert refused == refusal.error, what  # noqa: PT017 (the model's refusal, not the chain's)
            self._count(f"{what}: {refused}")
            return
        assert refused is None, f"{what}: {refused}"
        assert amount == expected
        self._count(what)

    def _try(self, what: str, function: Any, *arguments: Any) -> None:
        """A trade, which may be refused for reasons that are tested elsewhere. Its cash is the model's from then on."""
        try:
            function(*arguments)
            self._count(what)
        except VirtualMachineError:
            self._count(f"{what}: refused")
        self._sync()

    def _sync(self) -> None:
        self.model.cash = int(self.pool.cash())

    def _publish(self) -> None:
        self.world.publish_prices(self._fresh_prices())

    def _fresh_prices(self) -> dict[str, str]:
        """A price that was there before is no news, so each differs by a millionth."""
        self.published += 1
        return {symbol: f"{price * (1 + self.published / 10**6):.6f}" for symbol, price in self.prices.items()}

    def _is_priced(self) -> bool:
        """Whether the index is fresh and tight, as the last block saw it."""
        try:
            lo, _, hi = self.world["PriceOracle"].freshIndexOf(self.world.asset_ids["BTC"], self.asset_id)
        except VirtualMachineError:
            return False
        return hi * BPS <= lo * MAX_TIGHT_RATIO_BPS

    def _idle(self) -> bool:
        return self._reserve() == 0

    def _edges(self, holdings: int) -> tuple[int, int, int]:
        """What a pool with such holdings is worth at the low and the high edge, and at that with funding due."""
        low, high = (max(holdings - self.options.liabilityOf(self.pool, is_high), 0) for is_high in (True, False))
        return low, high, high + self.options.accruedFundingOf(self.pool)

    def _reserve(self) -> int:
        return int(self.options.reserveOf(self.pool)[0])

    def _someone(self, has: Callable[[Person], int]) -> str:
        """Mostly one who has something of it."""
        names = [name for name in PROVIDERS if has(self.model.people[name])]
        return self.random.choice(names if names and self.random.random() < 0.9 else PROVIDERS)

    def _part(self, whole: int) -> int:
        share = self.random.choice((BPS, BPS, self.random.randint(1, BPS), 1))
        return whole * share // BPS

    def _person(self, name: str) -> Any:
        return self.world.people[name]

    def _from(self, name: str) -> dict[str, Any]:
        return self.world.as_(name)

    def _count(self, what: str) -> None:
        self.reached[what] += 1


@pytest.fixture(scope="module")
def providers(world: World) -> None:
    """Everybody has tokens and has approved the pool and the vault; the governor may set record times."""
    token = world.tokens["TSLA"]
    world["ProtocolManager"].grantRole(CORPORATE_ACTIONS, world.people["governor"], 0, world.as_("governor"))
    token.transfer(world.people["market_maker"], wad(700), world.as_("authorised_participant"))
    world.issue("TSLA", 2_000)
    token.transfer(world.people["trader"], wad(1_000), world.as_("authorised_participant"))
    world.deposit("trader", "TSLA", 1_200)
    for name in PROVIDERS:
        for spender in (world.pool, world["CollateralVault"]):
            token.approve(spender, NO_LIMIT, world.as_(name))


@pytest.mark.usefixtures("providers")
def test_seeded_walks(world: World) -> None:
    """The same in each run; `-s` prints what was reached."""
    reached: Counter[str] = Counter()
    for seed in range(WALKS):
        chain.revert()
        walk = EpochWalk(world, Random(seed), reached)
        walk.trade()
        for _ in range(STEPS):
            walk.step()
            walk.check()
        walk.finish()

    print("\n" + "\n".join(f"{count:5} {what}" for what, count in sorted(reached.items())))
    for what in ("settle", "settle in part", "settle, overdue", "cancel redeem", "cancel deposit", "collect", "mint"):
        assert reached[what], f"never reached: {what}"
