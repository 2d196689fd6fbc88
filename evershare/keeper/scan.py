"""The health of all accounts in one pass, and of those that a price or an event has touched in between."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from evershare.keeper.accounts import ASSETS, BLOCK, DEBTS, OWED, POSITIONS, Accounts, Floats, Holdings, Rows
from evershare.keeper.holders import Holders
from evershare.keeper.weights import Weights

# Rows picked one by one cost about ten times as much as in a pass.
PICKED_PART = 0.1


class Scan:
    """The margins of all rows, in USD, as of the weights of the moment; see `evershare.keeper.weights`.

    Numpy lets go of the interpreter while it works, so that threads run side by side.
    """

    def __init__(self, threads: int = 2) -> None:
        self.accounts = Accounts()
        self._margins: Floats = np.zeros((0, BLOCK), np.float32)
        self._tokens, self._series = Holders(), Holders()
        self._threads = ThreadPoolExecutor(threads)
        self._shares = threads

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown()

    def load(self, rows: Rows, holdings: Holdings) -> None:
        """Replace what many rows hold, before the next pass: the lists of who holds what are made anew."""
        self._make_room(rows)
        self.accounts.put(rows, holdings)
        self._list()

    def put(self, rows: Rows, holdings: Holdings, weights: Weights) -> None:
        """Replace what a few rows hold, and compute their margins."""
        self._make_room(rows)
        before = self.accounts.get(rows)
        self.accounts.put(rows, holdings)
        self._tokens.add(rows, before.tokens, holdings.tokens)
        self._series.add(rows, before.series, holdings.series)
        if self._tokens.is_stale or self._series.is_stale:
            self._list()
        self.pick(rows, weights)

    def everything(self, weights: Weights) -> None:
        """Compute the margins of all rows."""
        blocks, shares = len(self.accounts.columns.tokens), self._shares
        list(self._threads.map(lambda first: self._pass(range(first, blocks, shares), weights), range(shares)))

    def touched(self, assets: Iterable[int], series: Iterable[int], weights: Weights) -> int:
        """Compute the margins of the rows that hold or owe one of the assets, or have a position in one of the series.

        Returns how many those were. If they are a large part of all, everything is computed.
        """
        ids = list(assets)
        rows = np.union1d(self._tokens.of(ids + [id_ + OWED for id_ in ids]), self._series.of(list(series)))
        if len(rows) > PICKED_PART * self.accounts.count:
            self.everything(weights)
            return self.accounts.count
        self.pick(rows, weights)
        return len(rows)

    def pick(self, rows: Rows, weights: Weights) -> None:
        """Compute the margins of some rows."""
        for part in (rows[i : i + BLOCK] for i in range(0, len(rows), BLOCK)):
            held = self.accounts.get(part)
            margins = (weights.tokens[held.tokens] * held.amounts).sum(axis=1)
            margins += (weights.sizes[held.series] * held.sizes).sum(axis=1)
            margins += (weights.paid[held.series] * held.paid).sum(axis=1)
            self._margins[part // BLOCK, part % BLOCK] = margins

    def flagged(self) -> Rows:
        """The rows that may be liquidatable: all that are, and some that nearly are."""
        return np.flatnonzero(self._margins.reshape(-1)[: self.accounts.count] < 0)

    def margins(self, rows: Rows) -> Floats:
        """The margins of rows, USD."""
        return self._margins.reshape(-1)[rows]

    def _pass(self, blocks: range, weights: Weights) -> None:
        """What numpy does here, it does for 4,096 accounts and in memory that stays in the processor's cache."""
        columns = self.accounts.columns
        ids = np.empty((ASSETS + DEBTS, BLOCK), np.intp)
        parts = np.empty((ASSETS + DEBTS, BLOCK), np.float32)
        series, options = ids[:POSITIONS], parts[:POSITIONS]
        part = np.empty(BLOCK, np.float32)
        for block in blocks:
            margins = self._margins[block]
            np.copyto(ids, columns.tokens[block])
            np.take(weights.tokens, ids, out=parts, mode="clip")
            np.multiply(parts, columns.amounts[block], out=parts)
            np.add.reduce(parts, axis=0, out=margins)
            np.copyto(series, columns.series[block])
            for table, amounts in ((weights.sizes, columns.sizes), (weights.paid, columns.paid)):
                np.take(table, series, out=options, mode="clip")
                np.multiply(options, amounts[block], out=options)
                np.add.reduce(options, axis=0, out=part)
                np.add(margins, part, out=margins)

    def _make_room(self, rows: Rows) -> None:
        self.accounts.grow(int(rows.max(initial=-1)) + 1)
        missing = len(self.accounts.columns.tokens) - len(self._margins)
        if missing:
            self._margins = np.concatenate([self._margins, np.zeros((missing, BLOCK), np.float32)])

    def _list(self) -> None:
        self._tokens.rebuild(self.accounts.columns.tokens)
        self._series.rebuild(self.accounts.columns.series)
