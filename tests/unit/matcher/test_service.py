"""What is taken, what is refused and why; and that nothing is invented or altered."""

from dataclasses import replace
from typing import Any

import pytest
from eth_keys.constants import SECPK1_N

from evershare.errors import InvalidInput
from evershare.matcher.book import Group, Instrument, Kind, Side
from evershare.matcher.limits import Duplicate, Limits, NotFound, Refused, TooMany
from evershare.matcher.models import Submission
from evershare.matcher.service import Service
from evershare.matcher.store import State, Store
from tests.support.fake_chain import (
    CANCELLED,
    NODE_IS_DOWN,
    NOW,
    WALLET,
    WALLET_SIGNATURE,
    FakeChain,
    address,
    cancellation,
    limit_order,
    pool_quote,
)

CALL = Instrument(1, 300 * 10**18, 5_000, True)


def quote_in(service: Service, chain: FakeChain, message: Any, name: str = "maker") -> str:
    return service.submit(Kind.QUOTE, chain.signed(message, name)).id


def order_in(service: Service, chain: FakeChain, message: Any, name: str = "trader") -> str:
    return service.submit(Kind.ORDER, chain.signed(message, name)).id


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"size": 0}, "size is 0: it must be at least 1"),
        ({"valid_until": NOW - 1}, f"validUntil is {NOW - 1}: that was over at {NOW}, the chain's time"),
        ({"valid_from": NOW + 1}, f"validFrom is {NOW + 1}: send it then, it is {NOW} by the chain's time"),
        (
            {"valid_until": NOW + 91 * 86_400},
            f"validUntil is {NOW + 91 * 86_400}: the latest that is taken now is {NOW + 90 * 86_400}",
        ),
        ({"index_lo": 11, "index_hi": 10}, "indexLo is 11: it may be indexHi, 10, at most"),
    ],
)
def test_what_makes_no_sense_is_refused(
    service: Service, chain: FakeChain, changes: dict[str, int], reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        quote_in(service, chain, replace(pool_quote(10, 5), **changes))

    assert str(refused.value) == reason
    assert service.store.open_entries() == []


def test_another_form_is_refused(service: Service, chain: FakeChain) -> None:
    plain = chain.signed(limit_order(10, 5), "trader")
    for member, value, reason in (
        ("size", 5, "size is a whole number from 0 to"),
        ("size", "-5", "size is a whole number from 0 to"),
        ("price", str(2**256), "price is a whole number from 0 to"),
        ("isCall", "true", "isCall is true or false"),
        ("account", "0x12", "account is an address"),
        ("extra", "1", "a LimitOrder has exactly the members"),
    ):
        with pytest.raises(Refused, match=reason):
            service.submit(Kind.ORDER, Submission(message={**plain.message, member: value}, signature=plain.signature))
    with pytest.raises(Refused, match="a PoolQuote has exactly the members"):
        service.submit(Kind.QUOTE, plain)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("price", "9"),
        ("size", "6"),
        ("isOpen", False),
        ("group", "77"),
        ("account", WALLET),
        ("epoch", "1"),
    ],
)
def test_a_tampered_order_is_refused(service: Service, chain: FakeChain, member: str, value: Any) -> None:
    good = chain.signed(limit_order(10, 5), "trader")

    with pytest.raises(Refused, match=r"the signature is of 0x\w+, or of another message or contract: it must be of"):
        service.submit(Kind.ORDER, Submission(message={**good.message, member: value}, signature=good.signature))


def test_somebody_elses_signature_is_refused(service: Service, chain: FakeChain) -> None:
    with pytest.raises(Refused, match=f"it must be of {address('trader')}"):
        order_in(service, chain, limit_order(10, 5), "stranger")


def test_a_signature_for_another_contract_is_refused(service: Service, chain: FakeChain) -> None:
    elsewhere = FakeChain()
    elsewhere.domain = replace(elsewhere.domain, chain_id=1)

    with pytest.raises(Refused, match="of another message or contract"):
        service.submit(Kind.ORDER, elsewhere.signed(limit_order(10, 5), "trader"))


def test_the_second_form_of_a_signature_is_refused(service: Service, chain: FakeChain) -> None:
    good = chain.signed(limit_order(10, 5), "trader")
    raw = bytes.fromhex(good.signature[2:])
    mirrored = raw[:32] + (SECPK1_N - int.from_bytes(raw[32:64], "big")).to_bytes(32, "big") + bytes([55 - raw[64]])

    with pytest.raises(Refused, match="not in its canonical form"):
        service.submit(Kind.ORDER, Submission(message=good.message, signature="0x" + mirrored.hex()))


