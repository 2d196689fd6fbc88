"""What a maker reads from the chain before it decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from eth_utils.address import to_checksum_address
from web3 import HTTPProvider, Web3

from evershare import abi
from evershare.client.units import from_units
from evershare.errors import InvalidInput
from evershare.maker.decide import Interval, Seen, Terms
from evershare.maker.report import Names
from evershare.maker.settings import Settings
from evershare.model.pricing import Side
from evershare.signing import Domain, orders_domain

CONTRACTS = ("SignedOrders", "PerpetualOptions", "OptionsLens", "PriceOracle", "CollateralVault")
REQUEST_SECONDS = 20
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class View:
    """The chain at one moment, as a maker needs it."""

    seen: Seen
    names: Names
    time: int
    epoch: int


class Reader:
    """Reads for one pool in one market."""

    def __init__(self, url: str, addresses: dict[str, str], settings: Settings) -> None:
        """InvalidInput if the settings name another market, or a pool of another token."""
        web3 = Web3(HTTPProvider(url, request_kwargs={"timeout": REQUEST_SECONDS}))
        self._web3, self._settings = web3, settings
        self._pool = to_checksum_address(settings.pool)
        self._orders, self._options, self._lens, self._oracle, self._vault = (
            _contract(web3, name, addresses[name]) for name in CONTRACTS
        )
        self._market = self._options.functions.marketOf(settings.market_id).call()
        for asset_id, symbol in (
            (self._market.baseId, settings.base),
            (self._market.settlementId, settings.settlement),
        ):
            found = self._oracle.functions.assetIdOf(symbol.encode().ljust(32, b"\0")).call() if symbol != "USD" else 0
            if found != asset_id:
                raise InvalidInput(f"market {settings.market_id} is not {settings.base}/{settings.settlement}")
        self._unit = Decimal(10) ** int(self._vault.functions.assetOf(self._market.settlementId).call()[1])

    @property
    def domain(self) -> Domain:
        """What quotes are signed for."""
        return orders_domain(self._web3.eth.chain_id, self._orders.address)

    def require_signer(self, signer: str) -> None:
        """InvalidInput if the pool's quotes are signed by another key."""
        own = _contract(self._web3, "PrivateOptionPool", self._pool).functions.signer().call()
        if own != signer:
            raise InvalidInput(f"the key is of {signer}: quotes of {self._pool} are signed by {own}")

    def view(self, signer: str) -> View:
        """What there is to see now."""
        settings, market = self._settings, self._market
        index = self._oracle.functions.indexOf(market.baseId, market.settlementId).call()
        sigma = self._options.functions.volatilityOf(settings.market_id).call()[2]
        pool = self._lens.functions.pool(self._pool).call()
        written: dict[Terms, Decimal] = {}
        for series in pool.series:
            terms = series.terms
            if terms.marketId == settings.market_id and series.size:
                side: Side = "call" if terms.isCall else "put"
                written[Terms(from_units(terms.strike), side, terms.widthBps)] = from_units(series.size)
        here = sum((size * terms.most for terms, size in written.items()), Decimal(0))
        seen = Seen(
            index=Interval(from_units(index.lo), from_units(index.mid), from_units(index.hi)),
            sigma=from_units(sigma),
            period_days=Decimal(market.period) / DAY_SECONDS,
            cash=pool.cash / self._unit,
            written=written,
            locked_elsewhere=max(pool.reserve / self._unit - here, Decimal(0)),
        )
        names = Names(settings.base, settings.settlement, self._usd(market.baseId), self._usd(market.settlementId))
        time = int(self._web3.eth.get_block("latest")["timestamp"])
        return View(seen, names, time, int(self._orders.functions.epochOf(signer).call()))

    def consumed(self, signer: str, groups: Sequence[int]) -> list[int]:
        """What has been filled of each group, WAD."""
        return [int(self._orders.functions.consumedOf(signer, group).call()) for group in groups]

    def _usd(self, asset_id: int) -> Decimal:
        return from_units(self._oracle.functions.midOf(asset_id).call()) if asset_id else Decimal(1)


def _contract(web3: Web3, name: str, address: str) -> Any:
    return web3.eth.contract(address=to_checksum_address(address), abi=list(abi.load(name)), decode_tuples=True)
