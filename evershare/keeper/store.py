"""What workers share, in SQLite or PostgreSQL: the state of the chain's accounts, and how to go back from it.

Each *fact* has a kind, a key and a value in JSON. What a block changed is kept with what was there before, so that a
block that leaves the chain is undone. Every method is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from evershare.database import opened
from evershare.errors import InvalidInput
from evershare.keeper.tables import BLOCKS, FACTS, IDENTITY, METADATA, UNDO

VERSION = "1"  # of the tables
SHARDS = 16  # parts that accounts are divided into
AT_ONCE = 500


class Key(NamedTuple):
    """What a fact is about: an account by its address, or an asset, a market or a series by its number."""

    kind: str
    key: str

    @property
    def shard(self) -> int:
        """The part of the accounts that it is in; -1 for what all workers need."""
        return int(self.key, 16) % SHARDS if self.kind == ACCOUNT else EVERYBODY


class Block(NamedTuple):
    """A block up to which everything is in the state."""

    number: int
    hash: str


class Fact(NamedTuple):
    """A fact as it is now; its value is None if it is one no longer."""

    key: Key
    value: str | None
    revision: int


ACCOUNT, ASSET, MARKET, SERIES = "account", "asset", "market", "series"
EVERYBODY = -1


class Store:
    """The database of one deployment's keepers."""

    def __init__(self, url: str) -> None:
        """Open or create it. StoreError if that fails, InvalidInput if the URL is none."""
        self.engine = opened(url, METADATA, "sqlite:///keeper.db")

    def close(self) -> None:
        """Let the connections go."""
        self.engine.dispose()

    def bind(self, chain_id: int, ledger: str) -> None:
        """Say which deployment the state is of. InvalidInput if the database is of another, or of another version."""
        mine = {"version": VERSION, "chain": str(chain_id), "ledger": ledger}
        with self.engine.begin() as connection:
            found = {row.name: row.value for row in connection.execute(sql.select(IDENTITY))}
            if not found:
                rows = [{"name": name, "value": value} for name, value in mine.items()]
                connection.execute(self.upsert(IDENTITY, "value"), rows)
            elif found.get("version") != VERSION:
                raise InvalidInput(
                    f"the database is of version {found.get('version')} and this program of {VERSION}: name a new one, "
                    "which is filled from the chain"
                )
            elif found != mine:
                raise InvalidInput(
                    f"the database is of the ledger {found['ledger']} on chain {found['chain']}, "
                    f"not of {ledger} on chain {chain_id}: use another"
                )

    # Reading

    def facts(self, kind: str) -> dict[str, str]:
        """All facts of a kind by their keys."""
        query = sql.select(FACTS.c.key, FACTS.c.value).where(FACTS.c.kind == kind, FACTS.c.value.is_not(None))
        with self.engine.begin() as connection:
            return {row.key: row.value for row in connection.execute(query)}

    def some(self, kind: str, keys: Iterable[str]) -> dict[str, str]:
        """Those of the facts that there are."""
        with self.engine.begin() as connection:
            found = _values(connection, [Key(kind, key) for key in keys])
        return {key.key: value for key, value in found.items() if value is not None}

    def changed(self, shards: Iterable[int], after: int) -> list[Fact]:
        """What has changed in some shards since a revision, the earliest first."""
        query = (
            sql.select(FACTS)
            .where(FACTS.c.shard.in_(list(shards)), FACTS.c.revision > after)
            .order_by(FACTS.c.revision, FACTS.c.kind, FACTS.c.key)
        )
        with self.engine.begin() as connection:
            return [Fact(Key(row.kind, row.key), row.value, row.revision) for row in connection.execute(query)]

    def blocks(self) -> list[Block]:
        """The blocks to which the state can go back, the latest first."""
        query = sql.select(BLOCKS).order_by(BLOCKS.c.number.desc())
        with self.engine.begin() as connection:
            return [Block(row.number, row.hash) for row in connection.execute(query)]

    # Following the chain

    def advance(self, steps: Sequence[tuple[Block, Mapping[Key, str]]], keep_from: int) -> None:
        """Bring the state on by some blocks and what each changed. How to go back before `keep_from` is forgotten.

        InvalidInput if somebody else has brought it there, or further, in the meantime.
        """
        with self.engine.begin() as connection:
            top = connection.execute(sql.select(sql.func.max(BLOCKS.c.number))).scalar()
            if top is not None and top >= steps[0][0].number:
                raise InvalidInput(f"the state is at block {top} already: another worker follows the chain too")
            for block, changes in steps:
                if block.number >= keep_from:
                    self._remember(connection, block, changes)
                self._write(connection, changes)
            blocks = [{"number": block.number, "hash": block.hash} for block, _ in steps]
            connection.execute(sql.insert(BLOCKS), blocks)
            older = sql.select(sql.func.max(BLOCKS.c.number)).where(BLOCKS.c.number < keep_from)
            old = connection.execute(older).scalar()
            if old is not None:
                connection.execute(sql.delete(BLOCKS).where(BLOCKS.c.number < old))
                connection.execute(sql.delete(UNDO).where(UNDO.c.block <= old))

    def _remember(self, connection: Connection, block: Block, keys: Iterable[Key]) -> None:
        """Keep what there is before a block changes it."""
        before = _values(connection, keys)
        rows = [{"block": block.number, "kind": key.kind, "key": key.key, "value": before.get(key)} for key in keys]
        if rows:
            connection.execute(sql.insert(UNDO), rows)

    def go_back(self, number: int) -> int:
        """Undo what blocks after a number have changed; how many facts that were."""
        with self.engine.begin() as connection:
            query = sql.select(UNDO).where(UNDO.c.block > number).order_by(UNDO.c.block.desc())
            before = {Key(row.kind, row.key): row.value for row in connection.execute(query)}
            self._write(connection, before)
            connection.execute(sql.delete(UNDO).where(UNDO.c.block > number))
            connection.execute(sql.delete(BLOCKS).where(BLOCKS.c.number > number))
        return len(before)

    def start_over(self) -> None:
        """Forget the whole state: the chain is another one."""
        with self.engine.begin() as connection:
            keys = [Key(row.kind, row.key) for row in connection.execute(sql.select(FACTS.c.kind, FACTS.c.key))]
            self._write(connection, dict.fromkeys(keys))
            connection.execute(sql.delete(UNDO))
            connection.execute(sql.delete(BLOCKS))

    def _write(self, connection: Connection, changes: Mapping[Key, str | None]) -> None:
        revision = int(connection.execute(sql.select(sql.func.max(FACTS.c.revision))).scalar() or 0) + 1
        rows = [
            {"kind": key.kind, "key": key.key, "shard": key.shard, "value": value, "revision": revision}
            for key, value in changes.items()
        ]
        if rows:
            connection.execute(self.upsert(FACTS, "value", "revision"), rows)

    def upsert(self, table: sql.Table, *columns: str) -> Any:
        """Insert rows, and where there is one of that key set some of its columns, or leave it if none is named."""
        dialect = postgresql if self.engine.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(table)
        keys = [column.name for column in table.primary_key]
        if not columns:
            return insert.on_conflict_do_nothing(index_elements=keys)
        return insert.on_conflict_do_update(index_elements=keys, set_={name: insert.excluded[name] for name in columns})


def _values(connection: Connection, keys: Iterable[Key]) -> dict[Key, str | None]:
    found: dict[Key, str | None] = {}
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        by_kind.setdefault(key.kind, []).append(key.key)
    for kind, names in by_kind.items():
        for part in parts(names, AT_ONCE):
            query = sql.select(FACTS.c.key, FACTS.c.value).where(FACTS.c.kind == kind, FACTS.c.key.in_(part))
            found.update((Key(kind, row.key), row.value) for row in connection.execute(query))
    return found


def parts(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """A sequence in parts of at most a size."""
    return (items[i : i + size] for i in range(0, len(items), size))
