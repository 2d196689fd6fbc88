"""A contract and a node of our own making: the rules of ``SignedOrders`` without prices, and faults on demand."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import Any

from eth_account import Account
from eth_utils import keccak

from evershare.errors import InvalidInput
from evershare.matcher.book import Group
from evershare.matcher.chain import ChainUnreachable, GroupState, Pending, Prepared, Refusal
from evershare.matcher.models import Message, Submission
from evershare.signing import (
    Cancellation,
    Domain,
    LimitOrder,
    OrderFill,
    PoolQuote,
    TypedMessage,
    orders_domain,
    recover,
    sign_order,
)

WAD = 10**18
NOW = 1_722_470_400
NOBODY = "0x" + "0" * 40
POOL, WALLET = "0x" + "55" * 20, "0x" + "77" * 20
KEYS = {name: keccak(text=name) for name in ("maker", "second maker", "trader", "second trader", "stranger")}
CANCELLED = 2**256 - 1
WALLET_SIGNATURE = b"\x01\x02"  # what every contract accepts here


class Killed(BaseException):
    """The service's process ended at this point. It is no error that anything may catch."""


def address(name: str) -> str:
    """Of one of the people."""
    return str(Account.from_key(KEYS[name]).address)


class FakeChain:
    """What a `Chain` answers. `faults` name the calls at which the service dies or the node fails, once each."""

    executor = "0x" + "99" * 20

    def __init__(self) -> None:
        self.domain: Domain = orders_domain(31_337, "0x" + "88" * 20)
        self.time, self.market_fee = NOW, 0
        self.consumed: Counter[Group] = Counter()
        self.epochs: Counter[str] = Counter()
        self.contracts = {WALLET}
        self.broken: dict[str, str] = {}  # hash of a message: why its fills fail, though it is good in itself
        self.faults: dict[str, BaseException] = {}
        self.mines = True
        self.nonce = 0
        self.trades: list[tuple[str, str, int]] = []  # what has been settled: order, quote, size
        self._known: dict[str, tuple[int, list[OrderFill]]] = {}  # transactions by hash
        self._waiting: set[str] = set()
        self._ended: dict[str, list[str]] = {}
        self._numbers = count()

    # What the service asks

    def now(self) -> int:
        return self.time

    def left(self, message: Message, signature: bytes) -> int:
        self._fault("left")
        group = Group(message.signer, message.group)
        if not message.valid_from <= self.time <= message.valid_until:
            raise Refusal(f"SignatureExpired (validUntil {message.valid_until})")
        if message.epoch != self.epochs[message.signer]:
            raise Refusal(f"SignedInOtherEpoch (epoch {self.epochs[message.signer]})")
        if not self._is_signed(message, signature):
            raise Refusal(f"OrderSignatureInvalid (signer {message.signer})")
        left = message.size - self.consumed[group]
        if left <= 0:
            raise Refusal("FillExceedsSize (left 0)")
        return left

    def has_signed(self, signer: str, digest: bytes, signature: bytes) -> bool:
        return signer in self.contracts and signature == WALLET_SIGNATURE

    def is_contract(self, address: str) -> bool:
        return address in self.contracts

    def states(self, groups: Sequence[Group]) -> list[GroupState]:
        self._fault("states")
        return [GroupState(self.consumed[group], self.epochs[group.signer]) for group in groups]

    def fee(self, market_id: int) -> int:
        return self.market_fee

    def simulate(self, fill: OrderFill) -> str:
        self._fault("simulate")
        return self._attempt(fill, execute=False)

    def prepare(self, fills: Sequence[OrderFill]) -> Prepared:
        self._fault("prepare")
        raw = f"0x{next(self._numbers):064x}"
        hash_ = "0x" + hashlib.sha256(raw.encode()).hexdigest()
        self._known[hash_] = (self.nonce, list(fills))
        return Prepared(self.nonce, hash_, raw)

    def send(self, raw: str) -> None:
        self._fault("send")
        hash_ = "0x" + hashlib.sha256(raw.encode()).hexdigest()
        if self._known[hash_][0] == self.nonce:
            self._waiting.add(hash_)
        if self.mines:
            self.mine()
        self._fault("sent")

    def outcome(self, hash_: str, nonce: int) -> list[str] | Pending:
        self._fault("outcome")
        if hash_ in self._ended:
            return self._ended[hash_]
        return Pending.REPLACED if self.nonce > nonce else Pending.WAITING

    # What the tests do

    def mine(self) -> None:
        """Carry out what has been sent."""
        for hash_ in list(self._waiting):
            nonce, fills = self._known[hash_]
            self._waiting.discard(hash_)
            if nonce == self.nonce:
                self.nonce += 1
                self._ended[hash_] = [self._attempt(fill, execute=True) for fill in fills]

    def forget(self) -> None:
        """The node loses what it was sent and has not mined."""
        self._waiting.clear()

    def id_of(self, message: TypedMessage) -> str:
        """The hash that is signed."""
        return "0x" + message.digest(self.domain).hex()

    def signed(self, message: Any, name: str) -> Submission:
        """A message as somebody sends it in."""
        signature = WALLET_SIGNATURE if name == "wallet" else sign_order(message, self.domain, KEYS[name])
        return Submission(message=message.to_json(), signature="0x" + signature.hex())

    def _attempt(self, fill: OrderFill, *, execute: bool) -> str:
        (taken,) = fill.quotes
        try:
            for message, signature in ((fill.order, fill.signature), (taken.quote, taken.signature)):
                if taken.size > self.left(message, signature):
                    return "FillExceedsSize"
                if self.id_of(message) in self.broken:
                    return self.broken[self.id_of(message)]
        except Refusal as error:
            return str(error)
        if execute:
            for message in (fill.order, taken.quote):
                self.consumed[Group(message.signer, message.group)] += taken.size
            self.trades.append((self.id_of(fill.order), self.id_of(taken.quote), taken.size))
        return ""

    def _is_signed(self, message: Message, signature: bytes) -> bool:
        if message.signer in self.contracts:
            return signature == WALLET_SIGNATURE
        try:
            return recover(message, self.domain, signature) == message.signer
        except InvalidInput:
            return False

    def _fault(self, call: str) -> None:
        fault = self.faults.pop(call, None)
        if fault is not None:
            raise fault


