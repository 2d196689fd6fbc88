"""The picture of docs/replay.md: the stocks' prices, and what was liquidated each week."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from evershare.drawing import INK, heading, plotting, save
from evershare.history import DAY, Bars, prints_of
from evershare.replay.engine import Replay

COLOURS = {"TSLA": "#d9622b", "NVDA": "#0f8a6c", "AAPL": "#2b6cb0"}
WEEK = 7 * DAY
MONDAY = 4 * DAY  # the first Monday of Unix time


def draw(stocks: dict[str, Bars], replays: dict[str, Replay], path: Path) -> None:
    """Write the picture as a PNG."""
    with plotting() as plt:
        figure, panels = plt.subplots(3, 1, figsize=(10, 8), sharex=True)
        for symbol, bars in stocks.items():
            prints = prints_of(bars)
            price = prints.price / prints.price[0]
            panels[0].plot(_times(prints.at), price, color=COLOURS[symbol], lw=1.2, label=symbol)
        panels[0].set_yscale("log")
        panels[0].set_yticks([0.5, 1, 2, 5, 10], ["0.5", "1", "2", "5", "10"])
        panels[0].legend(frameon=False, ncols=3, labelcolor=INK)
        heading(panels[0], "Prices, the first day's = 1")
        for panel, side, text in ((panels[1], "long", "against"), (panels[2], "short", "of")):
            _draw_weeks(panel, stocks, replays.values(), side)
            heading(panel, f"Repaid in liquidations of loans {text} the stock, thousand $ a week")
        figure.align_ylabels()
        figure.tight_layout(h_pad=1.6)
        save(figure, path)


def _draw_weeks(panel: Any, stocks: Iterable[str], replays: Iterable[Replay], side: str) -> None:
    below: dict[int, float] = {}
    for symbol in stocks:
        weeks: dict[int, float] = {}
        for replay in replays:
            for now, tally in replay.by_hour_of[f"{symbol} {side}"].items():
                week = now - (now - MONDAY) % WEEK
                weeks[week] = weeks.get(week, 0.0) + tally.repaid_usd / 1_000
        at = sorted(weeks)
        bottoms, heights = [below.get(week, 0.0) for week in at], [weeks[week] for week in at]
        panel.bar(_times(np.array(at, dtype=np.int64)), heights, 5, bottoms, color=COLOURS[symbol], align="edge")
        below |= {week: below.get(week, 0.0) + weeks[week] for week in at}


def _times(at: Any) -> list[datetime]:
    return [datetime.fromtimestamp(time, UTC) for time in at.tolist()]
