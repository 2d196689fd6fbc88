"""Settling: nothing is lost and nothing is done twice, wherever the service dies."""

from typing import Any

import pytest

from evershare.matcher.book import Group, Kind
from evershare.matcher.chain import Pending
from evershare.matcher.limits import Limits
from evershare.matcher.service import Service
from evershare.matcher.settlement import REPLACED_ROUNDS, Settler
from evershare.matcher.store import Progress, State, Store
from tests.support.fake_chain import (
    NODE_IS_DOWN,
    FakeChain,
    Killed,
    address,
    cancellation,
    limit_order,
    pool_quote,
)


def submit(service: Service, chain: FakeChain, message: Any, name: str) -> str:
    kind = Kind.QUOTE if name.endswith("maker") else Kind.ORDER
    return service.submit(kind, chain.signed(message, name)).id


def restarted(chain: FakeChain, url: str) -> tuple[Service, Settler]:
    """A new process on the same database."""
    service = Service(Store(url), chain, Limits())
    service.recover()
    return service, Settler(service)


def settle_and_mine(settler: Settler, chain: FakeChain, rounds: int) -> None:
    for _ in range(rounds):
        settler.round()
        chain.mine()


@pytest.fixture
def url(either_url: str) -> str:
    """Whoever is killed finds everything again in either kind of database."""
    return either_url


@pytest.fixture
def settler(service: Service) -> Settler:
    return Settler(service)


@pytest.fixture
def pair(service: Service, chain: FakeChain) -> tuple[str, str]:
    """A quote of ten, and an order that takes four of it."""
    quote_id = submit(service, chain, pool_quote(10, 10), "maker")
    return submit(service, chain, limit_order(10, 4), "trader"), quote_id


def test_a_match_is_settled_as_it_was_signed(
    service: Service, settler: Settler, chain: FakeChain, pair: tuple[str, str]
) -> None:
    order_id, quote_id = pair
    settler.round()
    settler.round()

    assert chain.trades == [(order_id, quote_id, 4)]
    assert service.state_of(order_id) is State.FILLED
    assert service.state_of(quote_id) is State.OPEN
    assert [fill.progress for fill in service.store.fills_of(quote_id)] == [Progress.SETTLED]
    quote = service.book.get(quote_id)
    assert quote is not None
    assert service.book.remaining(quote) == 6


def test_many_fills_go_in_one_batch(service: Service, settler: Settler, chain: FakeChain) -> None:
    submit(service, chain, pool_quote(10, 100), "maker")
    for _ in range(5):
        submit(service, chain, limit_order(10, 4), "trader")
    settler.round()

    assert len(chain.trades) == 5
    assert chain.nonce == 1


def test_batches_have_a_limit(service: Service, chain: FakeChain) -> None:
    submit(service, chain, pool_quote(10, 100), "maker")
    for _ in range(5):
        submit(service, chain, limit_order(10, 4), "trader")
    settler = Settler(service, batch_size=2)
    sizes = []
    for _ in range(4):
        settler.round()
        sizes.append(len(chain.trades))

    assert sizes == [2, 4, 5, 5]


def test_what_is_waiting_is_not_sent_in_another_transaction(
    service: Service, settler: Settler, chain: FakeChain, pair: tuple[str, str]
) -> None:
    chain.mines = False
    settler.round()
    submit(service, chain, limit_order(10, 3), "trader")
    for _ in range(3):
        settler.round()

    assert len(service.store.pending()) == 1
    chain.mine()
    settler.round()
    chain.mine()
    settler.round()
    assert [size for _, _, size in chain.trades] == [4, 3]


def test_a_node_that_forgets_is_told_again(
    service: Service, settler: Settler, chain: FakeChain, pair: tuple[str, str]
) -> None:
    chain.mines = False
    settler.round()
    chain.forget()
    chain.mines = True
    settler.round()
    settler.round()

    assert len(chain.trades) == 1
    assert service.store.pending() == []


def test_what_another_transaction_replaced_is_sent_again(
    service: Service, settler: Settler, chain: FakeChain, pair: tuple[str, str]
) -> None:
    chain.mines = False
    settler.round()
    chain.forget()
    chain.nonce += 1
    chain.mines = True
    settle_and_mine(settler, chain, REPLACED_ROUNDS - 1)
    assert chain.trades == [], "the node may only be late"
    settle_and_mine(settler, chain, 2)

    assert len(chain.trades) == 1
    assert service.state_of(pair[0]) is State.FILLED


