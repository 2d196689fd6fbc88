"""One worker: claims its part of the work, follows the chain, looks for what is due, and does it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from evershare.client.errors import NodeUnreachable, RequestFailed, TransactionPending, UnreliableNode
from evershare.client.reverts import Reverted
from evershare.client.sending import Receipt
from evershare.errors import EvershareError
from evershare.keeper.book import Book
from evershare.keeper.chain import Chain
from evershare.keeper.desk import GWEI, NOBODY, Desk, Job, Limits
from evershare.keeper.following import ChainMoved, Follower
from evershare.keeper.jobs import calendar, epochs, funding, liquidations, orders, prices
from evershare.keeper.leases import LEASE_SECONDS, LeaseLost, Leases
from evershare.keeper.metrics import Metrics
from evershare.keeper.outbox import MINED, Outbox
from evershare.keeper.quotes import Quotes
from evershare.keeper.store import Store

ROLES: dict[str, ModuleType] = {
    "prices": prices,
    "funding": funding,
    "epochs": epochs,
    "liquidations": liquidations,
    "calendar": calendar,
    "orders": orders,
}
FOLLOWING = "following"  # the chain: any worker may, one does
RESCAN_SECONDS = 60
LONGEST_PAUSE_SECONDS = 600
FIRST_PAUSE_SECONDS = 10
log = logging.getLogger("evershare.keeper")


class Worker:
    """Does the jobs of some roles for one deployment, alone or beside others."""

    def __init__(
        self,
        chain: Chain,
        store: Store,
        name: str,
        roles: Sequence[str],
        limits: Limits | None = None,
        *,
        address: str = NOBODY,
        is_dry: bool = False,
        lease_seconds: int = LEASE_SECONDS,
    ) -> None:
        """InvalidInput if the database is of another deployment, or another worker signs with the same key."""
        self.chain, self.store, self.roles, self._is_dry = chain, store, tuple(roles), is_dry
        self.metrics = Metrics()
        self.well_at: float | None = None
        self._stop = threading.Event()
        store.bind(chain.deployment.chain_id, chain.deployment.address("CollateralVault"))
        quotes = Quotes(chain)
        self.desk = Desk(chain, store, quotes, Book(store, quotes), limits or Limits(), address)
        sender = "" if is_dry else address
        self.leases = Leases(store, name, sender, lease_seconds)
        self.outbox = Outbox(store, chain, self.leases, address)
        self._follower: Follower | None = None
        self._rescanned_at = 0  # by the chain's time
        self._pauses: dict[str, tuple[float, float]] = {}  # jobs that were refused: until when, and how long
        self._wanted = {FOLLOWING: (FOLLOWING,), **{role: ROLES[role].LEASES for role in self.roles}}
        self.leases.claim(self._wanted)

    def run(self, every_seconds: float) -> None:
        """Work until `stop`. What fails is tried again, later and later."""
        pause = every_seconds
        while not self._stop.is_set():
            try:
                self.round()
                pause = every_seconds
            except (EvershareError, SQLAlchemyError) as error:
                self.failed(error)
                pause = min(2 * pause, max(every_seconds, LEASE_SECONDS / 2))
            except Exception as error:
                self.failed(error)
                log.exception("a round failed by a fault of this program; the next one goes on where it stopped")
            self._stop.wait(pause)
        self.close()

    def stop(self) -> None:
        """Let `run` return after the round that it is in."""
        self._stop.set()

    def close(self) -> None:
        """Leave the work to others."""
        self.leases.release()
        self.desk.book.scan.close()
        self.store.close()

    def failed(self, error: Exception) -> None:
        """Say that a round has failed."""
        kind = type(error).__name__
        self.metrics.failures.labels(kind).inc()
        log.warning("%s", str(error).splitlines()[0], extra={"fields": {"kind": kind}})

    def round(self) -> None:
        """Follow the chain, and do what is due."""
        started = time.monotonic()
        held = self.leases.claim(self._wanted)
        if FOLLOWING in held:
            self._follow()
        else:
            self._follower = None
        self._look(held)
        waiting = set() if self._is_dry else self.outbox.resolve()
        self.metrics.unresolved.set(len(waiting))
        for role in self.roles:
            self._do(role, held, waiting)
        self._report(held, started)

    def _follow(self) -> None:
        if self._follower is None:
            self._follower = Follower(self.chain, self.store)
        try:
            followed = self._follower.follow()
        except Exception:
            self._follower = None  # what it has in memory may be ahead of the store
            raise
        self.metrics.block.set(followed.block)
        self.metrics.events.inc(followed.events)
        self.metrics.undone.inc(followed.undone)
        if followed.undone:
            self.outbox.reopen()
            log.warning("blocks left the chain", extra={"fields": {"blocks": followed.undone, "head": followed.block}})

    def _look(self, held: frozenset[str]) -> None:
        """Bring the accounts in memory to what the store has."""
        shards = {int(name.split()[1]) for name in held if " " in name}
        self.desk.book.update(shards)
        head = self.chain.head()
        now = int(head["timestamp"], 16)
        if not 0 <= now - self._rescanned_at < RESCAN_SECONDS:
            self.desk.book.requote()
            with self.metrics.scan_seconds.time():
                self.desk.book.rescan()
            self._rescanned_at = now
        self.desk.gas_price = int(self.chain.ask("eth_gasPrice"), 16)
        self.metrics.gas_price.set(self.desk.gas_price / GWEI)
        self.metrics.chain_time.set(now)
        self.metrics.clock_skew.set(time.time() - now)

    def _do(self, role: str, held: frozenset[str], waiting: set[str]) -> None:
        if not held.intersection(ROLES[role].LEASES):
            return
        for job in ROLES[role].jobs(self.desk):
            if job.lease not in held:
                continue
            outcome = self._refusal(job, waiting) or self._act(job)
            self.metrics.jobs.labels(role, outcome).inc()
            fields = {"role": role, "job": job.key, "outcome": outcome, "gain_usd": job.gain}
            log.log(logging.DEBUG if outcome in _QUIET else logging.INFO, job.about, extra={"fields": fields})

    def _refusal(self, job: Job, waiting: set[str]) -> str:
        """Why a job is not done now; empty if it is."""
        if job.key in waiting:
            return "waiting"
        if time.monotonic() < self._pauses.get(job.key, (0.0, 0.0))[0]:
            return "paused"
        if self.desk.gas_price > self.desk.limits.most_gas_gwei * GWEI:
            return "gas too dear"
        if job.gain is not None:
            cost = self.desk.gas_usd(job.gas)
            if cost is None or job.gain < cost + self.desk.limits.least_profit:
                return "not worth it"
        return "dry run" if self._is_dry else ""

    def _act(self, job: Job) -> str:
        """Do a job. What it sends is written down first, and again when it is mined."""
        try:
            with self.chain.telling(lambda raw: self.outbox.record(job.key, job.lease, raw)):
                done = job.act()
        except Reverted as error:
            self.outbox.ended(job.key, MINED)
            return self._pause(job, f"refused: {error}")
        except (TransactionPending, LeaseLost) as error:
            log.warning("%s", error)
            return "unresolved"
        except (NodeUnreachable, RequestFailed, UnreliableNode, ChainMoved):
            raise
        except EvershareError as error:
            return self._pause(job, f"failed: {error}")
        self._pauses.pop(job.key, None)
        self.outbox.ended(job.key, MINED)
        receipt = getattr(done, "receipt", done)
        if not isinstance(receipt, Receipt):
            return "nothing to do"
        log.info("mined", extra={"fields": {"job": job.key, "hash": receipt.hash, "gas": receipt.gas_used}})
        return "done"

    def _pause(self, job: Job, why: str) -> str:
        _, before = self._pauses.get(job.key, (0.0, FIRST_PAUSE_SECONDS / 2))
        seconds = min(2 * before, LONGEST_PAUSE_SECONDS)
        self._pauses[job.key] = (time.monotonic() + seconds, seconds)
        log.warning("%s: %s", job.about, why, extra={"fields": {"job": job.key, "again_in_seconds": seconds}})
        return why.partition(":")[0]

    def _report(self, held: frozenset[str], started: float) -> None:
        book, metrics = self.desk.book, self.metrics
        metrics.accounts.set(len(book.addresses))
        metrics.flagged.set(len(book.scan.flagged()))
        metrics.liquidatable.set(self.desk.liquidatable)
        metrics.marked.set(len(book.marked))
        metrics.requests.inc(self.chain.driver.take_count())
        for role, names in self._wanted.items():
            metrics.leases.labels(role).set(len(held.intersection(names)))
        for symbol, age in self.desk.price_ages.items():
            metrics.price_age.labels(symbol).set(age)
        for id_, days in self.desk.calendar_days.items():
            metrics.calendar_days.labels(str(id_)).set(days)
        metrics.rounds.inc()
        metrics.round_seconds.observe(time.monotonic() - started)
        self.well_at = time.monotonic()

    def state(self) -> dict[str, Any]:
        """What the health endpoint tells."""
        return {"well_at": self.well_at, "worker": self.leases.worker, "leases": sorted(self.leases.held)}


_QUIET = ("waiting", "paused", "not worth it")
