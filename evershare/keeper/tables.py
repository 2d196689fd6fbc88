"""The tables of the keepers' database. A change of any needs another version of `evershare.keeper.store`."""

from __future__ import annotations

import sqlalchemy as sql

METADATA = sql.MetaData()
IDENTITY = sql.Table(
    "keeper_identity",
    METADATA,
    sql.Column("name", sql.String(16), primary_key=True),
    sql.Column("value", sql.Text, nullable=False),
)
FACTS = sql.Table(
    "keeper_facts",
    METADATA,
    sql.Column("kind", sql.String(8), primary_key=True),
    sql.Column("key", sql.String(42), primary_key=True),
    sql.Column("shard", sql.SmallInteger, nullable=False),
    sql.Column("value", sql.Text, nullable=True),  # nothing: it was undone
    sql.Column("revision", sql.BigInteger, nullable=False),
    sql.Index("keeper_facts_changes", "shard", "revision"),
)
UNDO = sql.Table(
    "keeper_undo",
    METADATA,
    sql.Column("block", sql.BigInteger, primary_key=True),
    sql.Column("kind", sql.String(8), primary_key=True),
    sql.Column("key", sql.String(42), primary_key=True),
    sql.Column("value", sql.Text, nullable=True),
)
BLOCKS = sql.Table(
    "keeper_blocks",
    METADATA,
    sql.Column("number", sql.BigInteger, primary_key=True),
    sql.Column("hash", sql.String(66), nullable=False),
)
LEASES = sql.Table(
    "keeper_leases",
    METADATA,
    sql.Column("name", sql.String(32), primary_key=True),
    sql.Column("owner", sql.String(64), nullable=False),
    sql.Column("until", sql.BigInteger, nullable=False),
)
WORKERS = sql.Table(
    "keeper_workers",
    METADATA,
    sql.Column("name", sql.String(64), primary_key=True),
    sql.Column("sender", sql.String(42), nullable=False),
    sql.Column("roles", sql.Text, nullable=False),
    sql.Column("until", sql.BigInteger, nullable=False),
)
OUTBOX = sql.Table(
    "keeper_outbox",
    METADATA,
    sql.Column("hash", sql.String(66), primary_key=True),
    sql.Column("job", sql.String(120), nullable=False, index=True),
    sql.Column("lease", sql.String(32), nullable=False),
    sql.Column("sender", sql.String(42), nullable=False),
    sql.Column("nonce", sql.BigInteger, nullable=False),
    sql.Column("raw", sql.Text, nullable=False),
    sql.Column("state", sql.String(8), nullable=False, index=True),
)
