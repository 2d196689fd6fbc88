"""The prices that the demo replays: eight days of BTC and TSLA, see README.md beside the table."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from evershare.calendar import NEW_YORK_SUMMER

TABLE = Path(__file__).with_name("btc_tsla_2024-08.csv")
SECONDS_PER_DAY = 86_400
OPENING_BELL = NEW_YORK_SUMMER.regular_open * 60  # seconds of the UTC day
CLOSING_BELL = NEW_YORK_SUMMER.regular_close * 60
OPENING_PRINT_DELAY = 61  # seconds after the bell: the oracle believes nothing in the first 60


@dataclass(frozen=True)
class Print:
    """What is published at one moment."""

    at: int  # Unix seconds
    prices: dict[str, Decimal]  # USD by symbol

    @property
    def time(self) -> datetime:
        """When, in UTC."""
        return datetime.fromtimestamp(self.at, UTC)

    @property
    def has_stock(self) -> bool:
        """Whether TSLA printed."""
        return "TSLA" in self.prices

    @property
    def is_opening(self) -> bool:
        """Whether it is the first of a session."""
        return self.has_stock and self.at % SECONDS_PER_DAY == OPENING_BELL + OPENING_PRINT_DELAY


def read_prints(table: Path = TABLE) -> list[Print]:
    """The prints in order. With each of TSLA comes BTC's latest price, so that both legs of the index are fresh."""
    prints = []
    btc = Decimal(0)
    with table.open(newline="") as lines:
        for row in csv.DictReader(lines):
            at = int(row["timestamp"])
            btc = Decimal(row["BTC"] or btc)
            prices = {"BTC": btc}
            if row["TSLA"]:
                prices["TSLA"] = Decimal(row["TSLA"])
                if at % SECONDS_PER_DAY == OPENING_BELL:
                    at += OPENING_PRINT_DELAY
            prints.append(Print(at, prices))
    return prints


def utc(text: str) -> int:
    """Unix seconds of a time like ``2024-08-02 14:30`` in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
