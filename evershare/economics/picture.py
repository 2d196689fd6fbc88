"""The picture of docs/economics.md: earnings of writing, TSLA's nights, and what foresight costs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from evershare.drawing import INK, QUIET, heading, plotting, save
from evershare.economics.foresight import NAIVE, RULE, Nights
from evershare.economics.measure import PROTOCOL, Results
from evershare.economics.writing import PREMIUMS, Earnings
from evershare.history import DAY
from evershare.model.fast import Ints

SHADES = {1.0: "#9ecae1", 1.2: "#2b6cb0", 1.4: "#123a63"}
RULES = {NAIVE: "#d9622b", RULE: "#2b6cb0", PROTOCOL: "#0f8a6c"}
WIDTH = 0.5


def draw(results: Results, path: Path) -> None:
    """Write the picture as a PNG."""
    with plotting() as plt:
        figure = plt.figure(figsize=(10, 10))
        grid = figure.add_gridspec(3, 3, height_ratios=(4, 4, 3))
        for place, market in enumerate(dict.fromkeys(earned.market for earned in results.earnings)):
            _draw_writing(figure.add_subplot(grid[0, place]), results.earnings, market, with_key=place == 0)
        _draw_nights(figure.add_subplot(grid[1, :]), results.nights[0])
        _draw_foresight(figure.add_subplot(grid[2, :]), results)
        figure.tight_layout(h_pad=2.2)
        save(figure, path)


def _draw_writing(panel: Any, earnings: Sequence[Earnings], market: str, *, with_key: bool) -> None:
    for earned in earnings:
        if (earned.market, earned.side, earned.width) != (market, "straddle", WIDTH):
            continue
        weeks = (earned.opened_at[-1] - earned.opened_at[0]) / (7 * DAY)
        total = np.cumsum(earned.weekly) * weeks / len(earned.weekly)
        label = f"premium {earned.premium}"
        panel.plot(_times(earned.opened_at), total * 100, color=SHADES[earned.premium], lw=1.6, label=label)
    panel.axhline(0, color=QUIET, lw=0.8)
    _year_axis(panel)
    heading(panel, f"{market}, % of cover" if not with_key else f"Straddles: {market}, % of cover")
    if with_key:
        panel.legend(handles=panel.get_lines()[: len(PREMIUMS)], frameon=False, fontsize=9, labelcolor=INK)


def _draw_nights(panel: Any, nights: Nights) -> None:
    moved = (nights.open / nights.close - 1) * 100
    times = _times(nights.open_at)
    for rule, alpha in ((RULE, 0.2), (NAIVE, 0.6)):
        half = nights.half[rule] * 100
        panel.fill_between(times, -half, half, color=RULES[rule], alpha=alpha, lw=0, step="mid", label=f"counts {rule}")
    at = np.array(times)
    panel.plot(at[~nights.is_report], moved[~nights.is_report], ".", color=INK, ms=4, label="opening price")
    panel.plot(at[nights.is_report], moved[nights.is_report], "o", color="#6b46a8", ms=5, label="after a report")
    _year_axis(panel)
    panel.legend(frameon=False, fontsize=9, ncols=4, loc="upper left", labelcolor=INK)
    panel.set_ylim(-21, 21)
    heading(panel, f"{nights.symbol} at each open, % from the close, within the interval on which options are priced")


def _draw_foresight(panel: Any, results: Results) -> None:
    symbols = [nights.symbol for nights in results.nights]
    for offset, (rule, colour) in zip((-0.26, 0, 0.26), RULES.items(), strict=True):
        costs = [results.gains[symbol, rule, "best"].cost_a_year * 100 for symbol in symbols]
        places = np.arange(len(symbols)) + offset
        panel.bar(places, costs, width=0.24, color=colour, label=rule)
        for place, cost in zip(places, costs, strict=True):
            panel.annotate(f"{cost:.1f}", (place, cost), (0, 3), textcoords="offset points", ha="center", color=INK)
    panel.set_yscale("log")
    panel.set_ylim(1, 3_000)
    panel.set_xticks(np.arange(len(symbols)), symbols)
    panel.legend(frameon=False, fontsize=9, ncols=3, loc="upper right", labelcolor=INK)
    heading(panel, "What foresight of each open takes from a pool, % of its cash a year (best trade each night)")


def _times(at: Ints) -> list[datetime]:
    return [datetime.fromtimestamp(time, UTC) for time in at.tolist()]


def _year_axis(panel: Any) -> None:
    from matplotlib import dates

    known: Any = dates  # its constructors are not annotated
    panel.xaxis.set_major_locator(known.MonthLocator((1, 7)))
    panel.xaxis.set_major_formatter(known.DateFormatter("%b %y"))
