"""What anybody may know: prices, markets, pools, and any account."""

from __future__ import annotations

import datetime
from typing import Any

from evershare.calendar import SECONDS_PER_DAY
from evershare.client import names
from evershare.client.core import Account, Asset, Core
from evershare.client.effects import Actor, D, Steps, operation
from evershare.client.types import (
    AccountState,
    Balance,
    Debt,
    Health,
    Index,
    LendingState,
    Market,
    MarketHours,
    PoolState,
    Position,
    Price,
    Quote,
    Series,
    Side,
    Status,
    TradingDay,
    moment,
)
from evershare.client.units import from_units, to_wad
from evershare.errors import InvalidInput
from evershare.model.numbers import Number

_HEALTH_DECIMALS = 18 + 4  # USD WAD times bps
_CENTURY_SECONDS = 100 * 365 * 86_400
WIDTH = "0.5"
NEW_YORK = 1  # the first calendar that is published


class Info(Actor[D]):
    """Reads. Nothing here needs an account."""

    def __init__(self, core: Core, driver: D) -> None:
        super().__init__(driver)
        self._core = core

    @operation
    def status(self) -> Steps[Status]:
        """The deployment as the node shows it: assets, public option pools and lending pools."""
        core = self._core
        deployment = yield from core.deployment()
        head = yield from core.node.head(deployment.chain_id)
        symbols = yield from core.symbols()
        pools, lending = [], []
        for id_ in symbols:
            asset = yield from core.asset_of_id(id_)
            if asset.token:
                address = yield from core.read("OptionPoolFactory", "poolOf", id_)
                if int(address, 16):
                    pools.append((yield from _pool(core, asset, address)))
                address = yield from core.read("CollateralVault", "lendingPoolOf", id_)
                if int(address, 16):
                    lending.append((yield from _lending(core, asset, address)))
        return Status(
            deployment.chain_id,
            int(head["number"], 16),
            moment(int(head["timestamp"], 16)),
            tuple(symbols.values()),
            (yield from core.read("PerpetualOptions", "marketCount")),
            tuple(pools),
            tuple(lending),
        )

    @operation
    def assets(self) -> Steps[list[Asset]]:
        """All assets that have a price."""
        found = []
        for id_ in (yield from self._core.symbols()):
            found.append((yield from self._core.asset_of_id(id_)))
        return found

    @operation
    def price(self, symbol: str) -> Steps[Price]:
        """What an asset may be worth now. `reverts.PriceNeverObserved` if nobody has refreshed it yet."""
        asset = yield from self._core.asset(symbol)
        interval = yield from self._core.read("PriceOracle", "intervalOf", asset.id)
        observed = yield from self._core.read("PriceOracle", "observationOf", asset.id) if asset.id else _nothing()
        low, mid, high = (from_units(interval[edge]) for edge in ("lo", "mid", "hi"))
        return Price(symbol, low, mid, high, moment(observed["observedAt"] if observed else 0))

    @operation
    def index(self, base: str, settlement: str) -> Steps[Index]:
        """The index of a pair: settlement tokens a base token, as options see it."""
        pair = (yield from self._core.asset(base)), (yield from self._core.asset(settlement))
        interval = yield from self._core.read("PriceOracle", "indexOf", pair[0].id, pair[1].id)
        return Index(base, settlement, *(from_units(interval[edge]) for edge in ("lo", "mid", "hi")))

    @operation
    def markets(self) -> Steps[list[Market]]:
        """All markets of options."""
        return (yield from names.markets(self._core))

    @operation
    def market(self, base: str, settlement: str, days: int | None = None) -> Steps[Market]:
        """The market of a pair; give the days of its funding period if it has several."""
        return (yield from names.market(self._core, base, settlement, days))

    @operation
    def pool(self, symbol: str) -> Steps[PoolState]:
        """The public option pool of an asset."""
        asset, address = yield from names.pool(self._core, symbol)
        return (yield from _pool(self._core, asset, address))

    @operation
    def lending(self, symbol: str) -> Steps[LendingState]:
        """The pool that lends an asset."""
        asset, address = yield from names.lending_pool(self._core, symbol)
        return (yield from _lending(self._core, asset, address))

    @operation
    def series(
        self,
        base: str,
        settlement: str,
        side: Side | str,
        strike: Number | None = None,
        width: Number = WIDTH,
        days: int | None = None,
        pool: str | None = None,
    ) -> Steps[Series]:
        """The option of such terms: `strike` on the grid of 5 % steps, nearest the index if none is given."""
        return (yield from names.series(self._core, base, settlement, side, strike, width, days, pool))

    @operation
    def quote(self, series: Series, size: Number) -> Steps[Quote]:
        """What opening so many units of the base costs now."""
        return (yield from quote_open(self._core, series, size))

    @operation
    def quote_close(self, series_id: int, size: Number | None = None, account: Account = None) -> Steps[Quote]:
        """What closing a position pays now; all of it if no size is given."""
        return (yield from quote_close(self._core, series_id, size, account))

    @operation
    def calendar(self, calendar_id: int = NEW_YORK, days: int = 7) -> Steps[MarketHours]:
        """When the market of a trading calendar is open: now, and on so many days from today."""
        core = self._core
        now = yield from core.now()
        market = yield from core.read("TradingCalendar", "marketAt", calendar_id, now)
        regular = yield from core.read("TradingCalendar", "isRegular", calendar_id, now)
        found = []
        for day in range(now // SECONDS_PER_DAY, now // SECONDS_PER_DAY + days):
            raw = yield from core.read("TradingCalendar", "sessionOf", calendar_id, day)
            found.append(_trading_day(day, raw))
        next_open = market["nextOpen"]
        return MarketHours(market["open"], regular, moment(next_open) if next_open else None, tuple(found))

    @operation
    def wallet(self, symbol: str, address: str | None = None) -> Steps[Balance]:
        """What a wallet holds of an asset's token, outside the ledger."""
        asset, token = yield from self._core.token(symbol)
        held = yield from self._core.read("Token", "balanceOf", address or self._core.signer.address, at=token)
        return Balance(symbol, asset.whole(held), asset.whole(0))

    @operation
    def account(self, account: Account = None) -> Steps[AccountState]:
        """All that an account of the ledger holds, owes and has open."""
        core = self._core
        address = core.account(account)
        balances, debts = [], []
        for id_ in (yield from core.read("CollateralVault", "assetsOf", address)):
            asset = yield from core.asset_of_id(id_)
            held = yield from core.read("CollateralVault", "balanceOf", address, id_)
            locked = yield from core.read("CollateralVault", "lockedOf", address, id_)
            balances.append(Balance(asset.symbol, asset.whole(held), asset.whole(locked)))
        for id_ in (yield from core.read("CollateralVault", "debtsOf", address)):
            asset = yield from core.asset_of_id(id_)
            lender = yield from core.read("CollateralVault", "lendingPoolOf", id_)
            owed = yield from core.read("LendingPool", "debtOf", address, at=lender)
            debts.append(Debt(asset.symbol, asset.whole(owed)))
        health = yield from core.read("RiskEngine", "initialHealthOf", address)
        return AccountState(
            address,
            tuple(balances),
            tuple(debts),
            tuple((yield from _positions(core, address))),
            Health(*(from_units(health[side], _HEALTH_DECIMALS) for side in ("collateral", "debt"))),
        )

    @operation
    def positions(self, account: Account = None) -> Steps[list[Position]]:
        """The options in an account."""
        return (yield from _positions(self._core, self._core.account(account)))


def quote_open(core: Core, series: Series, size: Number) -> Steps[Quote]:
    """What opening costs now."""
    raw = yield from core.read("OptionsLens", "quoteOpen", names.terms(series), to_wad("size", size), 0)
    return (yield from _quote(core, series, to_wad("size", size), raw))


def quote_close(core: Core, series_id: int, size: Number | None, account: Account, later: int = 0) -> Steps[Quote]:
    """What closing pays now, or so many seconds later if no price changes."""
    address = core.account(account)
    units = yield from position_size(core, address, series_id, size)
    state = yield from core.read("PerpetualOptions", "seriesOf", series_id)
    series = yield from names.series_of_terms(core, state["terms"])
    raw = yield from core.read("OptionsLens", "quoteClose", address, series_id, units, 0, later=later)
    return (yield from _quote(core, series, units, raw))


def position_size(core: Core, address: str, series_id: int, size: Number | None) -> Steps[int]:
    """A part of a position, or all of it. InvalidInput if the account has no such position, or a smaller one."""
    held = (yield from core.read("PerpetualOptions", "positionOf", address, series_id))["size"]
    if not held:
        raise InvalidInput(f"{address} has no position in series {series_id}: see its positions")
    wanted = held if size is None else to_wad("size", size)
    if wanted > held:
        raise InvalidInput(
            f"size: {size} is more than the {from_units(held):f} that {address} has of series {series_id}"
        )
    return int(wanted)


def _quote(core: Core, series: Series, size: int, raw: dict[str, Any]) -> Steps[Quote]:
    asset = yield from core.asset(series.settlement)
    amounts = (asset.whole(raw[part]) for part in ("gross", "fee", "funding", "net"))
    return Quote(series, from_units(size), from_units(raw["price"]), *amounts)


def _positions(core: Core, address: str) -> Steps[list[Position]]:
    found = []
    for series_id in (yield from core.read("PerpetualOptions", "positionsOf", address)):
        raw = yield from core.read("OptionsLens", "position", address, series_id)
        series = yield from names.series_of_terms(core, raw["terms"])
        asset = yield from core.asset(series.settlement)
        seconds = raw["coveredSeconds"]
        found.append(
            Position(
                series_id=series_id,
                series=series,
                size=from_units(raw["size"]),
                value=asset.whole(raw["value"]),
                proceeds=asset.whole(raw["proceeds"]),
                funding_owed=asset.whole(raw["owed"]),
                delta=from_units(raw["delta"]),
                gamma=from_units(raw["gamma"]),
                vega=from_units(raw["vega"]),
                theta=from_units(raw["theta"]),
                covered=datetime.timedelta(seconds=seconds) if seconds < _CENTURY_SECONDS else None,
            )
        )
    return found


def _pool(core: Core, asset: Asset, address: str) -> Steps[PoolState]:
    decimals = yield from core.read("OptionPool", "decimals", at=address)
    cash = yield from core.read("OptionPool", "cash", at=address)
    free = yield from core.read("OptionPool", "freeCash", at=address)
    reserve = yield from core.read("PerpetualOptions", "reserveOf", address)
    price = yield from core.read("OptionPool", "convertToAssets", 10**decimals, at=address)
    supply = yield from core.read("OptionPool", "totalSupply", at=address)
    queue = yield from core.read("OptionPool", "queue", at=address)
    return PoolState(
        address=address,
        symbol=asset.symbol,
        cash=asset.whole(cash),
        reserve=asset.whole(reserve["reserve"]),
        free=asset.whole(free),
        share_price=asset.whole(price),
        shares=from_units(supply, decimals),
        queued_deposits=asset.whole(queue["queuedAssets"]),
        queued_redemptions=from_units(queue["queuedShares"], decimals),
        epoch=queue["epoch"],
        settled_at=moment(queue["settledAt"]) if queue["settledAt"] else None,
    )


def _lending(core: Core, asset: Asset, address: str) -> Steps[LendingState]:
    cash = yield from core.read("LendingPool", "cash", at=address)
    debt = yield from core.read("LendingPool", "totalDebt", at=address)
    cap = yield from core.read("LendingPool", "debtCap", at=address)
    rate = yield from core.read("LendingPool", "borrowRate", at=address)
    whole = asset.whole
    return LendingState(address, asset.symbol, whole(cash), whole(debt), whole(cap), from_units(rate))


def _trading_day(day: int, raw: dict[str, Any]) -> TradingDay:
    date, session = moment(day * SECONDS_PER_DAY).date(), raw["session"]
    if not session["extendedClose"]:
        return TradingDay(date, raw["published"])
    bounds = ("extendedOpen", "regularOpen", "regularClose", "extendedClose")
    return TradingDay(date, True, *(moment(day * SECONDS_PER_DAY + session[bound] * 60) for bound in bounds))


def _nothing() -> Steps[None]:
    yield from ()
