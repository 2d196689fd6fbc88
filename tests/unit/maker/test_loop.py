"""A maker at work: what it signs, when it replaces, and that nothing can be filled twice."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from eth_account import Account
from eth_utils import keccak

from evershare.maker.decide import Seen
from evershare.maker.loop import CANCELLED, Maker, NotTaken, group_of, http_post
from evershare.maker.reading import View
from evershare.maker.report import Names
from evershare.maker.settings import Settings
from evershare.signing import Cancellation, Domain, PoolQuote, orders_domain, recover
from tests.unit.maker.conftest import CALL

NOW = 1_722_470_400
KEY = Account.from_key(keccak(text="quote signer"))
Make = Callable[..., Seen]


class Outside:
    """A chain to read and a matcher to send to."""

    domain: Domain = orders_domain(31_337, "0x" + "88" * 20)

    def __init__(self, seen: Seen) -> None:
        names = Names("BTC", "TSLA", Decimal(64_000), Decimal("227.5"))
        self.now = View(seen, names, NOW, epoch=3)
        self.used: dict[int, int] = {}
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.refuses = ""

    def view(self, signer: str) -> View:
        return self.now

    def consumed(self, signer: str, groups: Sequence[int]) -> list[int]:
        return [self.used.get(group, 0) for group in groups]

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        if self.refuses == path:
            raise NotTaken("the matcher refuses: the book is full")
        self.sent.append((path, body))
        return {}

    def quotes(self) -> list[PoolQuote]:
        """The quotes sent so far, each checked to be signed by the maker."""
        found = []
        for path, body in self.sent:
            if path == "/v1/quotes":
                quote = PoolQuote.from_json(body["message"])
                assert recover(quote, self.domain, bytes.fromhex(body["signature"][2:])) == KEY.address
                found.append(quote)
        return found


@pytest.fixture
def outside(seen: Make) -> Outside:
    return Outside(seen(written={CALL: Decimal("0.2")}))


@pytest.fixture
def maker(outside: Outside, settings: Settings) -> Maker:
    return Maker(outside, outside.post, KEY, settings)


def test_what_is_sent(outside: Outside, maker: Maker, settings: Settings) -> None:
    assert maker.step() == outside.now

    sent = outside.quotes()
    assert len(sent) == len(maker.standing) == 3
    for quote, made in zip(sent, maker.standing, strict=True):
        assert (quote.pool, quote.signer, quote.market_id, quote.epoch) == (settings.pool, KEY.address, 1, 3)
        assert (quote.is_call, quote.is_open) == (made.terms.side == "call", made.is_open)
        assert quote.size == int(made.size * 10**18)
        assert quote.valid_until == NOW + 60
        rounded_against_the_taker = quote.price - made.price * 10**18
        assert 0 <= (rounded_against_the_taker if made.is_open else -rounded_against_the_taker) < 1


def test_it_replaces_when_the_index_has_moved(outside: Outside, maker: Maker, seen: Make) -> None:
    maker.step()
    assert maker.step() is None
    outside.sent.clear()

    state = outside.now.seen
    index = type(state.index)(*(edge * Decimal("1.005") for edge in state.index))
    outside.now = replace(outside.now, seen=replace(state, index=index), time=NOW + 5)
    assert maker.step() is not None

    (path, body), *_ = outside.sent
    assert path == "/v1/cancellations"
    message = Cancellation.from_json(body["message"])
    assert (message.signer, message.groups, message.issued_at) == (KEY.address, (), NOW + 5)
    assert len(outside.quotes()) == 3


def test_an_old_quote_and_its_successor_are_not_both_filled(outside: Outside, maker: Maker, settings: Settings) -> None:
    """0.3 of the first are taken: both count in one group, so the second is signed for 0.3 more."""
    maker.step()
    first = outside.quotes()[0]
    outside.used[first.group] = 3 * 10**17
    outside.now = replace(outside.now, time=NOW + 31)
    maker.step()

    second = outside.quotes()[3]
    assert second.group == first.group == group_of(maker.standing[0], settings)
    assert second.size == 3 * 10**17 + int(maker.standing[0].size * 10**18)
    assert len({quote.group for quote in outside.quotes()}) == 3


def test_a_cancelled_group_is_left_alone(outside: Outside, maker: Maker) -> None:
    maker.step()
    gone = outside.quotes()[0].group
    outside.used[gone] = CANCELLED
    outside.sent.clear()
    outside.now = replace(outside.now, time=NOW + 31)
    maker.step()

    assert gone not in {quote.group for quote in outside.quotes()}
    assert len(maker.standing) == 2


def test_stopping_withdraws_everything(outside: Outside, maker: Maker) -> None:
    maker.withdraw()
    assert outside.sent == [], "there is nothing to withdraw"
    maker.step()
    maker.withdraw()

    assert outside.sent[-1][0] == "/v1/cancellations"


def test_what_a_matcher_refuses_is_tried_again(outside: Outside, maker: Maker) -> None:
    outside.refuses = "/v1/quotes"
    with pytest.raises(NotTaken, match="the book is full"):
        maker.step()

    outside.refuses = ""
    assert maker.step() is not None
    assert len(maker.standing) == 3


def test_a_matcher_that_is_not_there() -> None:
    with pytest.raises(NotTaken, match=r"the matcher at http://127\.0\.0\.1:9 does not answer: ConnectionError"):
        http_post("http://127.0.0.1:9")("/v1/quotes", {})
