"""The pools and markets of one settlement token, and the second books of them."""

from __future__ import annotations

from typing import Any

from evershare.model.interval import Interval
from tests.support.eip712 import domain_of
from tests.support.options_ledger.orders import Ledger
from tests.support.options_ledger.terms import Estimate, Market, Moment, Pool, Terms, market_of
from tests.support.options_ledger.values import Moments
from tests.support.options_machine.values import ChainValues, ChainVolatility, numbers
from tests.support.world import MEASURED, World


class MarketKind:
    """A base and a funding period: markets of a kind come one after another, as each may be closed."""

    def __init__(self, base: str, settlement: str, **changes: int) -> None:
        self.base, self.settlement, self.changes = base, settlement, MEASURED | changes

    def create(self, world: World) -> int:
        """Returns the market's id."""
        return world.create_market(self.base, self.settlement, **self.changes)

    def terms(self, world: World) -> Market:
        """What the ledger needs of it."""
        return market_of(world.market(self.base, self.settlement, **self.changes))

    def legs(self, world: World) -> tuple[int, int]:
        """The asset ids of base and settlement token."""
        return world.market(self.base, self.settlement, **self.changes)[:2]


class Venue:
    """One run's books of a settlement token, which begin as the chain is, and the ids of its series. ``private`` is the
    pool of a maker, which has a price for nobody without a signature."""

    def __init__(
        self,
        world: World,
        symbol: str,
        pools: tuple[Any, Any],
        kinds: dict[int, MarketKind],
        values: ChainValues,
        volatility: ChainVolatility,
    ) -> None:
        self.world, self.symbol, self.values = world, symbol, values
        self.token, self.asset_id = world.tokens[symbol], world.asset_ids[symbol]
        self.pools = {pool.address: pool for pool in pools}
        self.public, self.private = self.pools
        self.kinds = dict(kinds)  # by market
        self.series_ids: dict[Terms, int] = {}
        owner, signer = str(pools[1].owner()), str(pools[1].signer())
        self.ledger = Ledger(
            values,
            volatility,
            {market_id: kind.terms(world) for market_id, kind in kinds.items()},
            {market_id: self.estimate(market_id) for market_id in kinds},
            [Pool(self.public), Pool(self.private, owner)],
            options=world["PerpetualOptions"].address,
            insurance=world.people["insurance"].address,
            treasury=world.people["treasury"].address,
            is_stock=symbol == "TSLA",
            decimals=int(self.token.decimals()),
        )
        self.ledger.domain = domain_of(world["SignedOrders"])
        self.ledger.set_signer(self.private, signer)

    def add_market(self, kind: MarketKind) -> None:
        """Another market, after one of its kind has come to its end."""
        market_id = kind.create(self.world)
        self.kinds[market_id] = kind
        self.ledger.markets[market_id] = kind.terms(self.world)
        self.ledger.books.estimates[market_id] = self.estimate(market_id)

    def moments(self) -> Moments:
        """Now, in each market, as the last block saw it; the values that follow from it are asked for in one go."""
        oracle = self.world["PriceOracle"]
        legs = [kind.legs(self.world) for kind in self.kinds.values()]
        indices = self.values.reader.read(*((oracle.indexOf, *pair) for pair in legs))
        now = self.values.reader.time()
        moments = {
            market_id: Moment(now, Interval(*numbers(index)))
            for market_id, index in zip(self.kinds, indices, strict=True)
        }
        self.values.fetch(self.ledger.rows(moments))
        return moments

    def estimate(self, market_id: int) -> Estimate:
        """A market's volatility on chain."""
        return estimate_of(self.world["PerpetualOptions"].volatilityOf(market_id))

    def open_markets(self) -> list[int]:
        """Those of which no end is announced."""
        return [market_id for market_id in self.kinds if market_id not in self.ledger.books.closings]


def estimate_of(answer: Any) -> Estimate:
    """From what ``volatilityOf`` answers."""
    index, variance, sigma, sampled_at = numbers(answer)
    return Estimate(index, variance, sigma // 10**9, sampled_at)
