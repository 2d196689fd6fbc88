"""What the client answers with. Amounts are Decimals in whole tokens, prices in USD unless a field says otherwise."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Side(Enum):
    """Of an option."""

    CALL = "call"
    PUT = "put"


class MarketStatus(Enum):
    """What can be done in a market."""

    OPEN = 0
    CLOSING = 1
    FINAL = 2


@dataclass(frozen=True)
class Price:
    """An asset's price interval in USD a whole token, and when the price was observed."""

    symbol: str
    low: Decimal
    mid: Decimal
    high: Decimal
    observed_at: datetime.datetime


@dataclass(frozen=True)
class Index:
    """The interval of an index: whole settlement tokens a whole base token."""

    base: str
    settlement: str
    low: Decimal
    mid: Decimal
    high: Decimal


@dataclass(frozen=True)
class Market:
    """A market of options on `base`, settled in `settlement`. Fractions are of one; volatilities are yearly."""

    id: int
    base: str
    settlement: str
    period: datetime.timedelta
    status: MarketStatus
    sigma: Decimal
    spread: Decimal
    fee: Decimal
    min_premium: Decimal
    open_interest: Decimal
    limit: Decimal


@dataclass(frozen=True)
class Series:
    """An option that can be traded."""

    pool: str
    market_id: int
    base: str
    settlement: str
    side: Side
    strike: Decimal  # settlement tokens a base token
    width: Decimal  # how far it pays, as a part of the strike


@dataclass(frozen=True)
class Quote:
    """What a trade costs or pays now, in settlement tokens."""

    series: Series
    size: Decimal
    price: Decimal  # a unit of the base
    premium: Decimal  # the price times the size
    fee: Decimal
    funding: Decimal  # comes off what a close pays
    total: Decimal  # what the account pays for an open, or receives for a close


@dataclass(frozen=True)
class Position:
    """An option in an account. Amounts are in settlement tokens, for all of it."""

    series_id: int
    series: Series
    size: Decimal  # units of the base
    value: Decimal
    proceeds: Decimal  # what closing would pay now
    funding_owed: Decimal
    delta: Decimal
    gamma: Decimal
    vega: Decimal
    theta: Decimal  # a day
    covered: datetime.timedelta | None  # how long the balance pays the funding; None for longer than a century


@dataclass(frozen=True)
class Balance:
    """What an account holds of an asset, and what of it is locked."""

    symbol: str
    amount: Decimal
    locked: Decimal


@dataclass(frozen=True)
class Debt:
    """What an account owes of an asset, with the interest to now."""

    symbol: str
    amount: Decimal


@dataclass(frozen=True)
class Health:
    """An account's collateral and debt in USD, weighted for new risk. Without debt, `ratio` is None."""

    collateral: Decimal
    debt: Decimal

    @property
    def ratio(self) -> Decimal | None:
        """How many times the debt is covered."""
        return self.collateral / self.debt if self.debt else None


@dataclass(frozen=True)
class AccountState:
    """All that an account of the ledger is."""

    address: str
    balances: tuple[Balance, ...]
    debts: tuple[Debt, ...]
    positions: tuple[Position, ...]
    health: Health


@dataclass(frozen=True)
class PoolState:
    """A public option pool, in tokens of its asset."""

    address: str
    symbol: str
    cash: Decimal
    reserve: Decimal
    free: Decimal
    share_price: Decimal  # what a share is redeemed at
    shares: Decimal
    queued_deposits: Decimal
    queued_redemptions: Decimal  # shares
    epoch: int
    settled_at: datetime.datetime | None


@dataclass(frozen=True)
class LendingState:
    """A lending pool, in tokens of its asset. The rate is yearly."""

    address: str
    symbol: str
    cash: Decimal
    debt: Decimal
    cap: Decimal
    rate: Decimal


@dataclass(frozen=True)
class Status:
    """The deployment as the node shows it."""

    chain_id: int
    block: int
    time: datetime.datetime
    assets: tuple[str, ...]
    markets: int
    pools: tuple[PoolState, ...]
    lending: tuple[LendingState, ...]


@dataclass(frozen=True)
class TradingDay:
    """A day of a trading calendar, UTC. A day without a session is a holiday or a weekend."""

    date: datetime.date
    is_published: bool
    extended_open: datetime.datetime | None = None
    regular_open: datetime.datetime | None = None
    regular_close: datetime.datetime | None = None
    extended_close: datetime.datetime | None = None


@dataclass(frozen=True)
class MarketHours:
    """When a calendar's market is open: now, next, and the days from today. An unknown next open counts as far away."""

    is_open: bool
    is_regular: bool
    next_open: datetime.datetime | None
    days: tuple[TradingDay, ...]


def moment(timestamp: int) -> datetime.datetime:
    """Unix seconds as a time with a zone."""
    return datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