def test_a_contract_signs_by_its_own_rule(service: Service, chain: FakeChain) -> None:
    message = limit_order(10, 5, "wallet")
    bad = Submission(message=message.to_json(), signature="0x0304")
    with pytest.raises(Refused, match=f"{WALLET} is a contract and does not accept the signature"):
        service.submit(Kind.ORDER, bad)

    entry_id = order_in(service, chain, message, "wallet")

    assert service.entry(entry_id).signature == "0x" + WALLET_SIGNATURE.hex()


def test_the_same_order_is_taken_once(service: Service, chain: FakeChain) -> None:
    message = limit_order(10, 5)
    entry_id = order_in(service, chain, message)

    with pytest.raises(Duplicate, match=f"{entry_id} is here already: it is open"):
        order_in(service, chain, message)
    service.cancel(chain.signed(cancellation("trader"), "trader"))
    with pytest.raises(Duplicate, match="it is cancelled"):
        order_in(service, chain, message)


@pytest.mark.parametrize(("consumed", "epoch", "reason"), [(5, 0, "FillExceedsSize"), (0, 1, "SignedInOtherEpoch")])
def test_what_the_chain_would_not_fill_is_refused(
    service: Service, chain: FakeChain, consumed: int, epoch: int, reason: str
) -> None:
    message = limit_order(10, 5)
    chain.consumed[Group(message.signer, message.group)] = consumed
    chain.epochs[message.signer] = epoch

    with pytest.raises(Refused, match=reason):
        order_in(service, chain, message)


def test_without_a_chain_nothing_is_taken(service: Service, chain: FakeChain) -> None:
    chain.faults["left"] = NODE_IS_DOWN
    message = limit_order(10, 5)
    with pytest.raises(Refused, match="the chain does not answer") as refused:
        order_in(service, chain, message)

    assert refused.value.status == 503
    assert order_in(service, chain, message), "a moment later it is"


def test_what_was_filled_before_counts(service: Service, chain: FakeChain) -> None:
    message = pool_quote(10, 5)
    chain.consumed[Group(message.signer, message.group)] = 2
    quote_in(service, chain, message)

    (shown,) = service.open_entries(CALL, Kind.QUOTE, Side.SELL, 10)
    assert shown.remaining == "3"


def test_an_entry_is_shown_as_it_was_signed(service: Service, chain: FakeChain) -> None:
    message = pool_quote(10, 5)
    submission = chain.signed(message, "maker")
    entry_id = service.submit(Kind.QUOTE, submission).id

    shown = service.entry(entry_id)
    assert (shown.message, shown.signature) == (submission.message, submission.signature)
    assert (shown.kind, shown.state, shown.receivedAt) == (Kind.QUOTE, State.OPEN, NOW)
    assert entry_id == chain.id_of(message)
    with pytest.raises(NotFound, match="0x00 is not here"):
        service.entry("0x00")


def test_orders_meet_quotes(service: Service, chain: FakeChain) -> None:
    chain.market_fee = 3
    quote_in(service, chain, pool_quote(80, 5))
    too_low = service.submit(Kind.ORDER, chain.signed(limit_order(82, 4), "trader"))
    enough = service.submit(Kind.ORDER, chain.signed(limit_order(83, 4), "trader"))

    assert (too_low.matched, enough.matched) == ("0", "4")
    book = service.levels(CALL, 10)
    assert [(level.price, level.size) for level in book.asks] == [("80", "1")]
    assert [(level.price, level.size) for level in book.bids] == [("82", "4")]
    assert [fill.size for fill in service.entry(enough.id).fills] == ["4"]


def test_a_front_ends_fee_counts_too(service: Service, chain: FakeChain) -> None:
    chain.market_fee = 1_000
    quote_in(service, chain, pool_quote(80_000, 5))
    fee = {"integrator": WALLET, "integrator_fee_bps": 1_000}

    assert service.submit(Kind.ORDER, chain.signed(limit_order(81_099, 1, **fee), "trader")).matched == "0"
    assert service.submit(Kind.ORDER, chain.signed(limit_order(81_100, 1, **fee), "trader")).matched == "1"


