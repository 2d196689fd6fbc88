"""Events of the contracts as changes of facts. Nothing here talks to a node or a database.

Only words of 32 bytes are read, and only where they are needed: millions of events are read when a database is filled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from evershare.client import codec
from evershare.client.deployment import Deployment
from evershare.keeper.facts import Account, Asset, Market, Position, Series
from evershare.keeper.store import ACCOUNT, ASSET, MARKET, SERIES, Key, Store

CONTRACTS = ("CollateralVault", "PriceOracle", "PerpetualOptions", "Liquidation")


class Log(NamedTuple):
    """An event of a transaction."""

    block: int
    place: int  # in the block
    address: str  # in small letters
    topics: tuple[str, ...]
    data: str
    block_hash: str = ""

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Log:
        """As a node has it."""
        block, place = int(raw["blockNumber"], 16), int(raw["logIndex"], 16)
        return cls(block, place, raw["address"].lower(), tuple(raw["topics"]), raw["data"], raw["blockHash"])

    def indexed(self, place: int) -> int:
        """An indexed argument, counted from 0."""
        return int(self.topics[place + 1], 16)

    def account(self, place: int) -> str:
        """An indexed address."""
        return "0x" + self.topics[place + 1][26:]

    def word(self, place: int) -> int:
        """An argument that is not indexed, counted from 0."""
        return int(self.data[2 + 64 * place : 66 + 64 * place], 16)


class Facts:
    """The facts that events change: what is asked for is read from the store, what is changed goes back to it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.assets = {int(id_): Asset.from_json(text) for id_, text in store.facts(ASSET).items()}
        self.markets = {int(id_): Market.from_json(text) for id_, text in store.facts(MARKET).items()}
        self.series = {int(id_): Series.from_json(text) for id_, text in store.facts(SERIES).items()}
        self.pools = {asset.pool: id_ for id_, asset in self.assets.items() if asset.pool}
        self._accounts: dict[str, Account] = {}
        self._changed: dict[Key, Account | Asset | Market | Series] = {}
        self._closing: tuple[str, int] | None = None  # whose position was closed by the event before

    def apply(self, logs: Iterable[Log], handlers: Mapping[tuple[str, str], Handler]) -> None:
        """Carry out the events of some blocks, in their order. Those without a handler are left out."""
        found = ((log, handlers.get((log.address, log.topics[0]))) for log in logs)
        known = [(log, handler) for log, handler in found if handler]
        known.sort(key=lambda pair: pair[0][:2])
        self._load({log.account(place) for log, handler in known for place in handler.accounts})
        start = 0
        for end in range(1, len(known) + 1):
            if end == len(known) or known[end][0].block != known[start][0].block:
                self._apply_block(known[start:end])
                start = end

    def changes(self) -> dict[Key, str]:
        """What has changed since the last time, as it is stored."""
        found = {key: fact.to_json() for key, fact in self._changed.items()}
        self._changed.clear()
        return found

    def stored(self) -> None:
        """Say that all changes are in the store."""
        self._accounts.clear()

    def account(self, address: str) -> Account:
        """An account that is about to change."""
        account = self._accounts[address]
        self._changed[Key(ACCOUNT, address)] = account
        return account

    def asset(self, id_: int) -> Asset:
        """An asset that is about to change."""
        asset = self.assets.setdefault(id_, Asset())
        self._changed[Key(ASSET, str(id_))] = asset
        return asset

    def market(self, id_: int, market: Market) -> None:
        """A market that is there from now on."""
        self.markets[id_] = market
        self._changed[Key(MARKET, str(id_))] = market

    def one_series(self, id_: int, series: Series) -> None:
        """A series as it is from now on."""
        self.series[id_] = series
        self._changed[Key(SERIES, str(id_))] = series

    def _apply_block(self, logs: Sequence[tuple[Log, Handler]]) -> None:
        # In one block a series has one funding index, and positions are charged by it before it is told.
        for early in (True, False):
            for log, handler in logs:
                if handler.is_early is early:
                    handler.change(self, log)
                    closed = (log.account(0), log.indexed(1)) if handler.change is _closed else None
                    self._closing = closed

    def _load(self, addresses: set[str]) -> None:
        stored = self._store.some(ACCOUNT, sorted(addresses - self._accounts.keys()))
        for address in addresses - self._accounts.keys():
            self._accounts[address] = Account.from_json(stored[address]) if address in stored else Account()

    def was_closed_before(self, account: str, series: int) -> bool:
        """Whether the event before this one closed the position."""
        return self._closing == (account, series)

    def settles_in(self, series: int) -> int:
        """The asset that a series settles in."""
        return self.markets[self.series[series].market].settlement

    def position(self, account: str, series: int) -> Position:
        """A position that is about to change."""
        return self.account(account).position(series, self.settles_in(series))


