"""What comes in and what goes out, as JSON. Whole numbers of the contracts are strings: JSON's own lose digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from eth_utils.address import to_checksum_address
from pydantic import BaseModel, ConfigDict, Field

from evershare.errors import InvalidInput
from evershare.matcher.book import Book, Entry, Group, Instrument, Kind, Level, Side
from evershare.matcher.limits import Limits, Refused
from evershare.matcher.store import Fill, Record
from evershare.signing import Cancellation, Domain, LimitOrder, PoolQuote

Message = PoolQuote | LimitOrder
NOBODY = "0x" + "0" * 40
_MESSAGES: dict[Kind, type[PoolQuote] | type[LimitOrder]] = {Kind.QUOTE: PoolQuote, Kind.ORDER: LimitOrder}


class Submission(BaseModel):
    """A signed message as it is sent in: its members by the names of the Solidity struct, and the signature in hex."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    message: dict[str, Any]
    signature: str = Field(pattern=r"^0x([0-9a-fA-F]{2}){1,2048}$")


class Accepted(BaseModel):
    """What was sent in is in the book; `id` is the hash that was signed."""

    id: str
    matched: str  # how much met something at once, WAD


class Cancelled(BaseModel):
    """How many entries a cancellation took out of the book."""

    cancelled: int


class OneOpen(BaseModel):
    """An open quote or order."""

    id: str
    kind: Kind
    side: Side
    price: str
    remaining: str
    signer: str
    pool: str | None
    taker: str | None
    validUntil: int  # noqa: N815 - as in the signed messages

    @classmethod
    def of(cls, book: Book, entry: Entry) -> OneOpen:
        """How the book shows an entry."""
        return cls(
            id=entry.id,
            kind=entry.kind,
            side=entry.side,
            price=str(entry.price),
            remaining=str(book.remaining(entry)),
            signer=entry.group.signer,
            pool=entry.pool,
            taker=entry.taker,
            validUntil=entry.valid_until,
        )


class OneLevel(BaseModel):
    """All that is open at one price."""

    price: str
    size: str
    entries: int

    @classmethod
    def of(cls, level: Level) -> OneLevel:
        """How the book shows a level."""
        return cls(price=str(level.price), size=str(level.size), entries=level.entries)


class OneInstrument(BaseModel):
    """An option's terms but for the pool."""

    marketId: int  # noqa: N815
    strike: str
    widthBps: int  # noqa: N815
    isCall: bool  # noqa: N815

    @classmethod
    def of(cls, instrument: Instrument) -> OneInstrument:
        """How the book shows an option."""
        market_id, strike, width_bps, is_call = instrument
        return cls(marketId=market_id, strike=str(strike), widthBps=width_bps, isCall=is_call)


class OneBook(BaseModel):
    """The two sides of an option's book, the best price first."""

    instrument: OneInstrument
    bids: list[OneLevel]
    asks: list[OneLevel]


class OneFill(BaseModel):
    """A match, and how far its settlement is."""

    order: str
    quote: str
    size: str
    progress: str
    reason: str

    @classmethod
    def of(cls, fill: Fill) -> OneFill:
        """How a match is shown."""
        return cls(
            order=fill.order_id, quote=fill.quote_id, size=str(fill.size), progress=fill.progress, reason=fill.reason
        )


class OneEntry(BaseModel):
    """A signed message as it came, with its signature and what has become of it."""

    id: str
    kind: Kind
    state: str
    reason: str
    receivedAt: int  # noqa: N815
    message: dict[str, Any]
    signature: str
    fills: list[OneFill]

    @classmethod
    def of(cls, record: Record, fills: list[Fill]) -> OneEntry:
        """How a record is shown."""
        return cls(
            id=record.id,
            kind=record.kind,
            state=record.state,
            reason=record.reason,
            receivedAt=record.received_at,
            message=record.message,
            signature=record.signature,
            fills=[OneFill.of(fill) for fill in fills],
        )


class Event(BaseModel):
    """What a websocket tells: something came into the book or left it, matched, or was settled."""

    event: Literal["opened", "closed", "matched", "settled", "failed"]
    id: str  # of the order of a match, otherwise of the entry
    instrument: OneInstrument
    quote: str | None = None  # of a match
    size: str | None = None  # of a match
    reason: str = ""


@dataclass(frozen=True)
class Signed:
    """A message that makes sense, and its signature. Whether it is the signer's is not known yet."""

    id: str
    kind: Kind
    message: Message
    signature: bytes


def read(kind: Kind, submission: Submission, domain: Domain, now: int, limits: Limits) -> Signed:
    """The message of a submission. Refused, with the limit, if it makes no sense, is over or not good yet."""
    try:
        message = _MESSAGES[kind].from_json(submission.message)
    except InvalidInput as error:
        raise Refused(str(error)) from None
    if message.size == 0:
        raise Refused("size is 0: it must be at least 1")
    if message.valid_until < now:
        raise Refused(f"validUntil is {message.valid_until}: that was over at {now}, the chain's time")
    if message.valid_from > now:
        raise Refused(f"validFrom is {message.valid_from}: send it then, it is {now} by the chain's time")
    if message.valid_until > now + limits.open_for_seconds:
        raise Refused(
            f"validUntil is {message.valid_until}: the latest that is taken now is {now + limits.open_for_seconds}"
        )
    if isinstance(message, PoolQuote) and message.index_lo > message.index_hi:
        raise Refused(f"indexLo is {message.index_lo}: it may be indexHi, {message.index_hi}, at most")
    return Signed(
        "0x" + message.digest(domain).hex(), kind, message, bytes.fromhex(submission.signature.removeprefix("0x"))
    )


def read_cancellation(submission: Submission) -> tuple[Cancellation, bytes]:
    """A cancellation and its signature. Refused if it makes no sense."""
    try:
        message = Cancellation.from_json(submission.message)
    except InvalidInput as error:
        raise Refused(str(error)) from None
    return message, bytes.fromhex(submission.signature.removeprefix("0x"))


def recall(record: Record, domain: Domain) -> Signed:
    """A message as it was stored. InvalidInput if it is not what was signed."""
    message = _MESSAGES[record.kind].from_json(record.message)
    if "0x" + message.digest(domain).hex() != record.id:
        raise InvalidInput(f"{record.id} is not the hash of the message stored with it: the database was altered")
    return Signed(record.id, record.kind, message, bytes.fromhex(record.signature.removeprefix("0x")))


def entry_of(signed: Signed, sequence: int) -> Entry:
    """A message as the book takes it."""
    message = signed.message
    # A pool sells what a taker opens, and buys what he closes.
    buys = message.is_open is (signed.kind is Kind.ORDER)
    order = message if isinstance(message, LimitOrder) else None
    quote = message if isinstance(message, PoolQuote) else None
    return Entry(
        id=signed.id,
        sequence=sequence,
        kind=signed.kind,
        side=Side.BUY if buys else Side.SELL,
        instrument=Instrument(message.market_id, message.strike, message.width_bps, message.is_call),
        price=message.price,
        size=message.size,
        group=Group(to_checksum_address(message.signer), message.group),
        epoch=message.epoch,
        valid_until=message.valid_until,
        pool=None if message.pool == NOBODY else message.pool,
        taker=quote.taker if quote and quote.taker != NOBODY else None,
        account=order.account if order else None,
        integrator_fee_bps=order.integrator_fee_bps if order and order.integrator != NOBODY else 0,
    )
