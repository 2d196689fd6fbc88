"""The desk: takes what is signed, keeps it, matches it, and knows what has become of it.

One lock guards the book and the order in which things are stored. What costs time, signatures and questions to the
chain, is done before it is taken.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from evershare.errors import InvalidInput
from evershare.matcher import models
from evershare.matcher.book import Book, Entry, Group, Instrument, Kind, Match, Side
from evershare.matcher.chain import Chain, GroupState
from evershare.matcher.limits import Duplicate, Limits, NotFound, Rates, Refused
from evershare.matcher.models import Event, OneInstrument, Signed, Submission
from evershare.matcher.store import Fill, Progress, Record, State, Store
from evershare.signing import TypedMessage, recover

CANCELLED_ON_CHAIN = 2**256 - 1
CANCELLATION_SECONDS = 60
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5, 300
STATES_AT_ONCE = 200
BPS = 10_000
LEAST_PART = 8  # the fee is at most an eighth of the price
log = logging.getLogger(__name__)

Listener = Callable[[Event], None]


class Service:
    """One market place for one contract."""

    def __init__(self, store: Store, chain: Chain, limits: Limits | None = None, on_event: Listener | None = None):
        self.store, self.chain, self.limits = store, chain, limits or Limits()
        self.book = Book()
        self.lock = threading.RLock()
        self._rates = Rates(self.limits.signer_per_second, self.limits.signer_burst, self.limits.remembered)
        self._tell = on_event or (lambda event: None)
        self._fees: dict[int, int] = {}
        self._pauses: dict[tuple[str, str], tuple[int, int]] = {}  # order and quote: until when, and how long
        self._seen: OrderedDict[bytes, None] = OrderedDict()  # cancellations
        self._woken: dict[tuple[str, str], tuple[int, int]] = {}  # pauses that are over
        self._next_watched = 0
        store.bind(chain.domain.chain_id, chain.domain.verifying_contract)
        self._sequence = store.next_sequence()

    # What comes in

    def submit(self, kind: Kind, submission: Submission) -> models.Accepted:
        """Take a signed message into the book, and match it. Refused if it is not good, or there is no room."""
        signed = models.read(kind, submission, self.chain.domain, self.chain.now(), self.limits)
        signer = signed.message.signer
        with self.lock:
            self.limits.check_room(self.book, signer, kind)

        self._refuse_known(signed.id)
        self._spend_if_signed(signed.message, signer, signed.signature)
        left = self.chain.left(signed.message, signed.signature)
        self._fees[signed.message.market_id] = self.chain.fee(signed.message.market_id)

        with self.lock:
            self._refuse_known(signed.id)
            self.limits.check_room(self.book, signer, kind)
            matches = self._enter(signed, submission, left)
            return models.Accepted(id=signed.id, matched=str(sum(match.size for match in matches)))

    def cancel(self, submission: Submission) -> models.Cancelled:
        """Forget what a signer has sent in. It binds this service alone: others may hold the same messages."""
        message, signature = models.read_cancellation(submission)
        now = self.chain.now()
        if abs(message.issued_at - now) > CANCELLATION_SECONDS:
            raise Refused(f"issuedAt is {message.issued_at}: it may be {CANCELLATION_SECONDS} s from {now} at most")
        digest = message.digest(self.chain.domain)
        self._spend_if_signed(message, message.signer, signature)
        with self.lock:
            if digest in self._seen:
                raise Duplicate("this cancellation has been carried out")
            self._seen[digest] = None
            if len(self._seen) > self.limits.remembered:
                self._seen.popitem(last=False)
            groups = set(message.groups)
            mine = [e for e in self.book.of_signer(message.signer) if not groups or e.group.number in groups]
            self.close(mine, State.CANCELLED, "by its signer")
        return models.Cancelled(cancelled=len(mine))

    def _refuse_known(self, entry_id: str) -> None:
        known = self.store.entry(entry_id)
        if known is not None:
            raise Duplicate(f"{entry_id} is here already: it is {known.state}")

    def _spend_if_signed(self, message: TypedMessage, signer: str, signature: bytes) -> None:
        """Refuse a signature that is not the signer's, and count a good one against his rate.

        Nobody can use up the rate of another: what is not signed by him counts for nobody.
        """
        problem = ""
        try:
            if (found := recover(message, self.chain.domain, signature)) != signer:
                problem = f"the signature is of {found}, or of another message or contract: it must be of {signer}"
        except InvalidInput as error:
            problem = str(error)
        if problem:
            if not self.chain.is_contract(signer):
                raise Refused(problem)
            if not self.chain.has_signed(signer, message.digest(self.chain.domain), signature):
                raise Refused(f"{signer} is a contract and does not accept the signature")
        with self.lock:
            self._rates.spend(signer, float(self.chain.now()))

    def _enter(self, signed: Signed, submission: Submission, left: int) -> list[Match]:
        entry = models.entry_of(signed, self._sequence)
        record = Record(
            signed.id,
            self._sequence,
            signed.kind,
            signed.message.signer,
            submission.message,
            submission.signature,
            self.chain.now(),
        )
        self.book.add(entry, entry.size - left)
        matches = self._cross(entry.id)
        try:
            self.store.add(record, matches)
        except BaseException:  # what is not stored has not happened
            for match in matches:
                self._release(match)
            self.book.remove(entry.id)
            raise
        self._sequence += 1
        self._tell(Event(event="opened", id=entry.id, instrument=OneInstrument.of(entry.instrument)))
        self._tell_matches(matches, entry.instrument)
        return matches

    # Matching

    def fee(self, order: Entry, quote: Entry) -> int:
        """What the order pays beside the quote's price, per unit, rounded up. The chain decides; this saves tries."""
        by_index = self._fees.get(order.instrument.market_id, 0)
        trading = min(by_index, -(-quote.price // LEAST_PART))
        return -(-trading * (BPS + order.integrator_fee_bps) // BPS)

    def _cross(self, entry_id: str) -> list[Match]:
        return self.book.cross(entry_id, self.chain.now(), self.fee, self._pauses)

    def rematch(self, entry_ids: Iterable[str]) -> None:
        """Match again what was released."""
        with self.lock:
            for entry_id in entry_ids:
                entry = self.book.get(entry_id)
                if entry is None:
                    continue
                matches = self._cross(entry_id)
                try:
                    self.store.add_matches(matches)
                except BaseException:
                    for match in matches:
                        self._release(match)
                    raise
                self._tell_matches(matches, entry.instrument)

    def _tell_matches(self, matches: Sequence[Match], instrument: Instrument) -> None:
        for match in matches:
            self._tell(
                Event(
                    event="matched",
                    id=match.order_id,
                    quote=match.quote_id,
                    size=str(match.size),
                    instrument=OneInstrument.of(instrument),
                )
            )

    def _release(self, match: Match) -> None:
        for entry_id in (match.order_id, match.quote_id):
            entry = self.book.get(entry_id)
            if entry is not None:
                self.book.release(entry.group, match.size)

    def keep_apart(self, order_id: str, quote_id: str) -> None:
        """Do not match two again for a while that did not settle; longer each time."""
        _, last = self._pauses.get((order_id, quote_id)) or self._woken.get((order_id, quote_id), (0, 0))
        pause = min(2 * last, LONGEST_PAUSE_SECONDS) or PAUSE_SECONDS
        self._pauses[order_id, quote_id] = (self.chain.now() + pause, pause)

    # What time and the chain do to the book

    def close(self, entries: Sequence[Entry], state: State, reason: str) -> None:
        """Take entries out of the book and say why."""
        self.store.close_entries([entry.id for entry in entries], state, reason, self.chain.now())
        for entry in entries:
            self.book.remove(entry.id)
            self._tell(
                Event(
                    event="closed",
                    id=entry.id,
                    instrument=OneInstrument.of(entry.instrument),
                    reason=f"{state}: {reason}",
                )
            )

    def drop(self, entry_id: str, reason: str) -> None:
        """Take out what the contract would not fill at all."""
        with self.lock:
            entry = self.book.get(entry_id)
            if entry is not None:
                self.close([entry], State.DROPPED, reason)

    def tidy(self) -> None:
        """Take out what is over, and match again what has waited long enough."""
        now = self.chain.now()
        with self.lock:
            self.close(self.book.expire(now), State.EXPIRED, "its time is over")
            awake = {pair: pause for pair, pause in self._pauses.items() if pause[0] < now}
            for pair in awake:
                del self._pauses[pair]
            live = {
                pair: pause for pair, pause in (self._woken | awake).items() if all(id_ in self.book for id_ in pair)
            }
            self._woken = live
            self.rematch(order_id for order_id, _ in awake)

    def watch(self, count: int) -> None:
        """Ask the chain about some of the groups, the next `count` each time: others fill and signers cancel there."""
        with self.lock:
            groups = sorted(self.book.groups())
        start = self._next_watched if self._next_watched < len(groups) else 0
        some = groups[start : start + count]
        self._next_watched = start + count
        for group, state in zip(some, self.chain.states(some), strict=True):
            self.learn(group, state)

    def learn(self, group: Group, state: GroupState) -> None:
        """Take over what the chain says of a group."""
        with self.lock:
            void = [entry for entry in self.book.of_signer(group.signer) if entry.epoch != state.epoch]
            self.close(void, State.CANCELLED, f"by its signer on chain, whose epoch is {state.epoch}")
            done = self.book.consume(group, state.consumed)
            if state.consumed == CANCELLED_ON_CHAIN:
                self.close(done, State.CANCELLED, "by its signer on chain")
            else:
                self.close(done, State.FILLED, "")

    def recover(self) -> None:
        """Build the book from what is stored, with what the chain says is left of it. Once, at the start.

        What was matched before stays matched: it is settled, or released, before its size is free again.
        """
        with self.lock:
            records = self.store.open_entries()
            signed = [models.recall(record, self.chain.domain) for record in records]
            entries = [models.entry_of(one, record.sequence) for one, record in zip(signed, records, strict=True)]
            for market_id in {entry.instrument.market_id for entry in entries}:
                self._fees[market_id] = self.chain.fee(market_id)
            for entry in entries:
                self.book.add(entry)
            for fill in self.store.fills(Progress.MATCHED, Progress.SENT):
                for entry_id in (fill.order_id, fill.quote_id):
                    self.book.reserve(self.known(entry_id).group, fill.size)
            groups = self.book.groups()
            for start in range(0, len(groups), STATES_AT_ONCE):
                some = groups[start : start + STATES_AT_ONCE]
                for group, state in zip(some, self.chain.states(some), strict=True):
                    self.learn(group, state)
            self.rematch([entry.id for entry in entries if entry.kind is Kind.ORDER])
        log.info("%d open entries", len(self.book))

    # What can be asked

    def signed(self, entry_id: str) -> Signed:
        """A stored message, open or not. NotFound if there is none."""
        return models.recall(self._record(entry_id), self.chain.domain)

    def known(self, entry_id: str) -> Entry:
        """An entry, open or not. NotFound if there is none."""
        entry = self.book.get(entry_id)
        if entry is not None:
            return entry
        record = self._record(entry_id)
        return models.entry_of(models.recall(record, self.chain.domain), record.sequence)

    def state_of(self, entry_id: str) -> State:
        """What has become of an entry. NotFound if there is none."""
        return self._record(entry_id).state

    def entry(self, entry_id: str) -> models.OneEntry:
        """A message as it came and what has become of it. NotFound if there is none."""
        return models.OneEntry.of(self._record(entry_id), self.store.fills_of(entry_id))

    def instruments(self) -> list[OneInstrument]:
        """The options that something is open in."""
        with self.lock:
            return [OneInstrument.of(instrument) for instrument in self.book.instruments()]

    def levels(self, instrument: Instrument, depth: int) -> models.OneBook:
        """The two sides of an option's book by price."""
        with self.lock:
            bids, asks = (self.book.levels(instrument, side, min(depth, self.limits.depth)) for side in Side)
        return models.OneBook(
            instrument=OneInstrument.of(instrument),
            bids=[models.OneLevel.of(level) for level in bids],
            asks=[models.OneLevel.of(level) for level in asks],
        )

    def open_entries(self, instrument: Instrument, kind: Kind, side: Side, depth: int) -> list[models.OneOpen]:
        """Single quotes or orders of an option, the best first."""
        with self.lock:
            best = islice(self.book.side(instrument, kind, side), min(depth, self.limits.depth))
            return [models.OneOpen.of(self.book, entry) for entry in best]

    def of_signer(self, signer: str, depth: int) -> list[models.OneOpen]:
        """A signer's open entries, the earliest first."""
        with self.lock:
            mine = self.book.of_signer(signer)[: min(depth, self.limits.depth)]
            return [models.OneOpen.of(self.book, entry) for entry in mine]

    # What settling tells

    def settled(self, fill: Fill, failure: str = "", states: Mapping[Group, GroupState] | None = None) -> None:
        """A fill has ended: free what it has reserved, and take over what the chain says is used up."""
        order, quote = self.known(fill.order_id), self.known(fill.quote_id)
        with self.lock:
            for group in (order.group, quote.group):
                self.book.release(group, fill.size)
            for group in (order.group, quote.group):
                if states is not None:
                    self.learn(group, states[group])
            self._tell(
                Event(
                    event="failed" if failure else "settled",
                    id=order.id,
                    quote=quote.id,
                    size=str(fill.size),
                    instrument=OneInstrument.of(order.instrument),
                    reason=failure,
                )
            )

    def _record(self, entry_id: str) -> Record:
        record = self.store.entry(entry_id)
        if record is None:
            raise NotFound(f"{entry_id} is not here")
        return record