Change = Callable[[Facts, Log], None]


class Handler(NamedTuple):
    """What an event does, and which of its indexed arguments are accounts."""

    change: Change
    accounts: tuple[int, ...] = ()
    is_early: bool = False  # before what else happens in the block


# The ledger


def _listed(facts: Facts, log: Log) -> None:
    facts.asset(log.indexed(0)).unit = 10 ** log.word(0)


def _lent_by(facts: Facts, log: Log) -> None:
    pool = log.account(1)
    facts.asset(log.indexed(0)).pool = pool
    facts.pools[pool] = log.indexed(0)


def _deposited(facts: Facts, log: Log) -> None:
    facts.account(log.account(1)).credit(log.indexed(0), log.word(0))


def _withdrawn(facts: Facts, log: Log) -> None:
    facts.account(log.account(1)).credit(log.indexed(0), -log.word(0))


def _transferred(facts: Facts, log: Log) -> None:
    facts.account(log.account(1)).credit(log.indexed(0), -log.word(0))
    facts.account(log.account(2)).credit(log.indexed(0), log.word(0))


def _locked(facts: Facts, log: Log) -> None:
    facts.account(log.account(1)).lock(log.indexed(0), log.word(0))


def _unlocked(facts: Facts, log: Log) -> None:
    facts.account(log.account(1)).lock(log.indexed(0), -log.word(0))


# Lending pools


def _lent(facts: Facts, log: Log) -> None:
    facts.account(log.account(0)).borrow(facts.pools[log.address], log.word(1))


def _repaid(facts: Facts, log: Log) -> None:
    facts.account(log.account(0)).borrow(facts.pools[log.address], -log.word(1))


def _written_off(facts: Facts, log: Log) -> None:
    facts.account(log.account(0)).owed.pop(facts.pools[log.address], None)


# Prices


def _observed(facts: Facts, log: Log) -> None:
    asset = facts.asset(log.indexed(0))
    asset.mid, asset.observed_at = log.word(0), log.word(1)


def _dividend(facts: Facts, log: Log) -> None:
    facts.asset(log.indexed(0)).mid = log.word(1)


def _fixed(facts: Facts, log: Log) -> None:
    facts.asset(log.indexed(0)).mid = log.word(0)


# Options


def _market(facts: Facts, log: Log) -> None:
    facts.market(log.indexed(0), Market(log.word(0), log.word(1)))


def _series(facts: Facts, log: Log) -> None:
    series = facts.series.get(log.indexed(0))
    facts.one_series(log.indexed(0), Series(log.word(1), series.funding_index if series else 0))


def _charged(facts: Facts, log: Log) -> None:
    known = facts.series.get(log.indexed(0))
    facts.one_series(log.indexed(0), Series(known.market if known else 0, log.word(0)))


def _opened(facts: Facts, log: Log) -> None:
    series = log.indexed(1)
    facts.position(log.account(0), series).opened(log.word(0), facts.series[series].funding_index)


