"""What survives a restart: signed messages exactly as they came, what was matched, and what was sent to the chain.

SQLite or PostgreSQL, whatever the URL names. Every method is one transaction. Whole numbers beyond 64 bits are kept as
text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sql
from sqlalchemy.engine import Connection, Engine

from evershare.database import opened
from evershare.errors import InvalidInput
from evershare.matcher.book import Kind, Match


class State(StrEnum):
    """Where an entry is."""

    OPEN = "open"
    FILLED = "filled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DROPPED = "dropped"  # it can never settle


class Progress(StrEnum):
    """Where a match is."""

    MATCHED = "matched"  # decided, and in no transaction yet
    SENT = "sent"  # in a transaction that is signed and may be mined
    SETTLED = "settled"
    FAILED = "failed"


@dataclass(frozen=True)
class Record:
    """A signed message, its signature and what has become of it."""

    id: str
    sequence: int
    kind: Kind
    signer: str
    message: dict[str, Any]
    signature: str
    received_at: int
    state: State = State.OPEN
    reason: str = ""


class Fill(NamedTuple):
    """A match and how far its settlement is."""

    id: int
    order_id: str
    quote_id: str
    size: int
    progress: Progress
    batch_id: int | None
    reason: str


class Batch(NamedTuple):
    """A signed transaction that settles some fills. It can be mined once at most, by its nonce."""

    id: int
    sender: str
    nonce: int
    hash: str
    raw: str


TABLES = sql.MetaData()
_ENTRIES = sql.Table(
    "entries",
    TABLES,
    sql.Column("id", sql.String(66), primary_key=True),
    sql.Column("sequence", sql.BigInteger, nullable=False, unique=True),
    sql.Column("kind", sql.String(8), nullable=False),
    sql.Column("signer", sql.String(42), nullable=False, index=True),
    sql.Column("message", sql.Text, nullable=False),
    sql.Column("signature", sql.Text, nullable=False),
    sql.Column("received_at", sql.BigInteger, nullable=False),
    sql.Column("state", sql.String(12), nullable=False, index=True),
    sql.Column("reason", sql.Text, nullable=False),
    sql.Column("closed_at", sql.BigInteger, nullable=True, index=True),
)
_BATCHES = sql.Table(
    "batches",
    TABLES,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("sender", sql.String(42), nullable=False),
    sql.Column("nonce", sql.BigInteger, nullable=False),
    sql.Column("hash", sql.String(66), nullable=False, unique=True),
    sql.Column("raw", sql.Text, nullable=False),
    sql.Column("done", sql.Boolean, nullable=False, index=True),
)
_FILLS = sql.Table(
    "fills",
    TABLES,
    sql.Column("id", sql.Integer, primary_key=True),
    sql.Column("order_id", sql.ForeignKey("entries.id"), nullable=False, index=True),
    sql.Column("quote_id", sql.ForeignKey("entries.id"), nullable=False, index=True),
    sql.Column("size", sql.String(78), nullable=False),
    sql.Column("progress", sql.String(8), nullable=False, index=True),
    sql.Column("batch_id", sql.ForeignKey("batches.id"), nullable=True, index=True),
    sql.Column("reason", sql.Text, nullable=False),
)
_IDENTITY = sql.Table(
    "identity",  # one row: whose orders these are
    TABLES,
    sql.Column("name", sql.String(16), primary_key=True),
    sql.Column("value", sql.Text, nullable=False),
)


class Store:
    """The database of one service."""

    def __init__(self, url: str) -> None:
        """Open or create it. StoreError if that fails, InvalidInput if the URL is none."""
        self._engine: Engine = opened(url, TABLES, "sqlite:///matcher.db")

    def close(self) -> None:
        """Let the connections go."""
        self._engine.dispose()

    def bind(self, chain_id: int, contract: str) -> None:
        """Say which contract the messages are for. InvalidInput if the database is of another."""
        mine = {"chain": str(chain_id), "contract": contract}
        with self._engine.begin() as connection:
            found = {row.name: row.value for row in connection.execute(sql.select(_IDENTITY))}
            if not found:
                connection.execute(sql.insert(_IDENTITY), [{"name": k, "value": v} for k, v in mine.items()])
            elif found != mine:
                raise InvalidInput(
                    f"the database holds orders for {found['contract']} on chain {found['chain']}, "
                    f"not for {contract} on chain {chain_id}: use another"
                )

    # Entries

    def next_sequence(self) -> int:
        """A number larger than that of every entry."""
        with self._engine.begin() as connection:
            return int(connection.execute(sql.select(sql.func.max(_ENTRIES.c.sequence))).scalar() or 0) + 1

    def add(self, record: Record, matches: Sequence[Match] = ()) -> None:
        """Keep an entry together with what it has matched: both or neither."""
        with self._engine.begin() as connection:
            connection.execute(
                sql.insert(_ENTRIES).values(
                    id=record.id,
                    sequence=record.sequence,
                    kind=record.kind,
                    signer=record.signer,
                    message=json.dumps(record.message),
                    signature=record.signature,
                    received_at=record.received_at,
                    state=record.state,
                    reason=record.reason,
                )
            )
            _add_fills(connection, matches)

    def add_matches(self, matches: Sequence[Match]) -> None:
        """Keep what entries that are known have matched."""
        with self._engine.begin() as connection:
            _add_fills(connection, matches)

    def close_entries(self, entry_ids: Iterable[str], state: State, reason: str, now: int) -> None:
        """Say that open entries are open no longer, and why."""
        ids = list(entry_ids)
        with self._engine.begin() as connection:
            for part in (ids[i : i + 500] for i in range(0, len(ids), 500)):
                connection.execute(
                    sql.update(_ENTRIES)
                    .where(_ENTRIES.c.id.in_(part), _ENTRIES.c.state == State.OPEN)
                    .values(state=state, reason=reason, closed_at=now)
                )

    def entry(self, entry_id: str) -> Record | None:
        """An entry by its id, open or not."""
        with self._engine.begin() as connection:
            row = connection.execute(sql.select(_ENTRIES).where(_ENTRIES.c.id == entry_id)).one_or_none()
        return _record(row) if row else None

    def open_entries(self) -> list[Record]:
        """All that is open, the earliest first."""
        query = sql.select(_ENTRIES).where(_ENTRIES.c.state == State.OPEN).order_by(_ENTRIES.c.sequence)
        with self._engine.begin() as connection:
            return [_record(row) for row in connection.execute(query)]

    def forget(self, before: int) -> int:
        """Delete what was closed before a time and never matched; how many those were."""
        mine = sql.or_(_FILLS.c.order_id == _ENTRIES.c.id, _FILLS.c.quote_id == _ENTRIES.c.id)
        old = sql.delete(_ENTRIES).where(_ENTRIES.c.closed_at < before, ~sql.exists().where(mine))
        with self._engine.begin() as connection:
            return connection.execute(old).rowcount

    # Fills and batches

    def fills(self, *progress: Progress, limit: int | None = None) -> list[Fill]:
        """The fills that are this far, the earliest first."""
        query = sql.select(_FILLS).where(_FILLS.c.progress.in_(progress)).order_by(_FILLS.c.id).limit(limit)
        with self._engine.begin() as connection:
            return [_fill(row) for row in connection.execute(query)]

    def fills_of(self, entry_id: str) -> list[Fill]:
        """What an entry has matched, the earliest first."""
        mine = sql.or_(_FILLS.c.order_id == entry_id, _FILLS.c.quote_id == entry_id)
        with self._engine.begin() as connection:
            return [_fill(row) for row in connection.execute(sql.select(_FILLS).where(mine).order_by(_FILLS.c.id))]

    def prepare(self, fill_ids: Sequence[int], sender: str, nonce: int, hash_: str, raw: str) -> Batch:
        """Keep a signed transaction, before it is sent, with the fills that it settles."""
        with self._engine.begin() as connection:
            insert = sql.insert(_BATCHES).values(sender=sender, nonce=nonce, hash=hash_, raw=raw, done=False)
            key = connection.execute(insert).inserted_primary_key
            assert key is not None
            batch_id = int(key[0])
            changed = connection.execute(
                sql.update(_FILLS)
                .where(_FILLS.c.id.in_(fill_ids), _FILLS.c.progress == Progress.MATCHED)
                .values(progress=Progress.SENT, batch_id=batch_id)
            ).rowcount
            if changed != len(fill_ids):
                raise InvalidInput(f"{len(fill_ids) - changed} of {len(fill_ids)} fills are in another batch already")
        return Batch(batch_id, sender, nonce, hash_, raw)

    def pending(self) -> list[Batch]:
        """The batches whose end is not known, the earliest first."""
        query = sql.select(_BATCHES).where(sql.not_(_BATCHES.c.done)).order_by(_BATCHES.c.id)
        with self._engine.begin() as connection:
            return [Batch(row.id, row.sender, row.nonce, row.hash, row.raw) for row in connection.execute(query)]

    def fills_in(self, batch: Batch) -> list[Fill]:
        """The fills of a batch, in its order."""
        query = sql.select(_FILLS).where(_FILLS.c.batch_id == batch.id).order_by(_FILLS.c.id)
        with self._engine.begin() as connection:
            return [_fill(row) for row in connection.execute(query)]

    def resolve(self, batch: Batch, outcomes: dict[int, tuple[Progress, str]]) -> None:
        """Say how a batch and each of its fills ended; a fill that is MATCHED again leaves the batch."""
        with self._engine.begin() as connection:
            connection.execute(sql.update(_BATCHES).where(_BATCHES.c.id == batch.id).values(done=True))
            for fill_id, (progress, reason) in outcomes.items():
                where = sql.and_(_FILLS.c.id == fill_id, _FILLS.c.batch_id == batch.id)
                values: dict[str, Any] = {"progress": progress, "reason": reason}
                if progress is Progress.MATCHED:
                    values["batch_id"] = None
                connection.execute(sql.update(_FILLS).where(where).values(**values))

    def fail(self, reasons: dict[int, str]) -> None:
        """Say that matched fills will not be sent, and why."""
        with self._engine.begin() as connection:
            for fill_id, reason in reasons.items():
                where = sql.and_(_FILLS.c.id == fill_id, _FILLS.c.progress == Progress.MATCHED)
                connection.execute(sql.update(_FILLS).where(where).values(progress=Progress.FAILED, reason=reason))


def _add_fills(connection: Connection, matches: Sequence[Match]) -> None:
    rows = [
        {
            "order_id": match.order_id,
            "quote_id": match.quote_id,
            "size": str(match.size),
            "progress": Progress.MATCHED,
            "reason": "",
        }
        for match in matches
    ]
    if rows:
        connection.execute(sql.insert(_FILLS), rows)


def _record(row: sql.Row[Any]) -> Record:
    return Record(
        row.id,
        row.sequence,
        Kind(row.kind),
        row.signer,
        json.loads(row.message),
        row.signature,
        row.received_at,
        State(row.state),
        row.reason,
    )


def _fill(row: sql.Row[Any]) -> Fill:
    return Fill(row.id, row.order_id, row.quote_id, int(row.size), Progress(row.progress), row.batch_id, row.reason)
