"""How several custodians' statements add up to a reserve: a reference in Python; nothing counts twice."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Statements:
    """What one custodian has stated. More than what counted waits until every other custodian has stated later."""

    counted: int = 0
    waiting: int | None = None
    waiting_since: int = 0
    latest: int = 0
    as_of: int = 0  # 0: never
    nonce: int = 0
    multiplier: int = 0

    def state(self, shares: int, as_of: int, nonce: int, multiplier: int) -> None:
        if self.as_of and self.nonce != nonce:
            self.counted = -(-self.counted * multiplier // self.multiplier)
            self.waiting = None if self.waiting is None else self.waiting * multiplier // self.multiplier
        if shares <= self.counted:
            self.counted, self.waiting = shares, None
        elif self.waiting is None:
            self.waiting, self.waiting_since = shares, as_of
        else:
            self.waiting = min(self.waiting, shares)
        self.latest, self.as_of, self.nonce, self.multiplier = shares, as_of, nonce, multiplier

    def count(self, others_as_of: float) -> None:
        """All other custodians have stated something since `others_as_of`."""
        if self.waiting is None or others_as_of <= self.waiting_since:
            return
        self.counted, self.waiting = self.waiting, None
        if self.latest <= self.counted:
            return
        if others_as_of > self.as_of:
            self.counted = self.latest
        else:
            self.waiting, self.waiting_since = self.latest, self.as_of


@dataclass
class Custodians:
    """All custodians of a stock, by number."""

    by_number: dict[int, Statements] = field(default_factory=dict)

    def state(self, number: int, shares: int, as_of: int, nonce: int, multiplier: int) -> tuple[int, int, bool]:
        """The reserve after a statement, since when it is good, and whether all count by the same action."""
        self.by_number[number].state(shares, as_of, nonce, multiplier)
        reserve, is_uniform = 0, True
        for other, statements in self.by_number.items():
            if not statements.as_of:
                continue
            statements.count(min((s.as_of for n, s in self.by_number.items() if n != other), default=float("inf")))
            is_uniform &= statements.nonce == nonce
            reserve += statements.counted * multiplier // statements.multiplier
        return reserve, min(s.as_of for s in self.by_number.values()), is_uniform
