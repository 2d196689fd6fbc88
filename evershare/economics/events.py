"""The days on which the three companies reported their quarters, all after the close (public record).

From the close to the next confirmed observation the protocol opens nothing on a stock with a scheduled event.
"""

from datetime import UTC, datetime

import numpy as np

from evershare.history import DAY
from evershare.model.fast import Ints

REPORTS = {
    "TSLA": """2022-10-19 2023-01-25 2023-04-19 2023-07-19 2023-10-18
               2024-01-24 2024-04-23 2024-07-23 2024-10-23""",
    "NVDA": """2022-11-16 2023-02-22 2023-05-24 2023-08-23 2023-11-21
               2024-02-21 2024-05-22 2024-08-28 2024-11-20""",
    "AAPL": """2022-10-27 2023-02-02 2023-05-04 2023-08-03 2023-11-02
               2024-02-01 2024-05-02 2024-08-01 2024-10-31""",
}


def is_report(symbol: str, close_at: Ints) -> np.typing.NDArray[np.bool_]:
    """Whether a stock reported after each close."""
    days = [datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() // DAY for day in REPORTS[symbol].split()]
    return np.isin(close_at // DAY, days)
