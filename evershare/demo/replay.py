"""The demo's story: who does what at which of the real prices, and what is measured on the way.

Amounts are whole TSLA tokens, prices of BTC in them (the index), and US dollars; times are Unix seconds.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evershare.calendar import NEW_YORK_SUMMER
from evershare.demo.checks import InvariantBroken, check
from evershare.demo.company import Company, Holder
from evershare.demo.prices import SECONDS_PER_DAY, Print, utc
from evershare.demo.small_cap import CreditTrade, SmallCapHolder
from evershare.localnet import WAD, LocalNet, wad
from evershare.model import nearest_strike
from evershare.model.pricing import Side

BTC_DRIFT_BPS, TSLA_DRIFT_BPS = 256, 192  # 60 % a year, at 4 and 3 standard deviations of an hour
ATTESTED_SHARES, MINTED, POOL_TOKENS, MARGIN = 10_000, 5_000, 2_000, 150
WIDTH_BPS = 5_000

TRADE_AT = utc("2024-08-02 14:30")
FRIDAY_CLOSE = utc("2024-08-02 20:00")
SUNDAY = utc("2024-08-04 12:00")
BEFORE_THE_BELL = utc("2024-08-05 13:00")
MONDAY_OPENING = utc("2024-08-05 13:31") + 1

TRADE_DEADLINE_SECONDS = 60
SLIPPAGE_BPS, BPS = 100, 10_000
NO_INTEGRATOR_FEE = 0


@dataclass
class Position:
    """One trader's option, and what it has cost and paid him: all in TSLA tokens."""

    role: str
    side: Side
    size: Decimal  # BTC
    close_at: int
    strike: Decimal = Decimal(0)
    series_id: int = 0
    is_open: bool = False
    opened_at_index: Decimal = Decimal(0)
    closed_at_index: Decimal = Decimal(0)
    premium: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)
    funding: Decimal = Decimal(0)
    payout: Decimal = Decimal(0)  # before its fee
    profit: Decimal = Decimal(0)
    profit_usd: Decimal = Decimal(0)  # at TSLA's price when it was closed


@dataclass(frozen=True)
class PoolState:
    """The pool's balance sheet in TSLA tokens; its net asset value is an interval, as the index is."""

    cash: Decimal
    reserve: Decimal
    value_lo: Decimal
    value_mid: Decimal
    value_hi: Decimal


@dataclass(frozen=True)
class Sample:
    """What the contracts say right after a print."""

    at: int
    tsla_usd: Decimal
    lo: Decimal
    mid: Decimal
    hi: Decimal
    worth: dict[str, Decimal]  # of each open position, by role: at the middle of the interval
    bids: dict[str, Decimal]  # what closing it would pay
    pool: PoolState

    @property
    def width(self) -> Decimal:
        """How far the interval's edges are apart, as a part of its middle."""
        return (self.hi - self.lo) / self.mid


@dataclass
class Story:
    """All that the demo tells."""

    positions: list[Position]
    holders: list[Holder]
    on_credit: CreditTrade
    samples: list[Sample] = field(default_factory=list)
    gas: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    checks: dict[str, str] = field(default_factory=dict)
    check_runs: int = 0
    settlements: int = 0

    def sample(self, at: int) -> Sample:
        """The sample of the print that was due at a time."""
        return next(sample for sample in self.samples if sample.at == at)

    def last_before(self, at: int) -> Sample:
        """The last sample before a time."""
        return max((sample for sample in self.samples if sample.at < at), key=lambda sample: sample.at)


