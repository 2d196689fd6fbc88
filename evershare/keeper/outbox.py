"""What was sent, or was about to be: a transaction is written down before it leaves, so that none is made twice."""

from __future__ import annotations

import contextlib
from typing import NamedTuple

import rlp
import sqlalchemy as sql
from eth_utils.crypto import keccak

from evershare.client.errors import RpcRefused
from evershare.keeper.chain import Chain
from evershare.keeper.leases import Leases
from evershare.keeper.store import Store
from evershare.keeper.tables import OUTBOX

OPEN, MINED, DROPPED = "open", "mined", "dropped"
REOPENED = 256
LEGACY_FROM = 0xC0  # the first byte of a transaction without a type, which is a list


class Sent(NamedTuple):
    """A transaction of which it is not known how it ended."""

    hash: str
    job: str
    sender: str
    nonce: int
    raw: str


class Outbox:
    """The transactions of one worker, and those that workers before it have left."""

    def __init__(self, store: Store, chain: Chain, leases: Leases, sender: str) -> None:
        self._store, self._chain, self._leases, self._sender = store, chain, leases, sender

    def record(self, job: str, lease: str, raw: str) -> None:
        """Write a transaction of a job down. LeaseLost if the job is another worker's by now."""
        data = bytes.fromhex(raw[2:])
        row = {
            "hash": "0x" + keccak(data).hex(),
            "job": job,
            "lease": lease,
            "sender": self._sender,
            "nonce": nonce_of(data),
            "raw": raw,
            "state": OPEN,
        }
        with self._store.engine.begin() as connection:
            self._leases.require(connection, lease)
            connection.execute(self._store.upsert(OUTBOX), row)

    def ended(self, job: str, state: str) -> None:
        """Say how the open transactions of a job ended."""
        mine = sql.and_(OUTBOX.c.job == job, OUTBOX.c.state == OPEN)
        with self._store.engine.begin() as connection:
            connection.execute(sql.update(OUTBOX).where(mine).values(state=state))

    def reopen(self) -> None:
        """Look again for what was mined last: blocks have left the chain.

        What they took along is sent as it was, or later transactions of its key could not be mined.
        """
        last = sql.select(OUTBOX.c.hash).where(OUTBOX.c.state == MINED).order_by(OUTBOX.c.nonce.desc()).limit(REOPENED)
        with self._store.engine.begin() as connection:
            hashes = list(connection.execute(last).scalars())
            connection.execute(sql.update(OUTBOX).where(OUTBOX.c.hash.in_(hashes)).values(state=OPEN))

    def open(self) -> list[Sent]:
        """The transactions whose end is not known, of the work that this worker has."""
        query = (
            sql.select(OUTBOX)
            .where(OUTBOX.c.state == OPEN, OUTBOX.c.lease.in_(self._leases.held))
            .order_by(OUTBOX.c.sender, OUTBOX.c.nonce)
        )
        with self._store.engine.begin() as connection:
            return [Sent(row.hash, row.job, row.sender, row.nonce, row.raw) for row in connection.execute(query)]

    def resolve(self) -> set[str]:
        """Find out how open transactions ended, and send again what the node may have forgotten.

        Returns the jobs of those that may still be mined.
        """
        waiting = set()
        for sent in self.open():
            state = self._state(sent)
            if state != OPEN:
                with self._store.engine.begin() as connection:
                    connection.execute(sql.update(OUTBOX).where(OUTBOX.c.hash == sent.hash).values(state=state))
                continue
            waiting.add(sent.job)
            with contextlib.suppress(RpcRefused):  # the node has it, or says in the next round that its nonce is used
                self._chain.ask("eth_sendRawTransaction", sent.raw)
        return waiting

    def _state(self, sent: Sent) -> str:
        # The count first: what is mined between the two questions has a receipt.
        mined = int(self._chain.ask("eth_getTransactionCount", sent.sender, "latest"), 16)
        if self._chain.ask("eth_getTransactionReceipt", sent.hash):
            return MINED
        return DROPPED if mined > sent.nonce else OPEN


def nonce_of(transaction: bytes) -> int:
    """The nonce of a signed transaction: a list begins with it, and one with a type with the chain and it."""
    is_legacy = transaction[0] >= LEGACY_FROM
    fields = rlp.decode(transaction if is_legacy else transaction[1:])
    return int.from_bytes(fields[0 if is_legacy else 1], "big")
