"""Databases of services: SQLite or PostgreSQL, whatever the URL names."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sql
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from evershare.errors import EvershareError, InvalidInput


class StoreError(EvershareError):
    """The database cannot be used."""


def opened(url: str, tables: sql.MetaData, example: str) -> Engine:
    """A database with these tables, which are made where they are missing.

    StoreError if it cannot be opened, InvalidInput if the URL is none; `example` is one.
    """
    try:
        engine = sql.create_engine(url, **_options(url))
        if engine.dialect.name == "sqlite":
            sql.event.listen(engine, "connect", _durable)
        tables.create_all(engine)
    except (ArgumentError, ImportError) as error:
        raise InvalidInput(f"{url}: {error}: give a database URL such as {example}") from None
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot be opened: {in_a_line(error)}") from None
    return engine


def in_a_line(error: Exception) -> str:
    """What a driver says is wrong, in its first line."""
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _options(url: str) -> dict[str, Any]:
    """One connection for an SQLite database in memory, or each thread would have a database of its own."""
    if url in ("sqlite://", "sqlite:///:memory:"):
        return {"poolclass": sql.pool.StaticPool, "connect_args": {"check_same_thread": False}}
    return {"pool_pre_ping": True}


def _durable(connection: Any, _: Any) -> None:
    """What is committed survives a loss of power, and readers do not wait for the writer."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
