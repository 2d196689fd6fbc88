"""Leases, in SQLite and in PostgreSQL: each part of the work is one worker's at a time, and a dead one's goes on."""

import time

import pytest
import sqlalchemy as sql

from evershare.errors import InvalidInput
from evershare.keeper.leases import LeaseLost, Leases
from evershare.keeper.tables import LEASES, WORKERS

SHARDS = tuple(f"funding {shard}" for shard in range(16))
FUNDING, PRICES = {"funding": SHARDS}, {"prices": ("prices",)}


@pytest.fixture
def worker(open_store):
    return lambda name, key=None: Leases(open_store(), name, key or f"0x{name}")


def time_passes(leases):
    """All leases end, and whoever does not report now is dead."""
    with leases._store.engine.begin() as connection:
        for table in (LEASES, WORKERS):
            connection.execute(sql.update(table).values(until=0))


def test_one_worker_has_everything_and_keeps_it(worker):
    one = worker("one")
    assert one.claim(FUNDING | PRICES) == {*SHARDS, "prices"}
    assert one.claim(FUNDING | PRICES) == {*SHARDS, "prices"}


def test_two_workers_have_a_half_each(worker):
    one, two = worker("one"), worker("two")
    one.claim(FUNDING)
    assert two.claim(FUNDING) == set()  # the first has not heard of it yet
    assert len(one.claim(FUNDING)) == 8
    assert two.claim(FUNDING) == set(SHARDS) - one.held


def test_a_role_is_shared_by_those_who_have_it(worker):
    one, two = worker("one"), worker("two")
    two.claim(PRICES)
    assert one.claim(FUNDING) == set(SHARDS)


def test_a_dead_workers_part_goes_to_another(worker):
    one, two = worker("one"), worker("two")
    one.claim(FUNDING)
    time_passes(one)
    assert two.claim(FUNDING) == set(SHARDS)

    with (
        one._store.engine.begin() as connection,
        pytest.raises(LeaseLost, match="one no longer has the lease of funding 3"),
    ):
        one.require(connection, SHARDS[3])
    with two._store.engine.begin() as connection:
        two.require(connection, SHARDS[3])


def test_a_worker_that_stops_leaves_its_part_at_once(worker):
    one, two = worker("one"), worker("two")
    one.claim(FUNDING)
    one.release()
    assert two.claim(FUNDING) == set(SHARDS)


def test_two_workers_with_one_key_are_refused(worker):
    worker("one", "0xkey").claim(FUNDING)
    with pytest.raises(InvalidInput, match="the worker one signs with 0xkey too: give each worker a key of its own"):
        worker("two", "0xkey").claim(FUNDING)
    worker("one", "0xkey").claim(FUNDING)  # it has started again


def test_no_clock_but_the_databases_counts(worker, monkeypatch):
    one, two = worker("one"), worker("two")
    one.claim(FUNDING)
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    assert two.claim(FUNDING) == set()


def test_what_another_is_about_to_change_is_left_to_it(worker, url):
    """A row that is locked is not waited for. SQLite has no such locks: there, one writer goes after the other."""
    one, two = worker("one"), worker("two")
    one.claim(FUNDING)
    time_passes(one)
    if url.startswith("sqlite"):
        assert two.claim(FUNDING) == set(SHARDS)
        return
    with one._store.engine.begin() as connection:
        connection.execute(sql.select(LEASES).where(LEASES.c.name == SHARDS[0]).with_for_update())
        assert two.claim(FUNDING) == set(SHARDS[1:])