def _closed(facts: Facts, log: Log) -> None:
    series = log.indexed(1)
    facts.position(log.account(0), series).taken(log.word(0))
    facts.account(log.account(0)).tidy(series)


def _moved(facts: Facts, log: Log) -> None:
    series, size = log.indexed(2), log.word(0)
    paid = facts.position(log.account(0), series).taken(size)
    facts.account(log.account(0)).tidy(series)
    position = facts.position(log.account(1), series)
    position.size, position.paid = position.size + size, position.paid + paid


def _collected(facts: Facts, log: Log) -> None:
    address, series = log.account(0), log.indexed(1)
    if not facts.was_closed_before(address, series):  # or it is the funding of the part that was closed
        facts.position(address, series).is_paid_to(facts.series[series].funding_index)


def _shrunk(facts: Facts, log: Log) -> None:
    series = log.indexed(1)
    position = facts.position(log.account(0), series)
    position.taken(log.word(0))
    position.is_paid_to(facts.series[series].funding_index)
    facts.account(log.account(0)).tidy(series)


def _carried(facts: Facts, log: Log) -> None:
    series = log.indexed(1)
    unit = facts.assets[facts.settles_in(series)].unit
    facts.position(log.account(0), series).owes(log.word(0), facts.series[series].funding_index, unit)


# Liquidation


def _marked(facts: Facts, log: Log) -> None:
    facts.account(log.account(0)).marked = True


def _unmarked(facts: Facts, log: Log) -> None:
    facts.account(log.account(0)).marked = False


_HANDLERS: dict[str, dict[str, Handler]] = {
    "CollateralVault": {
        "AssetListed": Handler(_listed, is_early=True),
        "LendingPoolSet": Handler(_lent_by, is_early=True),
        "Deposited": Handler(_deposited, (1,)),
        "Withdrawn": Handler(_withdrawn, (1,)),
        "Transferred": Handler(_transferred, (1, 2)),
        "Locked": Handler(_locked, (1,)),
        "Unlocked": Handler(_unlocked, (1,)),
    },
    "PriceOracle": {
        "PriceObserved": Handler(_observed),
        "PriceContinued": Handler(_observed),
        "DividendApplied": Handler(_dividend),
        "PriceFixed": Handler(_fixed),
    },
    "PerpetualOptions": {
        "MarketCreated": Handler(_market, is_early=True),
        "SeriesListed": Handler(_series, is_early=True),
        "FundingRateUpdated": Handler(_charged, is_early=True),
        "Opened": Handler(_opened, (0,)),
        "Closed": Handler(_closed, (0,)),
        "PositionMoved": Handler(_moved, (0, 1)),
        "FundingCollected": Handler(_collected, (0,)),
        "Shrunk": Handler(_shrunk, (0,)),
        "FundingCarried": Handler(_carried, (0,)),
    },
    "Liquidation": {"AccountMarked": Handler(_marked, (0,)), "MarkEnded": Handler(_unmarked, (0,))},
    "LendingPool": {
        "Lent": Handler(_lent, (0,)),
        "Repaid": Handler(_repaid, (0,)),
        "DebtWrittenOff": Handler(_written_off, (0,)),
    },
}


def pools_named_in(logs: Iterable[Log]) -> set[str]:
    """The lending pools that events of the ledger make known."""
    topic = codec.topic("CollateralVault", "LendingPoolSet")
    return {log.account(1) for log in logs if log.topics[0] == topic}


def handlers_of(deployment: Deployment, pools: Iterable[str]) -> dict[tuple[str, str], Handler]:
    """What events of a deployment and its lending pools do, by address in small letters and first topic."""
    places = [(name, deployment.address(name).lower()) for name in CONTRACTS]
    places += [("LendingPool", pool) for pool in pools]
    return {
        (address, codec.topic(name, event)): handler
        for name, address in places
        for event, handler in _HANDLERS[name].items()
    }
