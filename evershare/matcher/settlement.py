"""Settling on chain what has matched: exactly once, whenever the service is killed.

A match is stored before anybody hears of it. A transaction is signed and stored, with the fills in it, before it is
sent: by its nonce it is mined once at most, so it may be sent again and again. No fill is put into another transaction
before the first is known to have ended; how it ended is read from the chain.
"""

from __future__ import annotations

import logging
import threading

from evershare.errors import EvershareError
from evershare.matcher.chain import Chain, Pending, Refusal
from evershare.matcher.service import Service
from evershare.matcher.store import Batch, Fill, Progress, State
from evershare.signing import LimitOrder, OrderFill, PoolQuote, QuoteFill

FILLS_IN_A_BATCH = 20
WATCHED_IN_A_ROUND = 200
REPLACED_ROUNDS = 10  # a node may count a transaction before it shows it: a hasty answer would settle twice
KEEP_SECONDS, FORGET_EVERY_SECONDS = 86_400, 3_600
log = logging.getLogger(__name__)


class Settler:
    """Brings the matches of a service to the chain, one batch after the other."""

    def __init__(self, service: Service, batch_size: int = FILLS_IN_A_BATCH) -> None:
        self._service, self._batch_size = service, batch_size
        self._stop = threading.Event()
        self._forgot_at = 0
        self._unseen = 0  # rounds in a row in which the nonce was used and the transaction not seen

    @property
    def _chain(self) -> Chain:
        return self._service.chain

    def run(self, every_seconds: float) -> None:
        """Settle until `stop`. What fails is tried again in the next round."""
        while not self._stop.wait(every_seconds):
            try:
                self.round()
            except EvershareError as error:
                log.warning("%s", error)
            except Exception:
                log.exception("a round of settling failed; the next one goes on where it stopped")

    def stop(self) -> None:
        """Let `run` return after the round that it is in."""
        self._stop.set()

    def round(self) -> None:
        """End what was sent, take out what is over, and send what has matched."""
        if self._resolve_pending():
            self._service.watch(WATCHED_IN_A_ROUND)
            self._service.tidy()
            self._settle_some()
        now = self._chain.now()
        if now - self._forgot_at >= FORGET_EVERY_SECONDS:
            self._service.store.forget(now - KEEP_SECONDS)
            self._forgot_at = now

    # Ending what was sent

    def _resolve_pending(self) -> bool:
        """Whether nothing that was sent is open any more."""
        for batch in self._service.store.pending():
            outcome = self._chain.outcome(batch.hash, batch.nonce)
            if outcome is Pending.WAITING:
                self._unseen = 0
                self._chain.send(batch.raw)  # the node may have forgotten it, or the service was killed before sending
                return False
            if outcome is Pending.REPLACED:
                self._unseen += 1
                if self._unseen < REPLACED_ROUNDS:
                    return False
            self._unseen = 0
            fills = self._service.store.fills_in(batch)
            if outcome is Pending.REPLACED:
                log.warning("%s was replaced: its %d fills are sent again", batch.hash, len(fills))
                self._service.store.resolve(batch, {fill.id: (Progress.MATCHED, "") for fill in fills})
            else:
                self._end(batch, fills, outcome or ["the whole batch was reverted"] * len(fills))
        return True

    def _end(self, batch: Batch, fills: list[Fill], failures: list[str]) -> None:
        results = list(zip(fills, failures, strict=True))
        # Asked first: from what is stored next there is no way back, and the chain may not answer.
        groups = list({self._service.known(id_).group for fill in fills for id_ in (fill.order_id, fill.quote_id)})
        states = dict(zip(groups, self._chain.states(groups), strict=True))
        self._service.store.resolve(
            batch,
            {fill.id: (Progress.FAILED if failure else Progress.SETTLED, failure) for fill, failure in results},
        )
        for fill, failure in results:
            self._service.settled(fill, failure, states)
            if failure:
                self._service.keep_apart(fill.order_id, fill.quote_id)
        log.info("%s settled %d of %d fills", batch.hash, failures.count(""), len(fills))
        self._service.rematch(fill.order_id for fill, failure in results if failure)

    # Sending what has matched

    def _settle_some(self) -> None:
        matched = self._service.store.fills(Progress.MATCHED, limit=self._batch_size)
        good: list[tuple[Fill, OrderFill]] = []
        for fill in matched:
            order_fill = self._as_signed(fill)
            failure = self._cancelled(fill) or self._chain.simulate(order_fill)
            if failure:
                self._give_up(fill, order_fill, failure)
            else:
                good.append((fill, order_fill))
        if not good:
            return
        prepared = self._chain.prepare([order_fill for _, order_fill in good])
        batch = self._service.store.prepare(
            [fill.id for fill, _ in good], self._chain.executor, prepared.nonce, prepared.hash, prepared.raw
        )
        self._chain.send(batch.raw)

    def _as_signed(self, fill: Fill) -> OrderFill:
        order, quote = self._service.signed(fill.order_id), self._service.signed(fill.quote_id)
        assert isinstance(order.message, LimitOrder)
        assert isinstance(quote.message, PoolQuote)
        return OrderFill(order.message, order.signature, (QuoteFill(quote.message, quote.signature, fill.size),))

    def _cancelled(self, fill: Fill) -> str:
        """Whether a signer has changed his mind since: nothing is sent then, though it could be."""
        for entry_id in (fill.order_id, fill.quote_id):
            if self._service.state_of(entry_id) is State.CANCELLED:
                return f"{entry_id} was cancelled"
        return ""

    def _give_up(self, fill: Fill, order_fill: OrderFill, failure: str) -> None:
        """Free a match that would fail, drop the side at fault if the chain names one, and match the order anew."""
        self._service.store.fail({fill.id: failure})
        self._service.settled(fill, failure)
        self._service.keep_apart(fill.order_id, fill.quote_id)
        (quote_fill,) = order_fill.quotes
        sides = (
            (fill.order_id, order_fill.order, order_fill.signature),
            (fill.quote_id, quote_fill.quote, quote_fill.signature),
        )
        for entry_id, message, signature in sides:
            try:
                self._chain.left(message, signature)
            except Refusal as error:
                self._service.drop(entry_id, str(error))
        self._service.rematch([fill.order_id])