def test_a_node_that_counts_before_it_shows(
    service: Service, settler: Settler, chain: FakeChain, pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of an order by a part of a quote: the contract would not stop a second fill, so the service must."""
    large = pool_quote(10, 10, "second maker", taker=address("second trader"))
    submit(service, chain, large, "second maker")
    service.book.reserve(Group(large.signer, large.group), 6)  # for another
    submit(service, chain, limit_order(10, 20, "second trader", pool=large.pool), "second trader")
    settler.round()
    with monkeypatch.context() as late:
        late.setattr(chain, "outcome", lambda hash_, nonce: Pending.REPLACED)
        settle_and_mine(settler, chain, 5)
    settle_and_mine(settler, chain, 3)

    assert len(chain.trades) == len({trade[:2] for trade in chain.trades}) == 3


# Failures


def test_a_bad_fill_fails_alone(service: Service, settler: Settler, chain: FakeChain, pair: tuple[str, str]) -> None:
    good, quote_id = pair
    bad = submit(service, chain, limit_order(10, 2, "second trader"), "second trader")
    chain.broken[bad] = "InsufficientAccountBalance (balance 0)"
    settler.round()
    settler.round()

    assert chain.trades == [(good, quote_id, 4)]
    (fill,) = service.store.fills_of(bad)
    assert (fill.progress, fill.reason) == (Progress.FAILED, "InsufficientAccountBalance (balance 0)")
    assert service.state_of(bad) is State.OPEN, "it may pay later"
    quote = service.book.get(quote_id)
    assert quote is not None
    assert service.book.remaining(quote) == 6


def test_what_fails_in_its_block_fails_alone_too(
    service: Service, settler: Settler, chain: FakeChain, pair: tuple[str, str]
) -> None:
    """Good when it was simulated, and not any more when it was mined."""
    order_id, quote_id = pair
    bad = submit(service, chain, limit_order(10, 2, "second trader"), "second trader")
    chain.mines = False
    settler.round()
    chain.broken[bad] = "IndexOutsideQuote"
    chain.mine()
    settler.round()

    assert chain.trades == [(order_id, quote_id, 4)]
    assert [fill.reason for fill in service.store.fills_of(bad)] == ["IndexOutsideQuote"]


def test_what_fails_is_matched_with_the_next_best_and_later_again(
    service: Service, settler: Settler, chain: FakeChain
) -> None:
    best = submit(service, chain, pool_quote(9, 10), "maker")
    next_ = submit(service, chain, pool_quote(10, 3, "second maker"), "second maker")
    chain.broken[best] = "IndexOutsideQuote"
    order = submit(service, chain, limit_order(10, 4), "trader")
    for _ in range(3):
        settler.round()
    assert chain.trades == [(order, next_, 3)]
    assert len(service.store.fills_of(best)) == 1, "not tried again at once"

    chain.broken.clear()
    chain.time += 6
    for _ in range(3):
        settler.round()
    assert chain.trades == [(order, next_, 3), (order, best, 1)]


def test_who_fails_again_and_again_waits_longer(service: Service, settler: Settler, chain: FakeChain) -> None:
    best = submit(service, chain, pool_quote(9, 10), "maker")
    chain.broken[best] = "IndexOutsideQuote"
    submit(service, chain, limit_order(10, 4), "trader")
    for _ in range(200):
        settler.round()
        chain.time += 1

    assert len(service.store.fills_of(best)) == 6  # after 0, 6, 17, 38, 79 and 160 seconds


def test_what_the_chain_would_never_fill_is_dropped(service: Service, settler: Settler, chain: FakeChain) -> None:
    quote = pool_quote(10, 10)
    quote_id = submit(service, chain, quote, "maker")
    order_id = submit(service, chain, limit_order(10, 4), "trader")
    chain.epochs[quote.signer] = 1
    settler.round()

    shown = service.entry(quote_id)
    assert (shown.state, shown.reason) == (State.CANCELLED, "by its signer on chain, whose epoch is 1")
    assert service.state_of(order_id) is State.OPEN
    assert chain.trades == []


def test_what_was_cancelled_after_its_match_is_not_sent(
    service: Service, settler: Settler, chain: FakeChain, pair: tuple[str, str]
) -> None:
    service.cancel(chain.signed(cancellation("maker"), "maker"))
    settler.round()

    assert chain.trades == []
    assert [fill.progress for fill in service.store.fills_of(pair[0])] == [Progress.FAILED]


def test_a_fill_elsewhere_does_not_overfill(
    service: Service, settler: Settler, chain: FakeChain, pair: tuple[str, str]
) -> None:
    """Somebody takes nine of the quote's ten himself, in the same block."""
    order_id, quote_id = pair
    chain.mines = False
    settler.round()
    message = service.signed(quote_id).message
    chain.consumed[Group(message.signer, message.group)] = 9
    chain.mine()
    settler.round()

    assert chain.trades == []
    assert [fill.reason for fill in service.store.fills_of(order_id)] == ["FillExceedsSize"]


@pytest.mark.parametrize("call", ["outcome", "states", "simulate", "prepare", "send"])
def test_a_node_that_is_down_costs_time_alone(
    service: Service, settler: Settler, chain: FakeChain, pair: tuple[str, str], call: str
) -> None:
    for _ in range(4):
        chain.faults[call] = NODE_IS_DOWN
        try:
            settler.round()
        except type(NODE_IS_DOWN):
            settler.round()
    chain.faults.clear()

    settler.round()
    assert len(chain.trades) == 1
    assert service.state_of(pair[0]) is State.FILLED


# Killed


@pytest.mark.parametrize("call", ["simulate", "prepare", "send", "sent", "outcome", "states"])
@pytest.mark.parametrize("mines", [True, False])
def test_killed_between_match_and_settlement(
    service: Service, settler: Settler, chain: FakeChain, url: str, pair: tuple[str, str], call: str, mines: bool
) -> None:
    """Before sending, after it, before and after it is mined: all is settled, and once."""
    order_id, quote_id = pair
    chain.mines = mines
    chain.faults[call] = Killed()
    with pytest.raises(Killed):
        settle_and_mine(settler, chain, 2)

    again, resumed = restarted(chain, url)
    settle_and_mine(resumed, chain, 4)

    assert chain.trades == [(order_id, quote_id, 4)]
    assert again.state_of(order_id) is State.FILLED
    assert [fill.progress for fill in again.store.fills_of(order_id)] == [Progress.SETTLED]
    quote = again.book.get(quote_id)
    assert quote is not None
    assert again.book.remaining(quote) == 6
    assert again.store.pending() == []


def test_killed_while_an_order_is_stored(service: Service, chain: FakeChain, url: str) -> None:
    """Who got no answer sends it again: it is not in the book, and neither is half of its match."""
    submit(service, chain, pool_quote(10, 10), "maker")
    order = chain.signed(limit_order(10, 4), "trader")
    store_add, service.store.add = service.store.add, _dies  # type: ignore[method-assign]
    with pytest.raises(Killed):
        service.submit(Kind.ORDER, order)
    service.store.add = store_add  # type: ignore[method-assign]

    again, settler = restarted(chain, url)
    assert again.store.fills(*Progress) == []
    assert again.submit(Kind.ORDER, order).matched == "4"
    settler.round()
    assert len(chain.trades) == 1


def test_what_happened_while_it_was_down(service: Service, chain: FakeChain, url: str) -> None:
    """Filled elsewhere in part, cancelled and expired: the chain is believed, not the memory."""
    part, void = pool_quote(10, 10), pool_quote(10, 10, "second maker")
    ids = [submit(service, chain, part, "maker"), submit(service, chain, void, "second maker")]
    ids.append(submit(service, chain, limit_order(9, 4, valid_until=chain.time + 5), "trader"))
    chain.consumed[Group(part.signer, part.group)] = 7
    chain.epochs[void.signer] = 1
    chain.time += 6

    again, settler = restarted(chain, url)
    settler.round()

    assert [again.state_of(id_) for id_ in ids] == [State.OPEN, State.CANCELLED, State.EXPIRED]
    (shown,) = again.of_signer(address("maker"), 10)
    assert shown.remaining == "3"
    assert again.submit(Kind.ORDER, chain.signed(limit_order(10, 8), "trader")).matched == "3"


def test_a_restart_keeps_the_order_of_arrival(service: Service, chain: FakeChain, url: str) -> None:
    first = submit(service, chain, pool_quote(10, 2), "maker")
    second = submit(service, chain, pool_quote(10, 2, "second maker"), "second maker")
    again, settler = restarted(chain, url)
    third = submit(again, chain, pool_quote(10, 2), "maker")
    order = submit(again, chain, limit_order(10, 5), "trader")
    settler.round()

    assert chain.trades == [(order, first, 2), (order, second, 2), (order, third, 1)]


def _dies(*_: Any) -> None:
    raise Killed
