"""What all rules stand on: people, accounts, prices, and how a step is made on chain and in the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from brownie import chain
from brownie.exceptions import VirtualMachineError
from eth_account.signers.local import LocalAccount
from eth_utils import to_checksum_address
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from tests.support.options_ledger.terms import BPS, Refused
from tests.support.options_ledger.values import Moments
from tests.support.options_machine.values import ChainValues, ChainVolatility, numbers
from tests.support.options_machine.venue import MarketKind, Venue
from tests.support.world import BTC_PRICE, TSLA_PRICE, World

NO_LIMIT = 2**128
FOREVER = 2**40
MOST_PRICE_CHANGE = 8  # how far prices may wander from where they started, as a factor
FIRST_PRICES = {"BTC": Decimal(BTC_PRICE), "TSLA": Decimal(TSLA_PRICE), "USDC": Decimal(1)}

# Accounts by name: whose they are, and which of his 256.
ACCOUNTS = {
    "trader": ("trader", 0),
    "trader_margin": ("trader", 1),
    "second_trader": ("second_trader", 0),
    "liquidity_provider": ("liquidity_provider", 255),
    "market_maker": ("market_maker", 7),
    "keeper": ("keeper", 0),
}
TRADING = ("trader", "trader_margin", "second_trader", "liquidity_provider", "market_maker")
PEOPLE = ("trader", "second_trader", "liquidity_provider", "market_maker", "keeper", "authorised_participant")

SIGNERS = ("first signer", "second signer")
"""Of quotes; a private pool has one of them at a time."""

CHOICES = st.randoms(note_method_calls=True)
"""A rule makes its choices with this: Hypothesis's for a search, a seeded one for a walk."""


@dataclass(frozen=True)
class Setting:
    """What runs have in common: the world as it is at the start of each, and the keys of its people."""

    world: World
    values: ChainValues
    volatility: ChainVolatility
    pools: dict[str, tuple[Any, Any]]  # by settlement token: the public and the private one
    kinds: dict[str, dict[int, MarketKind]]  # by settlement token and market
    keys: dict[str, LocalAccount]  # of whoever signs, see `Bench._key`
    senders: dict[str, Any]  # the same as accounts of Brownie


