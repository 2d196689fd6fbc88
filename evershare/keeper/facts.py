"""What the state says of accounts, assets, markets and series, and how it is written down."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Self

ASSETS = 16  # places in an account's list
WAD = 10**18
FUNDING_SCALE = 10**54  # sizes are WAD and funding indices have 36 decimals


@dataclass
class _Fact:
    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps(vars(self), default=vars, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """As it was stored."""
        return cls(**json.loads(text))


@dataclass
class Asset(_Fact):
    """An asset of the ledger. `unit` is a whole token in token units; `pool` lends it; `mid` is USD WAD."""

    unit: int = 0
    pool: str = ""
    mid: int = 0
    observed_at: int = 0  # Unix seconds


@dataclass
class Market(_Fact):
    """A market's legs, by the ids of their assets."""

    base: int
    settlement: int


@dataclass
class Series(_Fact):
    """A series, and its funding index (36 decimals) when it was charged last."""

    market: int
    funding_index: int = 0


@dataclass
class Position:
    """A position: what it settles in, its size (WAD), and `paid`, which is size times its funding index."""

    asset: int
    size: int = 0
    paid: int = 0

    def opened(self, size: int, index: int) -> None:
        """More of it, whose funding starts at an index."""
        self.size += size
        self.paid += size * index

    def taken(self, size: int) -> int:
        """Less of it; what that part had paid."""
        part = self.paid * size // self.size if self.size else 0
        self.size -= size
        self.paid -= part
        return part

    def is_paid_to(self, index: int) -> None:
        """Nothing is due before an index."""
        self.paid = self.size * index

    def owes(self, amount: int, index: int, unit: int) -> None:
        """Of its funding to an index, an amount of token units is due."""
        self.paid = self.size * index - amount * FUNDING_SCALE // unit


@dataclass
class Account(_Fact):
    """What an account has and owes. Amounts are token units by asset, debts are shares.

    It is `crowded` if it ever got an asset for which its list had no place: what of it counts, the ledger alone knows.
    """

    held: dict[int, int] = field(default_factory=dict)
    locked: dict[int, int] = field(default_factory=dict)
    owed: dict[int, int] = field(default_factory=dict)
    positions: dict[int, Position] = field(default_factory=dict)
    marked: bool = False
    crowded: bool = False

    @classmethod
    def from_json(cls, text: str) -> Account:
        """As it was stored."""
        raw: dict[str, Any] = json.loads(text)
        held, locked, owed = (
            {int(id_): amount for id_, amount in raw[name].items()} for name in ("held", "locked", "owed")
        )
        positions = {int(id_): Position(**position) for id_, position in raw["positions"].items()}
        return cls(held, locked, owed, positions, raw["marked"], raw["crowded"])

    @property
    def can_be_liquidated(self) -> bool:
        """Whether its health can fall below zero at all, or is to be looked at because it is marked."""
        return bool(self.owed or self.positions or self.marked)

    def unlocked(self, asset: int) -> int:
        """What it holds of an asset and may spend."""
        return self.held.get(asset, 0) - self.locked.get(asset, 0)

    def credit(self, asset: int, amount: int) -> None:
        """Add to what it holds; an amount below zero takes off."""
        if asset not in self.held:
            listed = self.held.keys() | {position.asset for position in self.positions.values()}
            self.crowded |= asset not in listed and len(listed) >= ASSETS
        _add(self.held, asset, amount)

    def lock(self, asset: int, amount: int) -> None:
        """Add to what is locked of it; an amount below zero lets go."""
        _add(self.locked, asset, amount)

    def borrow(self, asset: int, shares: int) -> None:
        """Add to what it owes; shares below zero repay."""
        _add(self.owed, asset, shares)

    def position(self, series: int, asset: int) -> Position:
        """Its position in a series that settles in an asset, if need be a new one."""
        return self.positions.setdefault(series, Position(asset))

    def tidy(self, series: int) -> None:
        """Forget a position of which nothing is left."""
        if self.positions[series].size == 0:
            del self.positions[series]


def _add(amounts: dict[int, int], key: int, amount: int) -> None:
    total = amounts.get(key, 0) + amount
    if total:
        amounts[key] = total
    else:
        amounts.pop(key, None)
