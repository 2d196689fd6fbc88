"""Who watches a replay is told of each action of the model right after it, in order, and may do the same elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evershare.replay.book import Book, Loan
    from evershare.replay.trading import Buyer


class Watcher:
    """One who does nothing. Amounts are in token units."""

    def hour_begins(self, hour: int) -> None:
        """All that follows happens at one moment of this hour."""

    def hour_ends(self, hour: int) -> None:
        """Nothing more happens in it."""

    def funded(self, asset: str, amount: int) -> None:
        """Lenders have added to a lending pool."""

    def repaid(self, book: Book, loan: Loan) -> None:
        """A loan was repaid in full, and its collateral taken out."""

    def borrowed(self, book: Book, loan: Loan, amount: int) -> None:
        """A loan was opened: `amount` was borrowed against what it holds, and taken out."""

    def liquidated(self, book: Book, loan: Loan) -> None:
        """A loan was marked, and sold to the liquidator."""

    def settled(self, buyer: Buyer) -> None:
        """A keeper collected a position's funding."""

    def opened(self, buyer: Buyer, deposit: int) -> None:
        """A buyer put a deposit into his account, and bought the position that he has now."""

    def closed(self, buyer: Buyer) -> None:
        """A buyer sold his position."""

    def left(self, buyer: Buyer) -> None:
        """A buyer without a position is about to take out his balance."""
