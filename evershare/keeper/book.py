"""The accounts of some shards in memory, kept as the store has them, and scanned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from evershare.keeper.accounts import ASSETS, OWED, POSITIONS, Holdings, Rows, nothing
from evershare.keeper.facts import Account, Asset
from evershare.keeper.quotes import Quotes
from evershare.keeper.scan import Scan
from evershare.keeper.store import ACCOUNT, ASSET, EVERYBODY, Fact, Store
from evershare.keeper.weights import owed_shares, paid_funding

MANY = 10_000  # rows from which on all of them are put and scanned at once


class Book:
    """What a worker knows of the accounts that are its own. Rows are given out once, and never to another account."""

    def __init__(self, store: Store, quotes: Quotes, threads: int = 2) -> None:
        self._store, self._quotes, self._threads = store, quotes, threads
        self.assets: dict[int, Asset] = {}
        self.marked: set[str] = set()
        self._start(frozenset())

    def _start(self, shards: frozenset[int]) -> None:
        self.shards, self._revision = shards, 0
        self.scan = Scan(self._threads)
        self.addresses: list[str] = []
        self._rows: dict[str, int] = {}
        self.marked.clear()

    def update(self, shards: Iterable[int]) -> None:
        """Take over what has changed in the store, and compute the health of whom it touches."""
        wanted = frozenset(shards)
        if wanted != self.shards:
            self.scan.close()
            self._start(wanted)
        changed = self._store.changed([EVERYBODY, *wanted], self._revision)
        if changed:
            self._revision = changed[-1].revision
        repriced = self._take_assets(changed)
        series = self._quotes.reprice(repriced, self.assets) if repriced else []
        accounts = {
            fact.key.key: Account.from_json(fact.value) if fact.value else Account()
            for fact in changed
            if fact.key.kind == ACCOUNT
        }
        rows, holdings = self._rows_of(accounts)
        self._quotes.read_new()
        if len(rows) > MANY:
            self.scan.load(rows, holdings)
            self.scan.everything(self._quotes.weights())
        elif len(rows):
            self.scan.put(rows, holdings, self._quotes.weights())
        if repriced:
            self.scan.touched(repriced, series, self._quotes.weights())

    def requote(self) -> None:
        """Ask for everything that counts anew."""
        self._quotes.read(self.assets)

    def rescan(self) -> None:
        """Compute the health of all."""
        self.scan.everything(self._quotes.weights())

    def accounts(self, addresses: Iterable[str]) -> dict[str, Account]:
        """Some accounts as the store has them."""
        return {key: Account.from_json(text) for key, text in self._store.some(ACCOUNT, addresses).items()}

    def flagged(self) -> list[str]:
        """Who may be liquidatable: all that are, and some that nearly are."""
        return [self.addresses[row] for row in self.scan.flagged().tolist()]

    def _take_assets(self, changed: Iterable[Fact]) -> set[int]:
        """Keep the assets among what has changed; those whose price has."""
        repriced = set()
        for fact in changed:
            if fact.key.kind == ASSET:
                id_ = int(fact.key.key)
                asset = Asset.from_json(fact.value) if fact.value else Asset()
                before = self.assets.get(id_)
                if before is None or (before.mid, before.unit, before.pool) != (asset.mid, asset.unit, asset.pool):
                    repriced.add(id_)
                self.assets[id_] = asset
        return repriced

    def _rows_of(self, accounts: Mapping[str, Account]) -> tuple[Rows, Holdings]:
        wanted = [one for one in accounts if accounts[one].can_be_liquidated or one in self._rows]
        holdings = nothing(len(wanted))
        rows = np.zeros(len(wanted), np.int64)
        for place, address in enumerate(wanted):
            account = accounts[address]
            if address not in self._rows:
                self._rows[address] = len(self.addresses)
                self.addresses.append(address)
            rows[place] = self._rows[address]
            (self.marked.add if account.marked else self.marked.discard)(address)
            self._fill(holdings, place, account)
        return rows, holdings

    def _fill(self, holdings: Holdings, row: int, account: Account) -> None:
        if not account.crowded:
            for place, id_ in enumerate(account.held):
                holdings.tokens[row, place] = id_
                holdings.amounts[row, place] = account.unlocked(id_)
        for place, (id_, shares) in enumerate(account.owed.items(), start=ASSETS):
            holdings.tokens[row, place] = id_ + OWED
            holdings.amounts[row, place] = owed_shares(shares)
        for place, (series, position) in enumerate(account.positions.items()):
            assert place < POSITIONS
            unit = self.assets[position.asset].unit
            holdings.series[row, place] = self._quotes.number(series)
            holdings.sizes[row, place] = position.size
            holdings.paid[row, place] = paid_funding(position.paid, unit)
