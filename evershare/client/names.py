"""Markets, pools and series by the names of their assets."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from evershare.client.core import Asset, Core
from evershare.client.effects import Steps
from evershare.client.errors import UnknownSymbol
from evershare.client.types import Market, MarketStatus, Series, Side
from evershare.client.units import from_bps, from_units, to_bps, to_wad
from evershare.deployment import ZERO_ADDRESS
from evershare.errors import InvalidInput
from evershare.model.numbers import Number
from evershare.model.strikes import nearest_strike


def market_of_id(core: Core, id_: int) -> Steps[Market]:
    """A market by its number."""
    raw = yield from core.read("PerpetualOptions", "marketOf", id_)
    volatility = yield from core.read("PerpetualOptions", "volatilityOf", id_)
    interest = yield from core.read("PerpetualOptions", "openInterestOf", id_)
    base = yield from core.asset_of_id(raw["baseId"])
    settlement = yield from core.asset_of_id(raw["settlementId"])
    return Market(
        id=id_,
        base=base.symbol,
        settlement=settlement.symbol,
        period=datetime.timedelta(seconds=raw["period"]),
        status=MarketStatus(raw["status"]),
        sigma=from_units(volatility["sigma"]),
        spread=from_bps(raw["spreadBps"]),
        fee=from_bps(raw["feeBps"]),
        min_premium=from_units(raw["minPremium"]),
        open_interest=settlement.whole(interest["locked"]),
        limit=settlement.whole(interest["limit"]),
    )


def markets(core: Core) -> Steps[list[Market]]:
    """All markets."""
    count = yield from core.read("PerpetualOptions", "marketCount")
    found = []
    for id_ in range(1, count + 1):
        found.append((yield from market_of_id(core, id_)))
    return found


def market(core: Core, base: str, settlement: str, days: int | None = None) -> Steps[Market]:
    """The market of a pair, of so many days' funding period if it has several. UnknownSymbol if there is none."""
    yield from core.asset(base)
    yield from core.asset(settlement)
    everything = yield from markets(core)
    pair = [one for one in everything if (one.base, one.settlement) == (base, settlement)]
    fitting = [one for one in pair if days is None or one.period == datetime.timedelta(days=days)]
    if not fitting:
        there_are = ", ".join(_name(one) for one in everything) or "none"
        wanted = f"{base}/{settlement}" + (f" of {days} days" if days else "")
        raise UnknownSymbol(f"there is no market {wanted}: there are {there_are}")
    if len(fitting) > 1:
        raise UnknownSymbol(f"{base}/{settlement} has several markets: give the days of one of {_names(fitting)}")
    return fitting[0]


def pool(core: Core, symbol: str) -> Steps[tuple[Asset, str]]:
    """The asset of a symbol and its public option pool. UnknownSymbol if it has none."""
    asset, _ = yield from core.token(symbol)
    address = yield from core.read("OptionPoolFactory", "poolOf", asset.id)
    if address == ZERO_ADDRESS:
        raise UnknownSymbol(f"{symbol} has no public option pool: create one with `provider.create_pool`")
    return asset, str(address)


def lending_pool(core: Core, symbol: str) -> Steps[tuple[Asset, str]]:
    """The asset of a symbol and the pool that lends it. UnknownSymbol if it has none."""
    asset, _ = yield from core.token(symbol)
    address = yield from core.read("CollateralVault", "lendingPoolOf", asset.id)
    if address == ZERO_ADDRESS:
        raise UnknownSymbol(f"nobody lends {symbol}: it has no lending pool")
    return asset, str(address)


def series(
    core: Core,
    base: str,
    settlement: str,
    side: Side | str,
    strike: Number | None,
    width: Number,
    days: int | None = None,
    pool_address: str | None = None,
) -> Steps[Series]:
    """The option of such terms. Without a strike, the one of the grid nearest the index.

    InvalidInput names the nearest strike if the given one is not on the grid.
    """
    found = yield from market(core, base, settlement, days)
    if pool_address is None:
        _, pool_address = yield from pool(core, settlement)
    to_bps("width", width)
    if strike is None:
        base_asset, settlement_asset = (yield from core.asset(base)), (yield from core.asset(settlement))
        index = yield from core.read("PriceOracle", "indexOf", base_asset.id, settlement_asset.id)
        chosen = nearest_strike(from_units(index["mid"]))
    else:
        to_wad("strike", strike)
        chosen = nearest_strike(strike)
        if chosen != Decimal(strike):
            raise InvalidInput(f"strike: {strike} is not on the grid of 5 % steps; the nearest is {chosen:f}")
    return Series(pool_address, found.id, base, settlement, side_of(side), chosen, Decimal(width))


def side_of(side: Side | str) -> Side:
    """A side by its name. InvalidInput if it is neither call nor put."""
    try:
        return Side(side.lower() if isinstance(side, str) else side)
    except ValueError:
        raise InvalidInput(f"side: must be call or put, got {side!r}") from None


def terms(series_: Series) -> dict[str, Any]:
    """`SeriesTerms` as contracts take them."""
    return {
        "pool": series_.pool,
        "marketId": series_.market_id,
        "strike": to_wad("strike", series_.strike),
        "widthBps": to_bps("width", series_.width),
        "isCall": series_.side is Side.CALL,
    }


def series_of_terms(core: Core, raw: dict[str, Any]) -> Steps[Series]:
    """An option from `SeriesTerms`."""
    found = yield from core.read("PerpetualOptions", "marketOf", raw["marketId"])
    base = yield from core.asset_of_id(found["baseId"])
    settlement = yield from core.asset_of_id(found["settlementId"])
    side = Side.CALL if raw["isCall"] else Side.PUT
    strike, width = from_units(raw["strike"]), from_bps(raw["widthBps"])
    return Series(raw["pool"], raw["marketId"], base.symbol, settlement.symbol, side, strike, width)


def _name(one: Market) -> str:
    return f"{one.base}/{one.settlement} ({one.period.days} days)"


def _names(several: list[Market]) -> str:
    return ", ".join(_name(one) for one in several)
