"""A private pool with a signing key, a trader with another, and what they sign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from brownie.exceptions import VirtualMachineError
from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils import keccak

from evershare.localnet import wad
from evershare.model import nearest_strike
from evershare.signing import LimitOrder, OrderFill, PoolQuote, QuoteFill, TypedMessage
from tests.support.eip712 import domain_of, sign_typed
from tests.support.reverts import decoded
from tests.support.world import World

ZERO_ADDRESS = "0x" + "0" * 40
YEAR = 365 * 86_400
COVER = 200
STRIKE = wad(nearest_strike("281.3"))
PRICE = "9.5"
"""Of the call nearest the money, in TSLA per BTC."""

NO_INTEGRATOR = (ZERO_ADDRESS, 0)


def key(name: str) -> LocalAccount:
    """A key of its own for each name."""
    account: LocalAccount = Account.from_key(keccak(text=name))
    return account


@contextmanager
def refuses(name: str) -> Iterator[None]:
    """Fail unless the body reverts with an error of this name, whose arguments no test can know exactly."""
    with pytest.raises(VirtualMachineError) as refused:
        yield
    assert decoded(refused.value)[0] == name


class OrderDesk:
    """The market maker's pool of 200 TSLA. A key signs for it, and another for the trader."""

    def __init__(self, world: World) -> None:
        self.world, self.orders = world, world["SignedOrders"]
        self.domain = domain_of(self.orders)
        self.signer, self.trader_signer = key("quote signer"), key("trader's signer")
        self.trader = world.people["trader"]
        self.pool = self.new_pool("market_maker", self.signer.address, COVER)
        world["CollateralVault"].setOperator(
            self.trader, self.trader_signer.address, world.now + YEAR, world.as_("trader")
        )

    def new_pool(self, role: str, signer: str, cover: int) -> Any:
        """Another private pool, with so many tokens in it."""
        world = self.world
        world.tokens["TSLA"].transfer(world.people[role], wad(cover), world.as_("authorised_participant"))
        pool = world.create_private_pool(role, "TSLA", signer)
        world.tokens["TSLA"].approve(pool, wad(cover), world.as_(role))
        pool.deposit(wad(cover), world.as_(role))
        return pool

    def quote(self, **changes: Any) -> PoolQuote:
        """A call at the money for up to 0.5 BTC at 9.5 TSLA a BTC, good for an hour at an index from 270 to 300."""
        quote = PoolQuote(
            pool=self.pool.address,
            signer=self.signer.address,
            market_id=self.world.market_id,
            strike=STRIKE,
            width_bps=5_000,
            is_call=True,
            is_open=True,
            size=wad("0.5"),
            price=wad(PRICE),
            index_lo=wad(270),
            index_hi=wad(300),
            max_interval_bps=3_500,
            valid_from=0,
            valid_until=self.world.now + 3_600,
            group=1,
            epoch=0,
        )
        return replace(quote, **changes)

    def order(self, **changes: Any) -> LimitOrder:
        """The trader buys up to 0.4 BTC of the same call for at most 10 TSLA a BTC, from any pool, within an hour."""
        order = LimitOrder(
            account=self.trader.address,
            signer=self.trader_signer.address,
            pool=ZERO_ADDRESS,
            market_id=self.world.market_id,
            strike=STRIKE,
            width_bps=5_000,
            is_call=True,
            is_open=True,
            size=wad("0.4"),
            price=wad(10),
            executor_fee=0,
            integrator=ZERO_ADDRESS,
            integrator_fee_bps=0,
            valid_from=0,
            valid_until=self.world.now + 3_600,
            group=1,
            epoch=0,
        )
        return replace(order, **changes)

    def sign(self, message: TypedMessage, signer: LocalAccount | None = None) -> bytes:
        """The signature of whose message it is, or of somebody else."""
        if signer is None:
            signer = self.signer if isinstance(message, PoolQuote) else self.trader_signer
        return sign_typed(signer, message, self.domain)

    def take(self, quote: PoolQuote, size: str | int = "0.2", role: str = "trader", **changes: Any) -> Any:
        """A person takes a quote for his account at any cost: so many BTC, or WAD. Returns the transaction."""
        arguments = {
            "signature": self.sign(quote),
            "account": self.world.people[role],
            "size": size if isinstance(size, int) else wad(size),
            "limit": wad(10**6) if quote.is_open else 0,
            "integrator": NO_INTEGRATOR,
        } | changes
        return self.orders.fillQuote(quote.as_tuple(), *arguments.values(), self.world.as_(role))

    def part(self, quote: PoolQuote, size: str = "0.2") -> QuoteFill:
        """A quote with its signature, and how much of it is taken."""
        return QuoteFill(quote, self.sign(quote), wad(size))

    def filling(
        self, order: LimitOrder, *parts: QuoteFill, pool: Any = None, pool_size: str = "0", signature: bytes = b""
    ) -> tuple[Any, ...]:
        """``OrderFill`` as the contract takes it."""
        where = ZERO_ADDRESS if pool is None else pool.address
        return OrderFill(order, signature or self.sign(order), parts, where, wad(pool_size)).as_tuple()

    def fill(self, order: LimitOrder, *parts: QuoteFill, **changes: Any) -> Any:
        """The keeper fills an order. Returns the transaction."""
        return self.orders.fillOrder(self.filling(order, *parts, **changes), self.world.as_("keeper"))

    def series_id(self, pool: Any = None) -> int:
        """The series of the quotes above."""
        quote = self.quote()
        terms = (pool or self.pool, quote.market_id, quote.strike, quote.width_bps, quote.is_call)
        return int(self.world["PerpetualOptions"].seriesIdOf(terms))

    def held(self, role: str = "trader", pool: Any = None) -> int:
        """What a person holds of it, WAD."""
        series_id = self.series_id(pool)
        return int(self.world["PerpetualOptions"].positionOf(self.world.people[role], series_id)[0])

    def balance(self, account: Any) -> int:
        """The TSLA of an account of the ledger."""
        return int(self.world["CollateralVault"].balanceOf(account, self.world.asset_ids["TSLA"]))
