"""Prices that a test decides."""

from decimal import Decimal


class FixedTape:
    """Says the same at every moment, in place of `evershare.dapp.tape.Tape`."""

    def __init__(self, **prices: str) -> None:
        self._prices = {symbol: Decimal(price) for symbol, price in prices.items()}

    def at(self, moment: int) -> dict[str, Decimal]:
        """Prices in USD by symbol."""
        return self._prices