NODE_IS_DOWN = ChainUnreachable("the chain does not answer: connection refused")
_groups = count(1)


def pool_quote(price: int, size: int, signer: str = "maker", **changes: Any) -> PoolQuote:
    """A maker's offer of a call, to anybody."""
    terms: dict[str, Any] = {
        "pool": POOL,
        "signer": WALLET if signer == "wallet" else address(signer),
        "market_id": 1,
        "strike": 300 * WAD,
        "width_bps": 5_000,
        "is_call": True,
        "is_open": True,
        "size": size,
        "price": price,
        "index_lo": 1,
        "index_hi": 10**6 * WAD,
        "max_interval_bps": 500,
        "valid_from": NOW - 60,
        "valid_until": NOW + 3_600,
        "group": next(_groups),
        "epoch": 0,
    }
    return PoolQuote(**{**terms, **changes})


def limit_order(price: int, size: int, signer: str = "trader", **changes: Any) -> LimitOrder:
    """A trader's order to buy the same call, of any pool."""
    who = WALLET if signer == "wallet" else address(signer)
    terms: dict[str, Any] = {
        "account": who,
        "signer": who,
        "pool": NOBODY,
        "market_id": 1,
        "strike": 300 * WAD,
        "width_bps": 5_000,
        "is_call": True,
        "is_open": True,
        "size": size,
        "price": price,
        "executor_fee": 0,
        "integrator": NOBODY,
        "integrator_fee_bps": 0,
        "valid_from": NOW - 60,
        "valid_until": NOW + 3_600,
        "group": next(_groups),
        "epoch": 0,
    }
    return LimitOrder(**{**terms, **changes})


def cancellation(signer: str, *groups: int, issued_at: int = NOW) -> Cancellation:
    """A request to the matcher to forget some groups, or everything."""
    return Cancellation(address(signer), groups, issued_at)