class Replay:
    """Runs the story on a local net. ``run`` yields after every print, for a progress bar."""

    def __init__(self, net: LocalNet, prints: list[Print]) -> None:
        self.net, self.prints = net, prints
        self.pool: Any = None
        self.market_id = 0
        self.company = Company(net, self._count)
        self.small_cap = SmallCapHolder(net, self._count)
        self.story = Story(
            positions=[
                Position("trader", "put", Decimal(2), close_at=utc("2024-08-05 14:30")),
                Position("second_trader", "call", Decimal(2), close_at=utc("2024-08-05 15:30")),
            ],
            holders=self.company.holders,
            on_credit=self.small_cap.trade,
        )

    def run(self) -> Iterator[Print]:
        """List the assets, then live through every print. InvariantBroken if the protocol does not hold."""
        net = self.net
        first_day = datetime.datetime.fromtimestamp(self.prints[0].at, datetime.UTC).date()
        net.publish_calendar(first_day - datetime.timedelta(days=7), 60, NEW_YORK_SUMMER)
        net.list_price("BTC", BTC_DRIFT_BPS)
        net.list_stock("TSLA", "Tesla, tokenised", "US88160R1014", TSLA_DRIFT_BPS)

        for printed in self.prints:
            net.wait_until(printed.at)
            published = net.publish_confirmed_prices(printed.prices)
            self._count(f"refresh of {len(printed.prices)} price{'s' * printed.has_stock}", published)
            self._act(printed)
            if self.pool:
                self.story.samples.append(self._sample(printed.at))
            self.small_cap.act(printed)
            yield printed
        self._check()

    def _act(self, printed: Print) -> None:
        if printed.is_opening:
            # Attestations age, so the custodian tells anew in every session what it holds.
            self._count("attestation of the reserve", self.net.attest("TSLA", ATTESTED_SHARES))
            if not self.pool:
                self._bring_shares_on_chain()
                self.company.announce_dividend(self.pool)
                self.small_cap.arrive()
        self.company.act(printed.at)
        if printed.at == TRADE_AT:
            for position in self.story.positions:
                self._open(position)
        elif not printed.has_stock or printed.at % SECONDS_PER_DAY == NEW_YORK_SUMMER.regular_close * 60:
            self._settle()
        for position in self.story.positions:
            if printed.at == position.close_at:
                self._close(position)
        if printed.at % SECONDS_PER_DAY == 0:
            self._check()

    # Thursday

    def _bring_shares_on_chain(self) -> None:
        net = self.net
        self._count("issue in kind", net.issue("TSLA", MINTED))
        token = net.tokens["TSLA"]
        for role, amount in (("liquidity_provider", POOL_TOKENS), ("trader", MARGIN), ("second_trader", MARGIN)):
            transfer = token.transfer(net.people[role], wad(amount), net.as_("authorised_participant"))
            self._count("transfer of stock tokens", transfer)
        self.pool = net.create_pool("TSLA")
        self._count("pool deposit", net.provide_liquidity("liquidity_provider", self.pool, "TSLA", POOL_TOKENS))
        for position in self.story.positions:
            self._count("vault deposit", net.deposit(position.role, "TSLA", MARGIN))
        self.market_id = net.create_market("BTC", "TSLA")

    # Friday to Monday

    def _open(self, position: Position) -> None:
        """Buy at the strike nearest to the index, for 1 % more than the quote at most."""
        net, options = self.net, self.net["PerpetualOptions"]
        index = self._index()[1]
        position.strike = nearest_strike(index)
        is_call = position.side == "call"
        terms = (self.pool.address, self.market_id, wad(position.strike), WIDTH_BPS, is_call)
        account, size = net.people[position.role], wad(position.size)
        quote = net["OptionsLens"].quoteOpen(terms, size, NO_INTEGRATOR_FEE)
        most = quote["net"] * (BPS + SLIPPAGE_BPS) // BPS
        trade = options.open(terms, account, size, most, net.now + TRADE_DEADLINE_SECONDS, net.as_(position.role))
        self._count("opening, first in its series", trade)

        opened = trade.events["Opened"]
        position.series_id, position.is_open, position.opened_at_index = int(opened["seriesId"]), True, index
        position.premium, position.fees = plain(opened["premium"]), plain(opened["fee"])
        self._check()

    def _settle(self) -> None:
        """The keeper collects the funding of every open position, and 1 % of it as his reward."""
        options = self.net["PerpetualOptions"]
        for position in self._open_positions():
            account = self.net.people[position.role]
            settled = options.settle(account, position.series_id, self.net.as_("keeper"))
            self._count("settling of funding", settled)
            self.story.settlements += 1
            position.funding += _funding(settled)

    def _close(self, position: Position) -> None:
        """Sell all of it for 1 % less than the quote at least, and take everything home."""
        net, options, vault = self.net, self.net["PerpetualOptions"], self.net["CollateralVault"]
        account, size = net.people[position.role], wad(position.size)
        position.closed_at_index = self._index()[1]
        quote = net["OptionsLens"].quoteClose(account, position.series_id, size, NO_INTEGRATOR_FEE)
        least = quote["net"] * (BPS - SLIPPAGE_BPS) // BPS
        deadline = net.now + TRADE_DEADLINE_SECONDS
        trade = options.close(account, position.series_id, size, least, deadline, net.as_(position.role))
        self._count("closing", trade)

        closed = trade.events["Closed"]
        position.is_open = False
        position.payout = plain(closed["price"] * closed["size"] // WAD)
        position.fees += plain(closed["fee"])
        position.funding += _funding(trade)

        asset_id = net.asset_ids["TSLA"]
        balance = int(vault.balanceOf(account, asset_id))
        position.profit = plain(balance) - MARGIN
        position.profit_usd = position.profit * self._tsla_usd()
        expected = position.payout - position.premium - position.fees - position.funding
        if position.profit != expected:
            raise InvariantBroken(f"A1: the {position.side} made {position.profit} on the ledger, {expected} in events")
        self._check()
        self._count("withdrawal", vault.withdraw(asset_id, account, account, balance, net.as_(position.role)))

    # What the contracts say

    def _sample(self, at: int) -> Sample:
        options = self.net["PerpetualOptions"]
        lo, mid, hi = self._index()
        lens, worth, bids = self.net["OptionsLens"], {}, {}
        for position in self._open_positions():
            account = self.net.people[position.role]
            worth[position.role] = plain(lens.position(account, position.series_id)["value"])
            quote = lens.quoteClose(account, position.series_id, wad(position.size), NO_INTEGRATOR_FEE)
            bids[position.role] = plain(quote["gross"])
        cash = plain(self.pool.cash())
        pool = PoolState(
            cash=cash,
            reserve=plain(options.reserveOf(self.pool)[0]),
            value_lo=plain(self.pool.netAssetValue(False)),
            value_mid=cash - sum(worth.values()),
            value_hi=plain(self.pool.netAssetValue(True)),
        )
        return Sample(at, self._tsla_usd(), lo, mid, hi, worth, bids, pool)

    def _index(self) -> tuple[Decimal, Decimal, Decimal]:
        lo, mid, hi = self.net["PriceOracle"].indexOf(self.net.asset_ids["BTC"], self.net.asset_ids["TSLA"])
        return plain(lo), plain(mid), plain(hi)

    def _tsla_usd(self) -> Decimal:
        return plain(self.net["PriceOracle"].intervalOf(self.net.asset_ids["TSLA"])[1])

    def _open_positions(self) -> list[Position]:
        return [position for position in self.story.positions if position.is_open]

    def _check(self) -> None:
        self.story.checks = check(self.net)
        self.story.check_runs += 1

    def _count(self, action: str, transaction: Any) -> None:
        self.story.gas[action].append(int(transaction.gas_used))


def plain(units: int) -> Decimal:
    """18-decimal units as a number."""
    return Decimal(int(units)).scaleb(-18)


def _funding(transaction: Any) -> Decimal:
    """What a transaction collected."""
    collected = [event["collected"] for event in transaction.events if event.name == "FundingCollected"]
    return plain(sum(collected))
