"""A public pool's requests and epochs, kept a second time, from docs/pools.md.

Eagerly: each epoch goes through everybody who waits, where the contract writes one price and lets everybody work out
his part later. Whole numbers in token units and shares; every division is rounded for the pool. What the pool must
refuse raises `Refused` and changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tests.support.options_ledger.terms import Refused

MAX_WAIT_SECONDS = 5 * 86_400
DUST_SHARES = 10**6


@dataclass
class Person:
    """What one controller has: shares of his own, and what waits for him on each way."""

    shares: int = 0
    # In
    queued_assets: int = 0
    settled_assets: int = 0  # still in his account
    settled_shares: int = 0
    bought_assets: int = 0  # in the pool, shares to be claimed
    bought_shares: int = 0
    deposit_epoch: int = -1
    deposited_at: int = 0
    # Out
    queued_shares: int = 0
    redeemed_shares: int = 0
    redeemed_assets: int = 0
    redeem_epoch: int = -1

    @property
    def at_record(self) -> int:
        """What a record counts as his."""
        return self.shares + self.queued_shares + self.bought_shares


@dataclass
class PoolQueue:
    """Everybody's requests. ``cash`` is the pool's balance in the ledger, which trades change too."""

    cash: int = 0
    supply: int = 0
    queued_shares: int = 0
    settled_assets: int = 0
    settled_shares: int = 0
    claims: int = 0
    epoch: int = 0
    settled_at: int = 0
    waiting_since: int = 0
    people: defaultdict[str, Person] = field(default_factory=lambda: defaultdict(Person))
    records: list[dict[str, int]] = field(default_factory=list)  # of each record: everybody's part, and the supply

    @property
    def holdings(self) -> int:
        return self.cash + self.settled_assets

    @property
    def queued_assets(self) -> int:
        return sum(person.queued_assets for person in self.people.values())

    # In

    def request_deposit(self, name: str, assets: int, now: int, *, idle: bool) -> None:
        self.collect(name)
        person = self.people[name]
        person.queued_assets += assets
        person.deposit_epoch, person.deposited_at = self.epoch, now
        if idle:
            self.settle_idle(now)
            self.collect(name)

    def cancel_deposit(self, name: str, now: int) -> int:
        person = self.people[name]
        assets = person.queued_assets
        if not assets:
            raise Refused("NothingRequested")
        if person.deposit_epoch == self.epoch and now < person.deposited_at + MAX_WAIT_SECONDS:
            raise Refused("RequestTooNew")
        self.collect(name)
        person.queued_assets = 0
        return assets

    def collect(self, name: str) -> int:
        """The tokens of a settled deposit come into the pool."""
        person = self.people[name]
        assets, shares = person.settled_assets, person.settled_shares
        person.settled_assets = person.settled_shares = 0
        person.bought_assets += assets
        person.bought_shares += shares
        self.settled_assets -= assets
        self.settled_shares -= shares
        self.cash += assets
        return assets

    def claim_shares(self, name: str, assets: int) -> int:
        self.collect(name)
        person = self.people[name]
        shares = assets * person.bought_shares // person.bought_assets
        self._deliver(person, assets, shares)
        return shares

    def claim_shares_exactly(self, name: str, shares: int) -> int:
        self.collect(name)
        person = self.people[name]
        assets = -(-shares * person.bought_assets // person.bought_shares)
        self._deliver(person, assets, shares)
        return assets

    # Out

    def request_redeem(self, name: str, shares: int, now: int, *, idle: bool) -> None:
        person = self.people[name]
        person.shares -= shares
        person.queued_shares += shares
        person.redeem_epoch = self.epoch
        if self.queued_shares < DUST_SHARES:
            self.waiting_since = now
        self.queued_shares += shares
        if idle:
            self.settle_idle(now)

    def cancel_redeem(self, name: str) -> int:
        person = self.people[name]
        shares = person.queued_shares
        if not shares:
            raise Refused("NothingRequested")
        if person.redeem_epoch == self.epoch:
            raise Refused("RequestTooNew")
        person.queued_shares = 0
        person.shares += shares
        self.queued_shares -= shares
        return shares

    def claim_assets(self, name: str, shares: int) -> int:
        person = self.people[name]
        assets = shares * person.redeemed_assets // person.redeemed_shares
        self._pay_out(person, assets, shares)
        return assets

    def claim_assets_exactly(self, name: str, assets: int) -> int:
        person = self.people[name]
        shares = -(-assets * person.redeemed_shares // person.redeemed_assets)
        self._pay_out(person, assets, shares)
        return shares

    # Epochs

    def settle_idle(self, now: int) -> None:
        self.settle(now, self.holdings, self.holdings, self.cash, priced=True)

    def settle(self, now: int, low: int, high: int, free: int, *, priced: bool) -> None:
        """Everybody who leaves shares ``free`` at the value ``low``; who comes pays ``high``, if it is known."""
        supply, queued = self.supply, self.queued_shares
        if queued:
            filled, paid = queued, queued * (low + 1) // (supply + 1)
            if paid > free:
                filled = free * (supply + 1) // (low + 1)
                paid = filled * (low + 1) // (supply + 1)
            for person in self.people.values():
                left = person.queued_shares * (queued - filled) // queued
                person.redeemed_assets += person.queued_shares * paid // queued
                person.redeemed_shares += person.queued_shares - left
                person.queued_shares = left
            self.queued_shares -= filled
            self.supply -= filled
            self.cash -= paid
            self.claims += paid
        if priced:
            assets = self.queued_assets
            for person in self.people.values():
                person.settled_shares += person.queued_assets * (supply + 1) // (high + 1)
                person.settled_assets += person.queued_assets
                person.queued_assets = 0
            issued = assets * (supply + 1) // (high + 1)
            self.settled_assets += assets
            self.settled_shares += issued
            self.supply += issued
        self.epoch += 1
        self.settled_at = self.waiting_since = now

    def record(self) -> None:
        """A record time of the pool's token passes."""
        entry = {name: person.at_record for name, person in self.people.items()}
        self.records.append(entry | {"": self.supply - self.settled_shares})

    def _deliver(self, person: Person, assets: int, shares: int) -> None:
        person.bought_assets -= assets
        person.bought_shares -= shares
        person.shares += shares

    def _pay_out(self, person: Person, assets: int, shares: int) -> None:
        person.redeemed_assets -= assets
        person.redeemed_shares -= shares
        self.claims -= assets
