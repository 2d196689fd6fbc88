"""What every job works with: the chain, the accounts, who acts, and the limits that he keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from evershare.client.contracts import Contracts
from evershare.client.effects import Sync
from evershare.client.keeper import Keeper
from evershare.client.orders import Orders
from evershare.keeper.book import Book
from evershare.keeper.chain import Chain
from evershare.keeper.quotes import Quotes
from evershare.keeper.store import Store
from evershare.keeper.weights import WAD

NOBODY = "0x" + "0" * 40
GWEI, ETHER = 10**9, 10**18


@dataclass(frozen=True)
class Limits:
    """What a keeper spends at most, and for what at least."""

    least_profit: float = 1.0  # USD, beyond the gas, of what is done for profit
    most_gas_gwei: float = 100.0  # above which nothing is sent
    ether_usd: float | None = None  # by default the oracle's price of ETH
    refresh_seconds: int = 60  # how old a price may become
    matcher: str | None = None


@dataclass(frozen=True)
class Job:
    """Something to be done once. Two jobs of the same key are the same."""

    key: str
    lease: str
    about: str
    act: Callable[[], Any]
    gain: float | None = None  # USD before gas; None if it is not done for profit
    gas: int = 0  # what it is expected to use, where it has to earn it


@dataclass
class Desk:
    """One worker's."""

    chain: Chain
    store: Store
    quotes: Quotes
    book: Book
    limits: Limits
    address: str = NOBODY
    gas_price: int = 0  # wei
    calendar_days: dict[int, int] = field(default_factory=dict)  # published ahead, by calendar
    price_ages: dict[str, int] = field(default_factory=dict)  # seconds, by symbol, of what trades now
    liquidatable: int = 0  # accounts, by the chain's word

    def __post_init__(self) -> None:
        driver: Sync = self.chain.driver
        self.keeper = Keeper(self.chain.core, driver)
        self.orders = Orders(self.chain.core, driver)
        self.contracts = Contracts(self.chain.core, driver)

    def symbols(self) -> dict[int, str]:
        """The symbols of what has a price."""
        found = self.chain.driver.run(self.chain.core.symbols())
        return {id_: symbol for id_, symbol in found.items() if id_}

    def gas_usd(self, gas: int) -> float | None:
        """What gas costs now; None if nobody knows the price of ether."""
        ether = self.limits.ether_usd
        for id_, symbol in self.symbols().items():
            if ether is None and symbol == "ETH" and id_ in self.book.assets:
                ether = self.book.assets[id_].mid / WAD
        return gas * self.gas_price / ETHER * ether if ether else None