class Bench(RuleBasedStateMachine):
    """A run. The chain is rewound for each."""

    setting: Setting
    reached: Counter[str]
    gas: dict[str, int]  # the most that each kind of trade has used

    def __init__(self) -> None:
        super().__init__()
        # Hypothesis would leave out most rules in most runs; with as few runs as these, nobody would ever trade.
        self._rules_strategy.enabled_rules_strategy = st.just(AllRules())
        chain.revert()
        setting = self.setting
        self.world, self.values, self.reader = setting.world, setting.values, setting.values.reader
        self.vault, self.options = self.world["CollateralVault"], self.world["PerpetualOptions"]
        self.orders = self.world["SignedOrders"]
        self.people = {name: self.world.people[name] for name in PEOPLE}
        self.accounts = {name: address_of(self.world, *which) for name, which in ACCOUNTS.items()}
        self.prices = dict(FIRST_PRICES)
        self.published = 0
        self.events: Counter[tuple[str, str]] = Counter()
        self.touches = 0  # each may round once
        self.venues = [
            Venue(self.world, symbol, setting.pools[symbol], kinds, self.values, setting.volatility)
            for symbol, kinds in setting.kinds.items()
        ]
        for venue in self.venues:
            self._open_books(venue)

    def _open_books(self, venue: Venue) -> None:
        """The books begin as the chain is."""
        books, people = venue.ledger.books, [person.address for person in self.people.values()]
        accounts, token = list(self.accounts.values()), venue.token
        balances = [(self.vault.balanceOf, account, venue.asset_id) for account in (*accounts, *venue.pools)]
        wallets = [(token.balanceOf, person) for person in people]
        shares = [(venue.pools[venue.public].balanceOf, person) for person in people]
        answers = numbers(self.reader.read(*balances, *wallets, *shares))
        for found, owners in (
            (books.balances, (*accounts, *venue.pools)),
            (books.wallets, people),
            (books.shares[venue.public], people),
        ):
            found.update(dict(zip(owners, answers, strict=False)))
            answers = answers[len(owners) :]
        for name, (owner, _) in ACCOUNTS.items():
            venue.ledger.set_operator(self.accounts[name], self._key(venue, owner).address)

    # A step

    def _attempt(
        self,
        what: str,
        venue: Venue,
        send: Callable[[], Any],
        book: Callable[[Moments], Any],
        *,
        actor: str | None = None,
        is_steady: bool = True,
    ) -> Any:
        """Do it on chain and, at the moment of its block, in the books: both do it, or both refuse it alike.

        At that moment nobody who has shares of a public pool may lose by it (O6), nor ``actor`` gain (O4), unless it is
        what changes prices.
        """
        refused, transaction = None, None
        try:
            transaction = send()
        except VirtualMachineError as error:
            refused = str(error.revert_msg).partition(":")[0]
        moments = venue.moments()
        before = self._wealth(venue, moments, actor)
        try:
            result = book(moments)
        except Refused as refusal:
            assert refused == refusal.error, what  # noqa: PT017 (the books' refusal, not the chain's)
            self._count(f"{what}: refused, {refused}")
            return None

        assert refused is None, f"{what}: {refused}"
        assert transaction is not None
        self._count(what)
        self._learn_ids(venue)
        self._read_events(transaction.events)
        used = int(transaction.gas_used)
        self.gas[what] = max(self.gas.get(what, 0), used)
        assert used <= MOST_GAS.get(what, used), f"O8: {what} took {used} gas"
        if is_steady:
            self._compare(what, venue, before, self._wealth(venue, moments, actor))
            if actor:
                self.reached[f"O4: {what}"] += 1
        return result

    def _wealth(self, venue: Venue, moments: Moments, actor: str | None) -> tuple[list[tuple[int, int]], int]:
        """The public pool's net asset value at either edge with its shares, and all that the actor has."""
        ledger, supply = venue.ledger, venue.ledger.books.shares[venue.public].total()
        edges = [(ledger.net_asset_value(venue.public, moments, high=high), supply) for high in (False, True)]
        return edges, ledger.wealth(self.people[actor].address, moments) if actor else 0

    def _compare(self, what: str, venue: Venue, before: Any, after: Any) -> None:
        for (value, supply), (new_value, new_supply) in zip(before[0], after[0], strict=True):
            assert (new_value + 1) * (supply + 1) >= (value + 1) * (new_supply + 1), f"O6: {what}"
        assert after[1] <= before[1] + 1 + len(venue.series_ids), f"O4: {what}"  # each series rounds once

    def _read_events(self, events: Any) -> None:
        for name, fields in COUNTED.items():
            for entry in events[name] if name in events else ():  # noqa: SIM401 (Brownie's events have no get)
                for field in fields:
                    self.events[str(self._pool_of(entry["seriesId"])), f"{name}.{field}"] += entry[field]
                    if entry[field]:
                        self.reached[f"{name}.{field}"] += 1

    def _pool_of(self, series_id: int) -> str:
        return next(
            terms.pool for venue in self.venues for terms, known in venue.series_ids.items() if known == series_id
        )

    def _count(self, what: str) -> None:
        self.touches += 1
        self.reached[what] += 1

    # Prices

    def _publish(self, *, confirmed: bool = True) -> None:
        """Publish all prices, each time a millionth apart, as the oracle takes no price twice for news."""
        self.published += 1
        prices = {symbol: price * (1 + Decimal(self.published).scaleb(-6)) for symbol, price in self.prices.items()}
        publish = self.world.publish_confirmed_prices if confirmed else self.world.publish_prices
        publish(prices)

    # What there is

    def _learn_ids(self, venue: Venue) -> None:
        """The ids that the chain has given to new series."""
        for terms in venue.ledger.books.series.keys() - venue.series_ids.keys():
            venue.series_ids[terms] = int(self.options.seriesIdOf(terms))

    def _funded(self, venue: Venue) -> list[str]:
        """Accounts with a balance."""
        return [name for name in ACCOUNTS if venue.ledger.books.balances[self.accounts[name]]]

    def _key(self, venue: Venue, name: str) -> LocalAccount:
        """What signs orders for a person's accounts, or quotes, in the tokens of a venue."""
        return self.setting.keys[f"{venue.symbol}: {name}"]

    def _owner_of(self, account: str) -> str:
        return next(ACCOUNTS[name][0] for name, address in self.accounts.items() if address == account)

    def _from(self, name: str) -> dict[str, Any]:
        return {"from": self.people[name]}


MOST_GAS = {"open": 400_000, "close": 230_000, "settle": 215_000}
"""Whatever the number of positions of the account, of its series and of the pool (O8). Settling took 204,163 where it
paid a pool and a new keeper, recorded the rest as the first uncollected, and ended both the position and its series.
"""

COUNTED = {
    "FundingCollected": ("collected", "reward"),
    "FundingCarried": ("carried",),
    "FundingUncollected": ("amount",),
    "Shrunk": ("shortfall",),
}


class AllRules:
    """Which rules a run may use: every one."""

    def is_enabled(self, name: str) -> bool:
        return True


def address_of(world: World, owner: str, sub: int) -> str:
    """Of one of a person's 256 accounts."""
    return to_checksum_address(int(world.people[owner].address, 16) ^ sub)


def part(whole: int, random: Random) -> int:
    """Some of it, often all, at least 1 unless there is nothing."""
    share = random.choice((BPS, random.randint(1, BPS)))
    return min(max(whole * share // BPS, 1), whole)
