"""The store: whole transactions, exact numbers, and nothing in two batches."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evershare.database import StoreError
from evershare.errors import InvalidInput
from evershare.matcher.book import Kind, Match
from evershare.matcher.store import Progress, Record, State, Store

CONTRACT, OTHER_CONTRACT = "0x" + "a" * 40, "0x" + "b" * 40
MAKER, TRADER = "0x" + "1" * 40, "0x" + "2" * 40
HUGE = 2**256 - 1
SENDER = "0x" + "5" * 40


def record(number: int, kind: Kind = Kind.ORDER, signer: str = TRADER) -> Record:
    message = {"size": str(HUGE), "isCall": True, "signer": signer}
    return Record(f"0x{number:064x}", number, kind, signer, message, "0x" + "ab" * 65, 1_000 + number)


@pytest.fixture
def url(either_url: str) -> str:
    return either_url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def matched(store: Store) -> Store:
    """A quote, and two orders that take it."""
    store.add(record(1, Kind.QUOTE, MAKER))
    store.add(record(2), [Match(record(2).id, record(1).id, HUGE)])
    store.add(record(3), [Match(record(3).id, record(1).id, 7)])
    return store


def test_a_url_that_is_none() -> None:
    with pytest.raises(InvalidInput, match="give a database URL such as sqlite:///"):
        Store("matcher.db")


def test_a_database_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened: unable to open database file"):
        Store(f"sqlite:///{tmp_path / 'missing' / 'matcher.db'}")


def test_a_database_belongs_to_one_contract(url: str, store: Store) -> None:
    store.bind(31_337, CONTRACT)
    store.bind(31_337, CONTRACT)

    for chain_id, contract in ((1, CONTRACT), (31_337, OTHER_CONTRACT)):
        with pytest.raises(InvalidInput, match=f"holds orders for {CONTRACT} on chain 31337, not for {contract}"):
            Store(url).bind(chain_id, contract)


def test_an_entry_comes_back_as_it_was(url: str, store: Store) -> None:
    store.add(record(1))
    store.close()

    again = Store(url)
    assert again.entry(record(1).id) == record(1)
    assert again.open_entries() == [record(1)]
    assert again.next_sequence() == 2
    assert again.entry(record(2).id) is None


def test_an_entry_and_its_matches_are_kept_together(store: Store) -> None:
    """A match with an unknown quote is refused, and the order with it."""
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        store.add(record(1), [Match(record(1).id, record(9).id, 5)])

    assert store.open_entries() == []
    assert store.next_sequence() == 1


def test_closing(store: Store) -> None:
    for number in (1, 2, 3):
        store.add(record(number))

    store.close_entries([record(1).id], State.EXPIRED, "its time was over", 2_000)
    store.close_entries([record(1).id, record(2).id], State.CANCELLED, "by its signer", 2_001)

    assert [entry.sequence for entry in store.open_entries()] == [3]
    first = store.entry(record(1).id)
    assert first is not None
    assert (first.state, first.reason) == (State.EXPIRED, "its time was over"), "what is closed stays as it was closed"


def test_forgetting_keeps_what_was_traded(matched: Store) -> None:
    matched.add(record(4))
    matched.add(record(5))
    matched.close_entries([record(n).id for n in (1, 2, 4)], State.FILLED, "", 2_000)
    matched.close_entries([record(5).id], State.CANCELLED, "", 3_000)

    assert matched.forget(3_000) == 1
    assert matched.entry(record(4).id) is None
    assert matched.entry(record(5).id) is not None
    assert matched.entry(record(2).id) is not None


def test_fills_keep_exact_sizes(matched: Store) -> None:
    sizes = [(fill.size, fill.progress, fill.batch_id) for fill in matched.fills(Progress.MATCHED)]

    assert sizes == [(HUGE, Progress.MATCHED, None), (7, Progress.MATCHED, None)]
    assert [fill.size for fill in matched.fills_of(record(1).id)] == [HUGE, 7]
    assert [fill.size for fill in matched.fills(Progress.MATCHED, limit=1)] == [HUGE]


def test_a_fill_is_in_one_batch(matched: Store) -> None:
    first, second = (fill.id for fill in matched.fills(Progress.MATCHED))
    batch = matched.prepare([first], SENDER, 4, "0x01", "0xaa")

    with pytest.raises(InvalidInput, match="1 of 2 fills are in another batch already"):
        matched.prepare([first, second], SENDER, 5, "0x02", "0xbb")
    assert matched.pending() == [batch]
    assert [fill.id for fill in matched.fills(Progress.MATCHED)] == [second]


def test_a_batch_ends_with_all_its_fills(matched: Store) -> None:
    first, second = (fill.id for fill in matched.fills(Progress.MATCHED))
    batch = matched.prepare([first, second], SENDER, 4, "0x01", "0xaa")

    matched.resolve(batch, {first: (Progress.SETTLED, ""), second: (Progress.MATCHED, "replaced")})

    assert matched.pending() == []
    assert [fill.id for fill in matched.fills(Progress.SETTLED)] == [first]
    assert [(fill.id, fill.batch_id) for fill in matched.fills(Progress.MATCHED)] == [(second, None)]


def test_only_what_is_not_sent_can_be_given_up(matched: Store) -> None:
    first, second = (fill.id for fill in matched.fills(Progress.MATCHED))
    matched.prepare([first], SENDER, 4, "0x01", "0xaa")

    matched.fail({first: "stale", second: "stale"})

    assert [(fill.id, fill.reason) for fill in matched.fills(Progress.FAILED)] == [(second, "stale")]
