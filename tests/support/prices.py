"""Made-up price histories, written as the files that the commands read, and the real ones where there are any."""

import os
import warnings
from pathlib import Path

import pytest

HOUR, DAY = 3_600, 86_400
FIRST_DAY = 1_693_785_600  # Monday, 4 September 2023
BELL = 13 * HOUR + HOUR // 2  # 09:30 in New York, in summer
BARS_A_SESSION = 7


def write_bars(folder, symbol, bars):
    """`bars` are (start, open, close); high and low are the outer of both."""
    rows = [f"{start},{opened},{max(opened, closed)},{min(opened, closed)},{closed}" for start, opened, closed in bars]
    write_rows(folder, symbol, rows)


def write_rows(folder, symbol, rows):
    folder.mkdir(exist_ok=True)
    (folder / f"{symbol}_1h.csv").write_text("\n".join(["timestamp,open,high,low,close", *rows, ""]))


def round_the_clock(days, price, first=FIRST_DAY):
    """Bars that stand still at `price`, or follow it if it is a function of the hour."""
    at = price if callable(price) else lambda hour: price
    return [(first + hour * HOUR, at(hour), at(hour + 1)) for hour in range(days * 24)]


def sessions(prices, first=FIRST_DAY):
    """A session of seven bars on each weekday, all day at one of the prices."""
    bars, day = [], first
    for price in prices:
        while (day // DAY + 3) % 7 >= 5:
            day += DAY
        bars += [(day + BELL + bar * HOUR, price, price) for bar in range(BARS_A_SESSION)]
        day += DAY
    return bars


def real_prices():
    """The folder that EVERSHARE_PRICES names; skips the test, loudly, where there is none."""
    folder = Path(os.environ.get("EVERSHARE_PRICES", ""))
    if "EVERSHARE_PRICES" not in os.environ or not folder.is_dir():
        reason = "no price history: set EVERSHARE_PRICES to a folder of <SYMBOL>_1h.csv files to run this test"
        warnings.warn(reason, stacklevel=2)  # a skip alone is easily overlooked
        pytest.skip(reason)
    return folder
