"""Pictures: of a replay, its prices, liquidations and option pools; of a sweep, its frontier."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from evershare.drawing import INK, heading, plotting, save
from evershare.history import DAY, Bars, prints_of
from evershare.replay.engine import Replay
from evershare.replay.sweep import DESIGN, Point, is_frontier

COLOURS = {"TSLA": "#d9622b", "NVDA": "#0f8a6c", "AAPL": "#2b6cb0", "BTC": "#7b5ea7", "USDC": "#123a63"}
OTHER = "#7b8794"
SWEEP_COLOURS = {"factors": "#7b5ea7", "z": "#0f8a6c", "spread": "#d9622b", "premium": "#2b6cb0", "width": "#b0872b"}
WEEK = 7 * DAY
MONDAY = 4 * DAY  # the first Monday of Unix time


def draw(histories: dict[str, Bars], replays: Sequence[Replay], path: Path) -> None:
    """Write the picture of one replay, or of several one after the other, as a PNG."""
    with plotting() as plt:
        pools = replays[0].trading.pools
        figure, panels = plt.subplots(3 + bool(pools), 1, figsize=(10, 8 + 2.5 * bool(pools)), sharex=True)
        start, end = int(replays[0].at[0]), int(replays[-1].at[-1])
        for symbol, bars in histories.items():
            prints = prints_of(bars)
            shown = (prints.at >= start) & (prints.at <= end)
            price = prints.price[shown] / prints.price[shown][0]
            panels[0].plot(_times(prints.at[shown]), price, color=_colour(symbol), lw=1.2, label=symbol)
        panels[0].set_yscale("log")
        panels[0].yaxis.set_major_formatter(plt.FormatStrFormatter("%g"))
        panels[0].yaxis.set_minor_formatter(plt.NullFormatter())
        panels[0].legend(frameon=False, ncols=len(histories), labelcolor=INK)
        heading(panels[0], "Prices, the first = 1")
        for panel, side, text in ((panels[1], "long", "against"), (panels[2], "short", "of")):
            _draw_weeks(panel, replays, side)
            heading(panel, f"Repaid in liquidations of loans {text} a stock, thousand $ a week")
        if pools:
            _draw_pools(panels[3], replays)
        figure.align_ylabels()
        figure.tight_layout(h_pad=1.6)
        save(figure, path)


def draw_sweep(points: Sequence[Point], path: Path) -> None:
    """Write what pools earn over what options cost, with the frontier as a line, as a PNG."""
    with plotting() as plt:
        figure, panel = plt.subplots(figsize=(10, 6))
        named: set[tuple[float, float]] = set()  # what changes nothing lies where the design does
        frontier = sorted((point.cost, point.pools) for point in points if is_frontier(point, list(points)))
        panel.plot(*(np.array(column) * 100 for column in zip(*frontier, strict=True)), color=OTHER, lw=1, zorder=1)
        for parameter in dict.fromkeys(point.parameter for point in points):
            some = [point for point in points if point.parameter == parameter]
            costs, returns = [point.cost * 100 for point in some], [point.pools * 100 for point in some]
            shape = "*" if parameter == DESIGN else "o"
            colour = INK if parameter == DESIGN else SWEEP_COLOURS[parameter]
            size = 140 if parameter == DESIGN else 40
            panel.scatter(costs, returns, size, color=colour, marker=shape, label=parameter, zorder=2)
            for point, cost, earned in zip(some, costs, returns, strict=True):
                text = "" if (cost, earned) in named else point.value
                named.add((cost, earned))
                panel.annotate(text, (cost, earned), (7, -9), textcoords="offset points", fontsize=8, color=INK)
        panel.legend(frameon=False, ncols=6, labelcolor=INK, loc="lower right")
        panel.set_xlabel("cost of an option to its buyers, % of its notional a year")
        heading(panel, "What option pools earn, % a year in their own token; the line is the frontier")
        figure.tight_layout()
        save(figure, path)


def _draw_weeks(panel: Any, replays: Sequence[Replay], side: str) -> None:
    below: dict[int, float] = {}
    for stock in replays[0].scenario.stocks:
        weeks: dict[int, float] = {}
        for replay in replays:
            for now, tally in replay.lending.by_hour_of[f"{stock.symbol} {side}"].items():
                week = now - (now - MONDAY) % WEEK
                weeks[week] = weeks.get(week, 0.0) + tally.repaid_usd / 1_000
        at = sorted(weeks)
        bottoms, heights = [below.get(week, 0.0) for week in at], [weeks[week] for week in at]
        panel.bar(_times(np.array(at, dtype=np.int64)), heights, 5, bottoms, color=_colour(stock.symbol), align="edge")
        below |= {week: below.get(week, 0.0) + weeks[week] for week in at}


def _draw_pools(panel: Any, replays: Sequence[Replay]) -> None:
    for replay in replays:
        for token, values in replay.trading.values_of.items():
            grown = (np.array(values) / replay.trading.first_cash[token] - 1) * 100
            label = token if replay is replays[0] else None
            panel.plot(_times(replay.at), grown, color=_colour(token), lw=1.2, label=label)
    panel.legend(frameon=False, ncols=len(replays[0].trading.pools), labelcolor=INK)
    heading(panel, "What option pools have earned since the first hour, in % of their own token")


def _colour(symbol: str) -> str:
    return COLOURS.get(symbol, OTHER)


def _times(at: Any) -> list[datetime]:
    return [datetime.fromtimestamp(time, UTC) for time in at.tolist()]
