"""Who does what, where several workers share a database: each part of the work is leased to one of them at a time.

The time is the database's, so that no worker's clock matters. A lease ends by itself when its worker dies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sql
from sqlalchemy.engine import Connection

from evershare.errors import EvershareError, InvalidInput
from evershare.keeper.store import Store
from evershare.keeper.tables import LEASES, WORKERS

LEASE_SECONDS = 60


class LeaseLost(EvershareError):
    """Another worker has taken over: nothing was sent."""


class Leases:
    """The leases of one worker."""

    def __init__(self, store: Store, worker: str, sender: str, seconds: int = LEASE_SECONDS) -> None:
        self._store, self.worker, self._sender, self._seconds = store, worker, sender, seconds
        self.held: frozenset[str] = frozenset()

    def claim(self, wanted: Mapping[str, Sequence[str]]) -> frozenset[str]:
        """Extend what this worker holds, take what is free, and leave others their part. `wanted` is names by role.

        InvalidInput if another worker signs with the same key: their transactions would take each other's nonces.
        """
        with self._store.engine.begin() as connection:
            now = _now(connection)
            self._report(connection, now, wanted)
            held: set[str] = set()
            for role, names in wanted.items():
                held |= self._claim_role(connection, now, role, names)
        self.held = frozenset(held)
        return self.held

    def release(self) -> None:
        """Leave everything to others."""
        with self._store.engine.begin() as connection:
            connection.execute(sql.delete(LEASES).where(LEASES.c.owner == self.worker))
            connection.execute(sql.delete(WORKERS).where(WORKERS.c.name == self.worker))
        self.held = frozenset()

    def require(self, connection: Connection, name: str) -> None:
        """Extend a lease within a transaction. LeaseLost if it has ended."""
        now = _now(connection)
        mine = sql.and_(LEASES.c.name == name, LEASES.c.owner == self.worker, LEASES.c.until > now)
        if connection.execute(sql.update(LEASES).where(mine).values(until=now + self._seconds)).rowcount != 1:
            raise LeaseLost(f"{self.worker} no longer has the lease of {name}: nothing was sent")

    def _report(self, connection: Connection, now: int, wanted: Iterable[str]) -> None:
        connection.execute(sql.delete(WORKERS).where(WORKERS.c.until <= now))
        other = sql.select(WORKERS.c.name).where(
            WORKERS.c.sender == self._sender, WORKERS.c.name != self.worker, WORKERS.c.sender != ""
        )
        found = connection.execute(other).scalar()
        if found is not None:
            raise InvalidInput(
                f"the worker {found} signs with {self._sender} too: give each worker a key of its own, "
                f"or wait {self._seconds} s if it has stopped"
            )
        row = {
            "name": self.worker,
            "sender": self._sender,
            "roles": f" {' '.join(wanted)} ",
            "until": now + self._seconds,
        }
        connection.execute(self._store.upsert(WORKERS, "sender", "roles", "until"), row)

    def _claim_role(self, connection: Connection, now: int, role: str, names: Sequence[str]) -> set[str]:
        for name in names:
            row = {"name": name, "owner": "", "until": 0}
            connection.execute(self._store.upsert(LEASES), row)
        have_role = sql.select(sql.func.count()).where(WORKERS.c.roles.contains(f" {role} "))
        workers = int(connection.execute(have_role).scalar() or 1)
        part = -(-len(names) // workers)
        free = (
            sql.select(LEASES.c.name, LEASES.c.owner)
            .where(LEASES.c.name.in_(names), sql.or_(LEASES.c.owner == self.worker, LEASES.c.until <= now))
            .order_by(LEASES.c.name)
            .with_for_update(skip_locked=True)
        )
        rows = connection.execute(free).all()
        mine = [row.name for row in rows if row.owner == self.worker]
        kept = (mine + [row.name for row in rows if row.owner != self.worker])[:part]
        self._set(connection, kept, self.worker, now + self._seconds)
        self._set(connection, [name for name in mine if name not in kept], "", 0)
        return set(kept)

    def _set(self, connection: Connection, names: list[str], owner: str, until: int) -> None:
        if names:
            named = LEASES.c.name.in_(names)
            connection.execute(sql.update(LEASES).where(named).values(owner=owner, until=until))


def _now(connection: Connection) -> int:
    """The database's time, Unix seconds."""
    if connection.dialect.name == "postgresql":
        query = sql.select(sql.func.floor(sql.extract("epoch", sql.func.clock_timestamp())))
    else:
        query = sql.select(sql.func.unixepoch())
    return int(connection.execute(query).scalar() or 0)
