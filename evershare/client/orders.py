"""Limit orders and quotes: signed here, matched by a service off chain, settled on chain by whoever has both sides."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evershare.client import names
from evershare.client.actions import deadline_of
from evershare.client.core import Account, Core, checked_address
from evershare.client.effects import Actor, D, Fetch, Steps, Wait, operation
from evershare.client.errors import RequestFailed, ServiceRefused
from evershare.client.info import WIDTH
from evershare.client.keeper import with_prices
from evershare.client.sending import Receipt
from evershare.client.types import Series, Side
from evershare.client.units import BPS, from_units, to_bps, to_units, to_wad
from evershare.deployment import ZERO_ADDRESS
from evershare.errors import InvalidInput
from evershare.model.numbers import Number, read_number
from evershare.signing import Cancellation, Domain, LimitOrder, OrderFill, PoolQuote, orders_domain, recover, sign_order

HOUR = 3600
QUOTE_SECONDS = 60
BAND = "0.02"  # around the index, as a part of it
FEES = Decimal("0.1")  # more than any, as a part of a price
_GROUP_BITS = 64
_ATTEMPTS = 4
_DUPLICATE = 409  # of HTTP: what was sent has arrived before


Message = LimitOrder | PoolQuote
_KINDS: dict[str, type[LimitOrder] | type[PoolQuote]] = {"order": LimitOrder, "quote": PoolQuote}


@dataclass(frozen=True)
class SignedOrder:
    """A trader's limit order or a pool's quote, with its signature: all that anybody needs to fill it."""

    message: Message
    domain: Domain
    signature: bytes

    @property
    def id(self) -> str:
        """The hash that was signed, by which matchers and contracts know it."""
        return "0x" + self.message.digest(self.domain).hex()

    @property
    def kind(self) -> str:
        """`order` or `quote`."""
        return "quote" if isinstance(self.message, PoolQuote) else "order"

    def to_json(self) -> str:
        """It as text, for a file."""
        where = {"kind": self.kind, "chainId": self.domain.chain_id, "contract": self.domain.verifying_contract}
        signed = {"message": self.message.to_json(), "signature": "0x" + self.signature.hex()}
        return json.dumps(where | signed, indent=2)

    @classmethod
    def from_json(cls, text: str) -> SignedOrder:
        """What a text holds. InvalidInput if it is neither, or if its signature is of somebody else."""
        try:
            raw = json.loads(text)
            domain = orders_domain(int(raw["chainId"]), str(raw["contract"]))
            message = _KINDS[raw["kind"]].from_json(raw["message"])
            found = cls(message, domain, bytes.fromhex(raw["signature"][2:]))
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(f"this is no signed order: {' '.join(str(error).split())}") from None
        if recover(found.message, found.domain, found.signature) != found.message.signer:
            raise InvalidInput(f"the {found.kind} is not signed by {found.message.signer}: sign it again")
        return found


@dataclass(frozen=True)
class OpenOrder:
    """An order or a quote that a matcher has in its book. The price is in settlement tokens a unit of the base."""

    id: str
    kind: str
    side: str
    price: Decimal
    remaining: Decimal
    valid_until: int  # Unix seconds


class Orders(Actor[D]):
    """Signs orders and quotes, sends them to a matcher (whose URL `matcher` is), fills and cancels them."""

    def __init__(self, core: Core, driver: D) -> None:
        super().__init__(driver)
        self._core = core

    @operation
    def sign(
        self,
        base: str,
        settlement: str,
        side: Side | str,
        size: Number,
        price: Number,
        is_open: bool = True,
        strike: Number | None = None,
        width: Number = WIDTH,
        executor_fee: Number = 0,
        seconds: int = HOUR,
        days: int | None = None,
        pool: str | None = None,
        account: Account = None,
        group: int | None = None,
    ) -> Steps[SignedOrder]:
        """A signed order to buy an option (or to sell it, with `is_open=False`) at `price` a base unit or better.

        The price includes all fees but `executor_fee`, which whoever fills all of it earns, in settlement tokens. Any
        pool may fill it unless one is named. Orders with the same `group` fill up to `size` together.
        """
        core = self._core
        series = yield from names.series(core, base, settlement, side, strike, width, days, pool or ZERO_ADDRESS)
        return (
            yield from self._signed(series, size, price, is_open, executor_fee, seconds, core.account(account), group)
        )

    @operation
    def quote(
        self,
        base: str,
        settlement: str,
        side: Side | str,
        size: Number,
        price: Number,
        pool: str,
        is_open: bool = True,
        strike: Number | None = None,
        width: Number = WIDTH,
        band: Number = BAND,
        max_interval: Number = BAND,
        seconds: int = QUOTE_SECONDS,
        days: int | None = None,
        taker: str = ZERO_ADDRESS,
        group: int | None = None,
    ) -> Steps[SignedOrder]:
        """A private pool's signed quote to sell an option, or to buy it back (`is_open=False`), at `price` a base unit.

        It is good while the confirmed index is within `band` of what it is now, and the interval no wider than
        `max_interval`, both parts of one, for so many seconds; for the owner `taker` alone if one is named.
        """
        core, key = self._core, self._core.signer
        series = yield from names.series(
            core, base, settlement, side, strike, width, days, checked_address("pool", pool)
        )
        domain, terms = (yield from self._domain()), names.terms(series)
        pair = (yield from core.asset(base)), (yield from core.asset(settlement))
        mid = (yield from core.read("PriceOracle", "indexOf", pair[0].id, pair[1].id))["mid"]
        around = mid * to_bps("band", band) // BPS
        quote = PoolQuote(
            pool=series.pool,
            signer=key.address,
            market_id=series.market_id,
            strike=terms["strike"],
            width_bps=terms["widthBps"],
            is_call=terms["isCall"],
            is_open=is_open,
            size=to_wad("size", size),
            price=to_wad("price", price),
            index_lo=mid - around,
            index_hi=mid + around,
            max_interval_bps=to_bps("max_interval", max_interval),
            valid_from=0,
            valid_until=(yield from deadline_of(core, seconds)),
            group=secrets.randbits(_GROUP_BITS) if group is None else group,
            epoch=(yield from core.read("SignedOrders", "epochOf", key.address)),
            taker=checked_address("taker", taker),
        )
        return SignedOrder(quote, domain, sign_order(quote, domain, key.key))

    @operation
    def take(
        self, signed: SignedOrder, size: Number, limit: Number | None = None, account: Account = None
    ) -> Steps[Receipt]:
        """Take a quote for an account. `limit` is the most to pay, or the least to receive, fees included, in
        settlement tokens; by default what the quote says for the size, and 10 % for the fees.
        """
        core, quote = self._core, signed.message
        if not isinstance(quote, PoolQuote):
            raise InvalidInput("this is a limit order, which is filled, not taken")
        yield from self._require_ours(signed.domain)
        units = to_wad("size", size)
        market = yield from names.market_of_id(core, quote.market_id)
        settlement = yield from core.asset(market.settlement)
        if limit is None:
            price = from_units(quote.price) * from_units(units)
            with_fees = price * (1 + FEES) if quote.is_open else price * (1 - FEES)
            bound = int(with_fees.scaleb(settlement.held_decimals()))
        else:
            bound = settlement.units("limit", limit)
        nobody = (ZERO_ADDRESS, 0)
        arguments = (quote.as_tuple(), signed.signature, core.account(account), units, bound, nobody)
        with (yield from with_prices(core, market.base, market.settlement)):
            return (yield from core.act((yield from core.call("SignedOrders", "fillQuote", *arguments))))

    @operation
    def send(self, signed: SignedOrder, matcher: str) -> Steps[str]:
        """Hand an order or a quote to a matcher; its id is what was signed. Sent twice, it is in the book once."""
        yield from self._require_ours(signed.domain)
        submission = {"message": signed.message.to_json(), "signature": "0x" + signed.signature.hex()}
        try:
            yield from _asked(f"{_root(matcher)}/v1/{signed.kind}s", submission)
        except ServiceRefused as error:
            if error.status != _DUPLICATE:
                raise
        return signed.id

    @operation
    def open(self, matcher: str, signer: str | None = None) -> Steps[list[OpenOrder]]:
        """What the signer, or somebody else, has open at a matcher."""
        who = checked_address("signer", signer) if signer else self._core.signer.address
        found = yield from _asked(f"{_root(matcher)}/v1/signers/{who}/open")
        return [
            OpenOrder(
                one["id"],
                one["kind"],
                one["side"],
                from_units(int(one["price"])),
                from_units(int(one["remaining"])),
                one["validUntil"],
            )
            for one in found
        ]

    @operation
    def forget(self, matcher: str, *groups: int) -> Steps[int]:
        """Ask a matcher to forget groups, or all of the signer's orders; how many it had. It binds this matcher alone:
        `cancel` binds everybody.
        """
        domain = yield from self._domain()
        key = self._core.signer
        message = Cancellation(key.address, tuple(groups), (yield from deadline_of(self._core, 0)))
        signature = sign_order(message, domain, key.key)
        submission = {"message": message.to_json(), "signature": "0x" + signature.hex()}
        return int((yield from _asked(f"{_root(matcher)}/v1/cancellations", submission))["cancelled"])

    @operation
    def cancel(self, group: int) -> Steps[Receipt]:
        """Make everything void that the signer has signed with a group, on chain."""
        return (yield from self._core.send("SignedOrders", "cancelGroup", group)).receipt

    @operation
    def cancel_all(self) -> Steps[Receipt]:
        """Make everything void that the signer has signed so far, on chain."""
        return (yield from self._core.send("SignedOrders", "bumpEpoch")).receipt

    @operation
    def left(self, signed: SignedOrder) -> Steps[Decimal]:
        """What is left of an order or a quote, units of the base; 0 when it is filled or cancelled.

        Raises why it is not good.
        """
        yield from self._require_ours(signed.domain)
        check = "checkQuote" if signed.kind == "quote" else "checkOrder"
        arguments = (signed.message.as_tuple(), signed.signature)
        return from_units((yield from self._core.read("SignedOrders", check, *arguments)))

    @operation
    def fill(self, signed: SignedOrder, pool: str, size: Number | None = None) -> Steps[Receipt]:
        """Fill an order from a pool at its ask or bid, for the executor's fee; all of it unless told otherwise. New
        prices are brought along if the client has a price service.
        """
        core, order = self._core, signed.message
        if not isinstance(order, LimitOrder):
            raise InvalidInput("this is a quote, which is taken, not filled")
        yield from self._require_ours(signed.domain)
        units = order.size if size is None else to_wad("size", size)
        fill = OrderFill(order, signed.signature, (), checked_address("pool", pool), units)
        market = yield from names.market_of_id(core, order.market_id)
        with (yield from with_prices(core, market.base, market.settlement)):
            return (yield from core.act((yield from core.call("SignedOrders", "fillOrder", fill.as_tuple()))))

    def _signed(
        self,
        series: Series,
        size: Number,
        price: Number,
        is_open: bool,
        executor_fee: Number,
        seconds: int,
        account: str,
        group: int | None,
    ) -> Steps[SignedOrder]:
        core, key = self._core, self._core.signer
        settlement = yield from core.asset(series.settlement)
        domain = yield from self._domain()
        until = yield from deadline_of(core, seconds)
        has_fee = read_number("executor_fee", executor_fee) != 0
        terms = names.terms(series)
        order = LimitOrder(
            account=account,
            signer=key.address,
            pool=series.pool,
            market_id=series.market_id,
            strike=terms["strike"],
            width_bps=terms["widthBps"],
            is_call=terms["isCall"],
            is_open=is_open,
            size=to_wad("size", size),
            price=to_wad("price", price),
            executor_fee=to_units("executor_fee", executor_fee, settlement.held_decimals()) if has_fee else 0,
            integrator=ZERO_ADDRESS,
            integrator_fee_bps=0,
            valid_from=0,  # at once, by any clock
            valid_until=until,
            group=secrets.randbits(_GROUP_BITS) if group is None else group,
            epoch=(yield from core.read("SignedOrders", "epochOf", key.address)),
        )
        return SignedOrder(order, domain, sign_order(order, domain, key.key))

    def _domain(self) -> Steps[Domain]:
        deployment = yield from self._core.deployment()
        return orders_domain(deployment.chain_id, deployment.address("SignedOrders"))

    def _require_ours(self, domain: Domain) -> Steps[None]:
        ours = yield from self._domain()
        if domain != ours:
            raise InvalidInput(
                f"the order is for {domain.verifying_contract} on chain {domain.chain_id}, "
                f"not for {ours.verifying_contract} of this deployment"
            )


def _asked(url: str, body: Mapping[str, Any] | None = None) -> Steps[Any]:
    """What a matcher answers, asked again while it does not. Each of its requests may be sent twice."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return (yield Fetch(url, body=body))
        except RequestFailed:
            if attempt == _ATTEMPTS:
                raise
            yield Wait(attempt / 2)
    raise AssertionError("unreachable")


def _root(matcher: str) -> str:
    if not matcher.startswith(("http://", "https://")):
        raise InvalidInput(f"matcher: must be a URL, not {matcher!r}")
    return matcher.rstrip("/")
