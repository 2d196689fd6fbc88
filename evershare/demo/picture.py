"""The demo's picture: the index with its interval, what the options are worth, and the pool, over one weekend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from evershare.calendar import NEW_YORK_SUMMER
from evershare.demo.prices import SECONDS_PER_DAY, utc
from evershare.demo.replay import POOL_TOKENS, TRADE_AT, Sample, Story
from evershare.drawing import INK, NIGHT, QUIET, heading, plotting, save

FIRST, LAST = utc("2024-08-01 13:00"), utc("2024-08-06 13:00")
INDEX, PUT, CALL, POOL = "#2b6cb0", "#0f8a6c", "#d9622b", "#6b46a8"
_SATURDAY = 5
COLOURS = {"put": PUT, "call": CALL}


def draw(story: Story, path: Path) -> None:
    """Write the picture as a PNG."""
    samples = [sample for sample in story.samples if FIRST <= sample.at <= LAST]
    with plotting() as plt:
        figure, panels = plt.subplots(3, 1, figsize=(10, 9), sharex=True, height_ratios=(5, 4, 4))
        for panel in panels:
            _shade_nights(panel)
        _draw_index(panels[0], samples, story)
        _draw_options(panels[1], samples, story)
        _draw_pool(panels[2], samples)
        _date_axis(panels[-1])
        figure.tight_layout(rect=(0, 0, 1, 0.93), h_pad=1.6)
        left = panels[0].get_position().x0
        figure.text(left, 0.965, "A weekend short BTC, paid in TSLA", fontsize=16, fontweight="bold")
        figure.text(left, 0.94, "Real prices, replayed through the contracts on a local chain", color=QUIET)
        save(figure, path)


def _draw_index(panel: Any, samples: list[Sample], story: Story) -> None:
    times = _times(samples)
    panel.fill_between(
        times, _floats(s.lo for s in samples), _floats(s.hi for s in samples), color=INDEX, alpha=0.17, lw=0
    )
    panel.plot(times, _floats(s.mid for s in samples), color=INDEX, lw=1.8)
    heading(panel, "The index: one BTC in TSLA tokens, within the interval that trades are priced in")

    bought = story.sample(TRADE_AT)
    _mark(panel, bought.at, bought.mid, "put and call bought", INK, (-8, 44), "right")
    for position, offset in zip(story.positions, ((-46, -40), (40, 44)), strict=True):
        sold = story.sample(position.close_at)
        _mark(panel, sold.at, sold.mid, f"{position.side} closed", COLOURS[position.side], offset, "center")


def _draw_options(panel: Any, samples: list[Sample], story: Story) -> None:
    for position in story.positions:
        held = [sample for sample in samples if position.role in sample.worth]
        colour = COLOURS[position.side]
        paid = float(position.payout)
        times = [*_times(held), _time(position.close_at)]
        worth = [*_floats(sample.worth[position.role] for sample in held), paid]
        bids = [*_floats(sample.bids[position.role] for sample in held), paid]
        panel.fill_between(times, bids, worth, color=colour, alpha=0.13, lw=0)
        panel.plot(times, bids, color=colour, lw=0.8, alpha=0.6)
        panel.plot(times, worth, color=colour, lw=1.8)
        panel.plot(times[-1:], [paid], "o", color=colour, ms=6, mec="white", mew=1.2, zorder=5)
        result = "profit" if position.profit > 0 else "loss"
        text = f"{position.side} pays {paid:.1f}:\n{result} {abs(position.profit):.1f}"
        _label(panel, position.close_at, paid, text, colour, (10, 8))
    panel.set_ylim(bottom=0)
    heading(panel, "The options on 2 BTC: their value, and below it what closing at once would pay (TSLA tokens)")


def _draw_pool(panel: Any, samples: list[Sample]) -> None:
    times, pools = _times(samples), [sample.pool for sample in samples]
    lows, highs = _floats(pool.value_lo for pool in pools), _floats(pool.value_hi for pool in pools)
    panel.fill_between(times, lows, highs, color=POOL, alpha=0.17, lw=0)
    panel.plot(times, _floats(pool.value_mid for pool in pools), color=POOL, lw=1.8)
    panel.axhline(POOL_TOKENS, color=QUIET, lw=1, ls=(0, (4, 3)))
    _label(panel, FIRST, POOL_TOKENS, "deposit", QUIET, (4, 8))
    last = samples[-1]
    change = last.pool.value_mid - POOL_TOKENS
    _label(panel, last.at, float(last.pool.value_mid), f"{change:+.1f}", POOL, (-4, -10), "right")
    heading(panel, "The pool's net asset value, between the edges of the interval (TSLA tokens)")


def _shade_nights(panel: Any) -> None:
    """Grey wherever New York is closed."""
    day = FIRST - FIRST % SECONDS_PER_DAY
    closed_from = FIRST
    while closed_from < LAST:
        opens = day + NEW_YORK_SUMMER.regular_open * 60
        if datetime.fromtimestamp(day, UTC).weekday() < _SATURDAY and opens > FIRST:
            panel.axvspan(_time(closed_from), _time(min(opens, LAST)), color=NIGHT, lw=0, zorder=0)
            closed_from = day + NEW_YORK_SUMMER.regular_close * 60
        day += SECONDS_PER_DAY


def _date_axis(panel: Any) -> None:
    from matplotlib import dates

    days: Any = dates  # its constructors are not annotated

    panel.set_xlim(_time(FIRST), _time(LAST))
    panel.xaxis.set_major_locator(days.DayLocator())
    panel.xaxis.set_major_formatter(days.DateFormatter("%a %-d %b"))
    panel.tick_params(axis="x", length=4)
    panel.set_xlabel("August 2024, 00:00 UTC at each mark. Grey: New York is closed.", labelpad=8)


def _mark(panel: Any, at: int, value: Decimal, text: str, colour: str, offset: tuple[int, int], align: str) -> None:
    """A dot with a label a little off it."""
    panel.plot(*_at(at, float(value)), "o", color=colour, ms=6, mec="white", mew=1.2, zorder=5)
    line = {"arrowstyle": "-", "color": colour, "lw": 0.9, "shrinkA": 2, "shrinkB": 4}
    panel.annotate(
        text,
        (_time(at), float(value)),
        xytext=offset,
        textcoords="offset points",
        color=colour,
        ha=align,
        va="center",
        arrowprops=line,
    )


def _label(
    panel: Any, at: int, value: float, text: str, colour: str, offset: tuple[int, int], align: str = "left"
) -> None:
    place = (_time(at), value)
    panel.annotate(text, place, xytext=offset, textcoords="offset points", color=colour, ha=align, va="center")


def _at(at: int, value: float) -> tuple[list[datetime], list[float]]:
    return [_time(at)], [value]


def _times(samples: Sequence[Sample]) -> list[datetime]:
    return [_time(sample.at) for sample in samples]


def _time(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _floats(numbers: Iterable[Decimal]) -> list[float]:
    return [float(number) for number in numbers]
