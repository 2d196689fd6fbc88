"""The store, in SQLite and in PostgreSQL: what a block changed can be undone, and the state is of one deployment."""

import pytest
import sqlalchemy as sql

from evershare.database import StoreError
from evershare.errors import InvalidInput
from evershare.keeper.store import ACCOUNT, ASSET, EVERYBODY, Block, Fact, Key, Store
from evershare.keeper.tables import IDENTITY

LEDGER, OTHER_LEDGER = "0x" + "a" * 40, "0x" + "b" * 40
FIRST, SECOND, TSLA = Key(ACCOUNT, "0x" + "1" * 40), Key(ACCOUNT, "0x" + "2" * 40), Key(ASSET, "1")


def block(number, fork=""):
    return Block(number, f"0x{number:x}{fork}")


@pytest.fixture
def store(open_store):
    """Three blocks: the first account changes twice, and the second appears with the asset."""
    store = open_store()
    steps = [
        (block(1), {FIRST: "1"}),
        (block(2), {SECOND: "2", TSLA: "price"}),
        (block(5), {FIRST: "5"}),
    ]
    store.advance(steps, 0)
    return store


def test_a_url_that_is_none():
    with pytest.raises(InvalidInput, match="give a database URL such as sqlite"):
        Store("keeper.db")


def test_a_database_that_cannot_be_opened(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened: unable to open database file"):
        Store(f"sqlite:///{tmp_path / 'missing' / 'keeper.db'}")


def test_a_database_of_another_chain_or_ledger_is_refused(open_store):
    open_store().bind(31_337, LEDGER)
    open_store().bind(31_337, LEDGER)
    for chain_id, ledger in ((1, LEDGER), (31_337, OTHER_LEDGER)):
        with pytest.raises(InvalidInput, match=f"of the ledger {LEDGER} on chain 31337, not of {ledger} on"):
            open_store().bind(chain_id, ledger)


def test_a_database_of_an_older_version_is_refused(open_store):
    store = open_store()
    store.bind(31_337, LEDGER)
    with store.engine.begin() as connection:
        connection.execute(sql.update(IDENTITY).where(IDENTITY.c.name == "version").values(value="0"))
    with pytest.raises(InvalidInput, match="is of version 0 and this program of 1: name a new one, which is filled"):
        store.bind(31_337, LEDGER)


def test_what_is_kept_is_read_again(store, open_store):
    assert open_store().facts(ACCOUNT) == {FIRST.key: "5", SECOND.key: "2"}
    assert store.some(ACCOUNT, [FIRST.key, "0x" + "3" * 40]) == {FIRST.key: "5"}
    assert store.blocks() == [block(5), block(2), block(1)]


def test_a_second_follower_changes_nothing(store, open_store):
    with pytest.raises(InvalidInput, match="the state is at block 5 already: another worker follows the chain too"):
        open_store().advance([(block(4, "b"), {FIRST: "4"}), (block(6), {FIRST: "6"})], 0)
    assert store.some(ACCOUNT, [FIRST.key]) == {FIRST.key: "5"}
    assert store.blocks()[0] == block(5)


def test_going_back_restores_what_there_was(store):
    assert store.go_back(1) == 3
    assert store.facts(ACCOUNT) == {FIRST.key: "1"}
    assert store.facts(ASSET) == {}
    assert store.blocks() == [block(1)]

    store.advance([(block(2, "b"), {FIRST: "2b"})], 0)
    assert store.facts(ACCOUNT) == {FIRST.key: "2b"}


def test_how_to_go_back_is_forgotten_where_no_block_leaves_the_chain(store):
    store.advance([(block(300), {FIRST: "300"})], 4)
    assert store.blocks() == [block(300), block(5), block(2)]

    assert store.go_back(2) == 1
    assert store.facts(ACCOUNT) == {FIRST.key: "1", SECOND.key: "2"}


def test_what_changed_is_told_by_shard_and_since_when(store):
    assert store.changed([FIRST.shard], 0) == [Fact(FIRST, "5", 3)]
    assert store.changed([EVERYBODY], 0) == [Fact(TSLA, "price", 2)]
    assert store.changed([FIRST.shard, SECOND.shard], 2) == [Fact(FIRST, "5", 3)]

    store.go_back(1)

    assert store.changed([SECOND.shard, EVERYBODY], 3) == [Fact(SECOND, None, 4), Fact(TSLA, None, 4)]


def test_another_chain_starts_from_nothing(store):
    store.start_over()
    assert store.facts(ACCOUNT) == {}
    assert store.blocks() == []
    assert {fact.value for fact in store.changed([FIRST.shard, SECOND.shard, EVERYBODY], 3)} == {None}
