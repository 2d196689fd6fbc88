"""Following the chain: what its blocks changed goes into the store, and what blocks that left it changed comes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from evershare.client.errors import RpcRefused
from evershare.errors import EvershareError
from evershare.keeper.chain import Chain
from evershare.keeper.events import CONTRACTS, Facts, Handler, Log, handlers_of, pools_named_in
from evershare.keeper.store import Block, Store

REORG_BLOCKS = 256  # how far back blocks may still leave the chain
STRIDE = 2_000  # blocks in a request for events that are older


class ChainMoved(EvershareError):
    """The chain changed while it was read: read it again."""


class Followed(NamedTuple):
    """What a round of following brought."""

    block: int
    events: int
    undone: int  # blocks that left the chain


class Follower:
    """Brings the store to the head of the chain. One at a time may do so."""

    def __init__(self, chain: Chain, store: Store) -> None:
        self._chain, self._store = chain, store
        self._facts = Facts(store)

    def follow(self) -> Followed:
        """Go back to where the chain still is what was read, then on to its head.

        ChainMoved if it moved meanwhile; what was read until then is kept.
        """
        at, undone = self._common()
        head = int(self._chain.head()["number"], 16)
        events = 0
        while at.number < head:
            at, count = self._read(at, min(at.number + STRIDE, head), head - REORG_BLOCKS)
            events += count
        return Followed(at.number, events, undone)

    def _common(self) -> tuple[Block, int]:
        """The latest block of the store that the chain has, and how many blocks were left behind."""
        blocks = self._store.blocks()
        if not blocks:
            return Block(self._chain.deployment.first_block - 1, ""), 0
        for block in blocks:
            if self._chain.block(block.number) == block:
                break
        else:
            self._store.start_over()
            block = Block(self._chain.deployment.first_block - 1, "")
        if block != blocks[0]:
            self._store.go_back(block.number)
            self._facts = Facts(self._store)
        return block, blocks[0].number - block.number

    def _read(self, before: Block, last: int, keep_from: int) -> tuple[Block, int]:
        """Bring the store from a block to another, in steps of a block where one may still leave the chain."""
        block = self._chain.block(last)
        where = {"fromBlock": hex(before.number + 1), "toBlock": hex(last)}
        addresses = [self._chain.deployment.address(name).lower() for name in CONTRACTS]
        handlers = handlers_of(self._chain.deployment, self._facts.pools)
        logs = self._logs(where, addresses, handlers)
        pools = self._facts.pools.keys() | pools_named_in(logs)
        if pools:
            handlers = handlers_of(self._chain.deployment, pools)
            logs += self._logs(where, sorted(pools), handlers)
        # Events are those of one chain if its end, and where it starts from, are still the same after they were read.
        if block is None or self._chain.block(last) != block or not self._stands(before):
            raise ChainMoved(f"blocks up to {last} were replaced while they were read")
        groups = [(block, logs)] if last < keep_from else _by_block(logs, block)
        steps = []
        for end, some in groups:
            self._facts.apply(some, handlers)
            steps.append((end, self._facts.changes()))
        self._store.advance(steps, keep_from)
        self._facts.stored()
        return block, len(logs)

    def _stands(self, block: Block) -> bool:
        return not block.hash or self._chain.block(block.number) == block

    def _logs(self, where: dict[str, str], addresses: list[str], handlers: dict[tuple[str, str], Handler]) -> list[Log]:
        """Events of contracts, in halves where a node answers for few blocks at a time."""
        topics = sorted({topic for address, topic in handlers if address in addresses})
        try:
            answer = self._chain.ask("eth_getLogs", {**where, "address": addresses, "topics": [topics]})
        except RpcRefused:
            first, last = (int(where[name], 16) for name in ("fromBlock", "toBlock"))
            if first == last:
                raise
            middle = (first + last) // 2
            halves = ((first, middle), (middle + 1, last))
            return [log for half in halves for log in self._logs(_range(*half), addresses, handlers)]
        return [Log.of(one) for one in answer if not one.get("removed")]


def _by_block(logs: Iterable[Log], last: Block) -> list[tuple[Block, list[Log]]]:
    """Events by their blocks, the last block included."""
    found: dict[int, tuple[Block, list[Log]]] = {}
    for log in logs:
        found.setdefault(log.block, (Block(log.block, log.block_hash), []))[1].append(log)
    found.setdefault(last.number, (last, []))
    return [found[number] for number in sorted(found)]


def _range(first: int, last: int) -> dict[str, str]:
    return {"fromBlock": hex(first), "toBlock": hex(last)}
