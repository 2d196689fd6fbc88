"""Which rows hold what, so that after a price only those are computed again."""

from __future__ import annotations

import numpy as np

from evershare.keeper.accounts import BLOCK, Ids, Rows


class Holders:
    """Rows by the ids in their places. A row stays listed under what it held before until the lists are made anew."""

    def __init__(self) -> None:
        self._starts = np.zeros(1, np.int64)
        self._rows = np.zeros(0, np.int32)
        self._since: dict[int, list[int]] = {}
        self._listed = 0

    def rebuild(self, places: Ids) -> None:
        """List what the places of all blocks hold: an array of blocks, places in an account, accounts."""
        flat = places.reshape(-1)
        held = np.flatnonzero(flat)
        keys = flat[held]
        order = np.argsort(keys, kind="stable")
        blocks, within = np.divmod(held, places.shape[1] * BLOCK)
        self._rows = (blocks * BLOCK + within % BLOCK).astype(np.int32)[order]
        self._starts = np.searchsorted(keys[order], np.arange(int(keys.max(initial=0)) + 2))
        self._since, self._listed = {}, 0

    def add(self, rows: Rows, before: Ids, after: Ids) -> None:
        """List rows whose places have changed, accounts on the first axis."""
        fresh = (after != 0) & ~(after[:, :, None] == before[:, None, :]).any(axis=2)
        accounts, places = np.nonzero(fresh)
        for row, key in zip(rows[accounts].tolist(), after[accounts, places].tolist(), strict=True):
            self._since.setdefault(key, []).append(row)
        self._listed += len(accounts)

    @property
    def is_stale(self) -> bool:
        """Whether so much has been listed since that making the lists anew pays."""
        return self._listed > max(BLOCK, len(self._rows) // 2)

    def of(self, keys: Ids | list[int]) -> Rows:
        """The rows that hold one of the ids, or did; each once, in order."""
        wanted = [int(key) for key in keys]
        found = [self._rows[self._starts[key] : self._starts[key + 1]] for key in wanted if key + 1 < len(self._starts)]
        found += [np.array(self._since[key], np.int32) for key in wanted if key in self._since]
        return np.unique(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, np.int64)
