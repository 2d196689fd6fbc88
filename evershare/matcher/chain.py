"""What the service asks of a chain: whether a message is good, what is left of it, and to settle."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple, Protocol

from evershare.matcher.book import Group
from evershare.matcher.limits import Refused
from evershare.matcher.models import Message
from evershare.signing import Domain, OrderFill


class ChainUnreachable(Refused):
    """The chain does not answer: what needs it may be tried again."""

    status = 503


class Refusal(Refused):
    """The contract would not fill a message at all, and says why."""


class GroupState(NamedTuple):
    """What a signer has used up of a group, and his epoch."""

    consumed: int
    epoch: int


class Prepared(NamedTuple):
    """A signed transaction that has not been sent."""

    nonce: int
    hash: str
    raw: str


class Pending(Enum):
    """Why a transaction has no outcome."""

    WAITING = "waiting"  # it may still be mined
    REPLACED = "replaced"  # another one of the same nonce was mined: it never will be


class Chain(Protocol):
    """One contract `SignedOrders` on one chain, and the key that pays for gas. Any call may raise ChainUnreachable."""

    @property
    def domain(self) -> Domain:
        """What messages are signed for."""

    @property
    def executor(self) -> str:
        """Who sends the batches and earns the executors' fees."""

    def now(self) -> int:
        """The chain's time, Unix seconds."""

    def left(self, message: Message, signature: bytes) -> int:
        """How much of a message can be filled, WAD. Refusal if nothing, whatever the reason."""

    def has_signed(self, signer: str, digest: bytes, signature: bytes) -> bool:
        """Whether a signer that is a contract accepts a signature (ERC-1271)."""

    def is_contract(self, address: str) -> bool:
        """Whether there is code at an address."""

    def states(self, groups: Sequence[Group]) -> list[GroupState]:
        """What is used up of each group, and its signer's epoch."""

    def fee(self, market_id: int) -> int:
        """The trading fee per unit by the index, settlement tokens, WAD. Refusal if there is no such market."""

    def simulate(self, fill: OrderFill) -> str:
        """Why a fill would fail if it were sent now; empty if it would not."""

    def prepare(self, fills: Sequence[OrderFill]) -> Prepared:
        """Sign a batch, without sending it."""

    def send(self, raw: str) -> None:
        """Hand a signed transaction to the chain, which takes it once however often it is handed over."""

    def outcome(self, hash_: str, nonce: int) -> list[str] | Pending:
        """For each fill of a mined batch why it failed, empty if it did not; no entries if all of it reverted."""
