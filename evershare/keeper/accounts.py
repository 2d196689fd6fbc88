"""What all accounts have and owe, as columns: a thousand bytes in a row are read faster than a thousand objects.

An account is a row. Blocks of `BLOCK` rows are contiguous, and within a block each place (an account has 16 for assets,
4 for debts and 16 for positions) is a column, so that one call of numpy goes through 4,096 accounts at once. An empty
place holds id 0, which weighs nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy import typing as npt

from evershare.errors import InvalidInput

BLOCK = 4_096
ASSETS, DEBTS, POSITIONS = 16, 4, 16
OWED = 1 << 15  # added to the id of an asset that is owed, so that assets and debts share one table of weights

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[Any]  # unsigned, of 16 bits for tokens and 32 for series
Rows = npt.NDArray[np.int64]


class Holdings(NamedTuple):
    """What some accounts have and owe. The first axis is the account, the second the place.

    `tokens` are ids of assets in 16 places, then ids + `OWED` in 4; `amounts` are unlocked token units, then debt
    shares. `series` are numbers of series from 1, see `evershare.keeper.weights`; `sizes` are WAD, `paid` is the
    funding that a position has paid since its series began, size * index, in token units.
    """

    tokens: Ids
    amounts: Floats
    series: Ids
    sizes: Floats
    paid: Floats


def nothing(count: int) -> Holdings:
    """Holdings of accounts without anything, to be filled in."""
    return Holdings(
        np.zeros((count, ASSETS + DEBTS), np.uint16),
        np.zeros((count, ASSETS + DEBTS), np.float32),
        np.zeros((count, POSITIONS), np.uint32),
        np.zeros((count, POSITIONS), np.float32),
        np.zeros((count, POSITIONS), np.float32),
    )


class Accounts:
    """The rows of all accounts that can come to be liquidated: those that owe something or have a position."""

    def __init__(self) -> None:
        self.count = 0
        self.columns = Holdings._make(_blocks(column, 0) for column in nothing(0))

    def grow(self, count: int) -> None:
        """Make room for `count` rows in all."""
        missing = -(-count // BLOCK) - len(self.columns.tokens)
        if missing > 0:
            more = max(missing, len(self.columns.tokens) // 4)
            self.columns = Holdings._make(np.concatenate([one, _blocks(one, more)]) for one in self.columns)
        self.count = max(self.count, count)

    def put(self, rows: Rows, holdings: Holdings) -> None:
        """Replace what rows hold. InvalidInput if there is no such row."""
        self._require(rows)
        blocks, places = rows // BLOCK, rows % BLOCK
        for column, values in zip(self.columns, holdings, strict=True):
            column[blocks, :, places] = values

    def get(self, rows: Rows) -> Holdings:
        """What rows hold. InvalidInput if there is no such row."""
        self._require(rows)
        blocks, places = rows // BLOCK, rows % BLOCK
        return Holdings._make(column[blocks, :, places] for column in self.columns)

    def _require(self, rows: Rows) -> None:
        if len(rows) and not (rows.min() >= 0 and rows.max() < self.count):
            raise InvalidInput(f"rows from {rows.min()} to {rows.max()} of {self.count} accounts")


def _blocks(like: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    return np.zeros((count, like.shape[1], BLOCK), like.dtype)
