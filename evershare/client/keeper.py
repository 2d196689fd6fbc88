"""What keepers do, and anybody may: prices, funding, epochs, samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from evershare.client import names
from evershare.client.codec import Call
from evershare.client.core import USD, Account, Asset, Core
from evershare.client.effects import Actor, D, Steps, operation
from evershare.client.errors import RpcRefused
from evershare.client.node import supposing
from evershare.client.prices import FixedPrices, PriceService
from evershare.client.sending import Receipt
from evershare.client.units import SLIPPAGE, from_units, to_wad
from evershare.deployment import LOCAL_CHAIN_IDS
from evershare.errors import InvalidInput
from evershare.model.numbers import Number


class Rejection(Enum):
    """Why an observation did not count, see `IPriceOracle`."""

    NONE = 0
    REVERTED = 1
    ZERO_PRICE = 2
    FROM_THE_FUTURE = 3
    TOO_UNCERTAIN = 4
    OUT_OF_RANGE = 5
    MARKET_NEVER_OPEN = 6
    JUST_OPENED = 7
    RESTAMPED = 8
    NOT_NEWER = 9
    STALE = 10
    HALTED = 11
    FROZEN = 12
    BEFORE_ACTION = 13
    NOT_REGULAR = 14
    DISCONTINUOUS = 15


@dataclass(frozen=True)
class Refreshed:
    """What a refresh brought. Prices are in USD a whole token."""

    receipt: Receipt
    observed: Mapping[str, Decimal]
    pending: Mapping[str, Decimal]  # jumps that wait to be confirmed, after 120 s
    rejected: Mapping[str, Rejection]


@dataclass(frozen=True)
class Liquidated:
    """What a liquidation brought: tokens of the collateral, for tokens of the debt."""

    bought: Decimal
    paid: Decimal
    receipt: Receipt


@dataclass(frozen=True)
class Updates:
    """Signed prices, ready to be sent: to `refresh`, or along with another action."""

    assets: tuple[Asset, ...]
    data: tuple[bytes, ...]
    fee: int  # wei

    @property
    def ids(self) -> list[int]:
        """The ids of the assets."""
        return [asset.id for asset in self.assets]


class Keeper(Actor[D]):
    """Keeps the protocol going. Nothing here needs a role."""

    def __init__(self, core: Core, driver: D) -> None:
        super().__init__(driver)
        self._core = core

    @operation
    def refresh(self, *symbols: str, prices: Mapping[str, Number] | None = None) -> Steps[Refreshed]:
        """Bring new prices of assets into the oracle, of all assets if none is named.

        They come from the client's price service; `prices` in USD replace it on a local chain.
        """
        assets = yield from assets_of(self._core, symbols or tuple(prices or ()))
        service = FixedPrices(prices) if prices else self._core.prices
        return (yield from refresh(self._core, assets, service))

    @operation
    def settle(self, account: Account, series_id: int) -> Steps[Receipt]:
        """Collect the funding due on a position, for 1 % of it."""
        address = self._core.account(account)
        return (yield from self._core.send("PerpetualOptions", "settle", address, series_id)).receipt

    @operation
    def settle_epoch(self, symbol: str) -> Steps[Receipt]:
        """Settle what has been requested of a public option pool, once a day, with new prices of its markets."""
        core = self._core
        asset, pool = yield from names.pool(core, symbol)
        involved = {asset.symbol}
        for market in (yield from names.markets(core)):
            if market.settlement == symbol:
                involved.add(market.base)
        assets = yield from assets_of(core, sorted(involved - {USD}))
        updates = yield from updates_of(core, assets, core.prices)
        sent = yield from core.send(
            "OptionPool", "settleEpoch", updates.ids, list(updates.data), at=pool, value=updates.fee
        )
        return sent.receipt

    @operation
    def sample_volatility(self, market_id: int) -> Steps[Receipt]:
        """Sample a market's volatility, if its last sample is 30 minutes old."""
        return (yield from self._core.send("PerpetualOptions", "sampleVolatility", market_id)).receipt

    @operation
    def accrue(self, symbol: str) -> Steps[Receipt]:
        """Book the interest of a lending pool."""
        _, pool = yield from names.lending_pool(self._core, symbol)
        return (yield from self._core.send("LendingPool", "accrue", at=pool)).receipt

    @operation
    def check_backing(self, symbol: str) -> Steps[bool]:
        """Compare a stock's tokens with its proven reserve: new risk stops while it is short. True if it is backed."""
        _, token = yield from self._core.token(symbol)
        return not (yield from self._core.send("CustodyRegistry", "checkBacking", token)).result

    @operation
    def mark(self, account: Account) -> Steps[Receipt]:
        """Mark an account that no longer covers its debts, which starts its liquidation."""
        return (yield from self._core.send("Liquidation", "mark", self._core.account(account))).receipt

    @operation
    def unmark(self, account: Account) -> Steps[Receipt]:
        """End the mark of an account that covers its debts again."""
        return (yield from self._core.send("Liquidation", "unmark", self._core.account(account))).receipt

    @operation
    def liquidate(
        self,
        account: Account,
        collateral: str,
        debt: str,
        max_paid: Number,
        max_price: Number | None = None,
        closings: Mapping[int, Number] | None = None,
        payer: Account = None,
    ) -> Steps[Liquidated]:
        """Buy collateral of a marked account with the token that it owes, out of an account of the signer's.

        `closings` are sizes of its positions by series: they come first, and only as many as are needed. Without
        `max_price` (USD a token), it may cost what it does now and 1 % more.
        """
        core = self._core
        address, mine = core.account(account), core.account(payer)
        bought, paid = (yield from core.asset(collateral)), (yield from core.asset(debt))
        if max_price is None:
            price = yield from core.read("Liquidation", "salePriceOf", address, bought.id, paid.id)
            most = int(price * (1 + SLIPPAGE))
        else:
            most = to_wad("max_price", max_price)
        closed = [(series, to_wad("size", size)) for series, size in (closings or {}).items()]
        order = (bought.id, paid.id, paid.units("max_paid", max_paid), most)
        sent = yield from core.send("Liquidation", "liquidate", address, mine, closed, [order])
        at = (yield from core.deployment()).address("Liquidation")
        sales = sent.receipt.events("Liquidation", "CollateralSold", at)
        sold, cost = (sum(sale[part] for sale in sales) for part in ("sold", "paid"))
        return Liquidated(bought.whole(sold), paid.whole(cost), sent.receipt)