def test_a_cheap_options_fee_is_an_eighth(service: Service, chain: FakeChain) -> None:
    chain.market_fee = 1_000
    quote_in(service, chain, pool_quote(80, 5))

    assert service.submit(Kind.ORDER, chain.signed(limit_order(89, 1), "trader")).matched == "0"
    assert service.submit(Kind.ORDER, chain.signed(limit_order(90, 1), "trader")).matched == "1"


# Cancelling


def test_only_the_signer_cancels_and_only_now(service: Service, chain: FakeChain) -> None:
    order_in(service, chain, limit_order(10, 5))
    with pytest.raises(Refused, match=f"it must be of {address('trader')}"):
        service.cancel(chain.signed(cancellation("trader"), "stranger"))
    for issued_at in (NOW - 61, NOW + 61):
        with pytest.raises(Refused, match=f"issuedAt is {issued_at}: it may be 60 s from {NOW} at most"):
            service.cancel(chain.signed(cancellation("trader", issued_at=issued_at), "trader"))

    assert len(service.of_signer(address("trader"), 10)) == 1


def test_cancelling_groups_and_all(service: Service, chain: FakeChain) -> None:
    for group in (1, 2, 3):
        order_in(service, chain, limit_order(10, 5, group=group))
    other = order_in(service, chain, limit_order(10, 5, "second trader"), "second trader")

    assert service.cancel(chain.signed(cancellation("trader", 1, 99), "trader")).cancelled == 1
    assert service.cancel(chain.signed(cancellation("trader"), "trader")).cancelled == 2
    assert [entry.id for entry in service.store.open_entries()] == [other]


def test_a_cancellation_cannot_be_repeated_by_another(service: Service, chain: FakeChain) -> None:
    order = chain.signed(cancellation("trader"), "trader")
    service.cancel(order)
    order_in(service, chain, limit_order(10, 5))

    with pytest.raises(Duplicate, match="has been carried out"):
        service.cancel(order)
    assert len(service.of_signer(address("trader"), 10)) == 1


def test_what_signers_do_on_chain_is_noticed(service: Service, chain: FakeChain) -> None:
    filled, group_cancelled, void = limit_order(10, 5), limit_order(10, 5), limit_order(10, 5, "second trader")
    ids = [order_in(service, chain, filled), order_in(service, chain, group_cancelled)]
    ids.append(order_in(service, chain, void, "second trader"))
    chain.consumed[Group(filled.signer, filled.group)] = 5
    chain.consumed[Group(group_cancelled.signer, group_cancelled.group)] = CANCELLED
    chain.epochs[void.signer] = 1

    for _ in range(3):
        service.watch(1)

    assert [service.state_of(id_) for id_ in ids] == [State.FILLED, State.CANCELLED, State.CANCELLED]
    assert len(service.book) == 0


def test_what_is_over_leaves(service: Service, chain: FakeChain) -> None:
    entry_id = order_in(service, chain, limit_order(10, 5, valid_until=NOW + 5))
    chain.time = NOW + 6
    service.tidy()

    assert service.state_of(entry_id) is State.EXPIRED
    assert service.instruments() == []


# Too much


def test_a_signer_who_sends_too_fast_waits(chain: FakeChain, url: str) -> None:
    service = Service(Store(url), chain, Limits(signer_per_second=1, signer_burst=2))
    for _ in range(2):
        order_in(service, chain, limit_order(10, 5))
    with pytest.raises(TooMany, match=f"{address('trader')} has sent too much: 1 a second and 2 at once at most"):
        order_in(service, chain, limit_order(10, 5))

    order_in(service, chain, limit_order(10, 5, "second trader"), "second trader")
    chain.time += 1
    order_in(service, chain, limit_order(10, 5))


def test_nobody_uses_up_the_rate_of_another(chain: FakeChain, url: str) -> None:
    service = Service(Store(url), chain, Limits(signer_per_second=1, signer_burst=1))
    for _ in range(5):
        with pytest.raises(Refused, match="it must be of"):
            order_in(service, chain, limit_order(10, 5), "stranger")

    order_in(service, chain, limit_order(10, 5))


def test_an_altered_database_is_not_believed(chain: FakeChain, url: str, service: Service) -> None:
    record = service.store.entry(order_in(service, chain, limit_order(10, 5)))
    assert record is not None
    forged = replace(record, id="0x" + "0" * 64, sequence=99)
    service.store.add(forged)

    with pytest.raises(InvalidInput, match="is not the hash of the message stored with it: the database was altered"):
        Service(Store(url), chain, Limits()).recover()