def assets_of(core: Core, symbols: Sequence[str]) -> Steps[list[Asset]]:
    """Assets by their symbols; all but USD if none is named."""
    chosen = symbols or [name for name in (yield from core.symbols()).values() if name != USD]
    found = []
    for symbol in chosen:
        found.append((yield from core.asset(symbol)))
    return found


def updates_of(core: Core, assets: Sequence[Asset], service: PriceService | None) -> Steps[Updates]:
    """Signed prices of assets, and what the Pyth contract asks for them. Assets that Pyth does not price have none."""
    deployment = yield from core.deployment()
    pyth = deployment.address("PythSource")
    feeds: dict[str, bytes] = {}
    for asset in assets:
        for source in (yield from core.read("PriceOracle", "sourcesOf", asset.id)):
            if source["source"] == pyth:
                feeds[asset.symbol] = source["key"]
    if not feeds:
        return Updates(tuple(assets), (), 0)
    if service is None or not service.serves(deployment.chain_id):
        raise InvalidInput(
            f"signed prices of {', '.join(feeds)} are needed: give the client a price service (prices=Hermes()), "
            "or name one with --prices"
        )
    data = yield from service.updates(feeds, (yield from core.now()))
    fee = yield from core.read("PythSource", "updateFee", list(data))
    return Updates(tuple(assets), tuple(data), fee)


def refresh_call(core: Core, assets: Sequence[Asset], service: PriceService | None) -> Steps[Call]:
    """The call that brings new prices of assets into the oracle."""
    updates = yield from updates_of(core, assets, service)
    return (yield from core.call("PriceOracle", "refresh", updates.ids, list(updates.data), value=updates.fee))


def refresh(core: Core, assets: Sequence[Asset], service: PriceService | None) -> Steps[Refreshed]:
    """Bring new prices of assets into the oracle."""
    call = yield from refresh_call(core, assets, service)
    oracle = call.to
    sent = yield from core.send_call(call)
    symbols = {asset.id: asset.symbol for asset in assets}

    def of(event: str) -> list[tuple[str, dict[str, Any]]]:
        return [(symbols[found["assetId"]], found) for found in sent.receipt.events("PriceOracle", event, oracle)]

    return Refreshed(
        sent.receipt,
        {symbol: from_units(event["mid"]) for symbol, event in of("PriceObserved")},
        {symbol: from_units(event["price"]) for symbol, event in of("JumpPending")},
        {symbol: Rejection(event["reason"]) for symbol, event in of("ObservationRejected")},
    )


def bring_prices(core: Core, *symbols: str) -> Steps[None]:
    """New prices before an action that needs them, if the client has where to take them from."""
    deployment = yield from core.deployment()
    if core.prices is not None and core.prices.serves(deployment.chain_id):
        assets = yield from assets_of(core, [symbol for symbol in symbols if symbol != USD])
        yield from refresh(core, assets, core.prices)


def with_prices(core: Core, *symbols: str) -> Steps[AbstractContextManager[None]]:
    """Like `bring_prices`, for an action that is sent within: in one transaction with it (`Core.act`).

    A price is good for 15 seconds, which may be less than a block more. Where the node cannot simulate both together,
    and on local chains, which mine at once, the prices go first.
    """
    deployment = yield from core.deployment()
    if not symbols or core.prices is None or not core.prices.serves(deployment.chain_id):
        return nullcontext()
    assets = yield from assets_of(core, [symbol for symbol in symbols if symbol != USD])
    if deployment.chain_id not in LOCAL_CHAIN_IDS:
        call, sender = (yield from refresh_call(core, assets, core.prices)), core.signer.address
        try:
            yield from core.node.simulated(sender, call)
        except RpcRefused:
            pass
        else:
            return supposing(call, sender)
    yield from refresh(core, assets, core.prices)
    return nullcontext()
