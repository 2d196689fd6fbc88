"""`python -m evershare.replay.study`: the design's factors on two periods, larger ones, sleepier keepers, and a sweep.

What may be fitted is fitted on 2022-23 alone; 2024 only reports.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.progress import track

from evershare import tables
from evershare.errors import EvershareError
from evershare.history import Bars
from evershare.output import write_whole
from evershare.replay import picture, results, sweep
from evershare.replay.engine import Replay
from evershare.replay.histories import day, read
from evershare.replay.lending import Tally
from evershare.replay.results import dollars
from evershare.replay.scenario import Options, Scenario
from evershare.tables import Table

FITTED, REPORTED = "2022-23", "2024"
PERIODS = {FITTED: ("2022-01-01", "2024-01-01"), REPORTED: ("2024-01-01", "2025-01-01")}
SCALES = (100, 110, 120, 130, 140, 150)
AWAKE = (95, 75, 50)
SEEDS = 5
SWEPT = Scenario()
LOANS_ALONE = replace(Scenario(), options=Options(buyers=0))


@dataclass
class Study:
    """What was replayed: the design's factors, scaled ones, and sleepier liquidators, by period."""

    design: dict[str, Replay] = field(default_factory=dict)
    scaled: dict[tuple[int, str], Tally] = field(default_factory=dict)
    awake: dict[tuple[int, str], list[Tally]] = field(default_factory=dict)

    def run(self, histories: dict[str, Bars]) -> Iterator[str]:
        """Fill it, naming each replay before it is made."""
        for period in PERIODS:
            yield period
            self.design[period] = replayed(histories, Scenario(), period)
            for scale in SCALES:
                yield f"{period}, factors x {scale / 100}"
                replay = replayed(histories, LOANS_ALONE.scaled(scale), period)
                self.scaled[scale, period] = replay.lending.total
            for percent in AWAKE:
                for seed in range(1, SEEDS + 1):
                    yield f"{period}, awake {percent} %"
                    keepers = replace(Scenario().keepers, awake_percent=percent)
                    scenario = replace(LOANS_ALONE, keepers=keepers, seed=seed)
                    total = replayed(histories, scenario, period).lending.total
                    self.awake.setdefault((percent, period), []).append(total)

    def tables(self) -> list[Table]:
        """Every table, in the order of the page."""
        shown = [
            make(replay, f"{what} {period}", f"{period}, {what}")
            for period, replay in self.design.items()
            for what, make in (("loans", results.loans_table), ("options", results.options_table))
        ]
        return [*shown, self._scaled_table(), self._awake_table()]

    def _scaled_table(self) -> Table:
        rows = []
        for scale in SCALES:
            volatile, mega = (Scenario().scaled(scale).stocks[place].factors for place in (0, 1))
            factors = (f"{each.init / 100:.0f}/{each.maint / 100:.0f}" for each in (volatile, mega))
            debt = f"{volatile.debt_init / 10_000:.2f}/{volatile.debt_maint / 10_000:.2f}"
            rows.append((f"{scale / 100}", *factors, debt, *self._losses(scale)))
        columns = (
            "x",
            "TSLA, NVDA",
            "AAPL",
            "as debt",
            *(f"{what} {period}" for period in PERIODS for what in ("bad", "lost")),
        )
        return Table(
            "factors", "Bad debt, and what lenders lost, with larger factors, $", columns, tuple(rows), labels=4
        )

    def _losses(self, scale: int) -> Iterator[str]:
        for period in PERIODS:
            tally = self.scaled[scale, period]
            yield from (dollars(tally.bad_debt_usd), dollars(tally.lender_loss_usd))

    def _awake_table(self) -> Table:
        rows = []
        for percent in AWAKE:
            cells = [f"{percent} %"]
            for period in PERIODS:
                tallies = self.awake[percent, period]
                counts = [tally.liquidations for tally in tallies]
                worst = max(tally.bad_debt_usd for tally in tallies)
                cells += [f"{min(counts)}-{max(counts)}", dollars(worst)]
            rows.append(tuple(cells))
        columns = ("awake", *(f"{what} {period}" for period in PERIODS for what in ("liquidated", "worst bad")))
        return Table("awake", f"The design's factors, {SEEDS} patterns of sleep each, $", columns, tuple(rows))


def main() -> None:
    """Run the study; a wrong input ends it with one line and nothing written."""
    parser = argparse.ArgumentParser(prog="python -m evershare.replay.study", description=__doc__)
    parser.add_argument("--prices", type=Path, required=True, metavar="DIR", help="folder of <SYMBOL>_1h.csv files")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of replay.md and images/")
    arguments = parser.parse_args()
    console = Console(width=tables.WIDTH)
    study, page = Study(), arguments.out / "replay.md"
    try:
        histories = read(arguments.prices, Scenario())
        total = len(PERIODS) * (1 + len(SCALES) + len(AWAKE) * SEEDS)
        for _ in track(study.run(histories), "Replaying", total=total, console=console, transient=True):
            pass
        steps = sweep.locally(histories, SWEPT, *map(day, PERIODS[REPORTED]))
        total = len(list(sweep.variants(SWEPT)))
        points = sweep.in_order(list(track(steps, "Sweeping", total, console=console, transient=True)), SWEPT)
        found = [*study.tables(), sweep.table(points)]
        text = tables.filled(page, found)
        picture.draw(histories, list(study.design.values()), arguments.out / "images/replay.png")
        picture.draw_sweep(points, arguments.out / "images/sweep.png")
        write_whole(page, text)
    except EvershareError as error:
        sys.exit(f"error: {error}")
    for table in found:
        table.show(console)
    console.print(f"Written: {page} and its pictures", highlight=False)


def replayed(histories: dict[str, Bars], scenario: Scenario, period: str) -> Replay:
    """A finished replay of a period."""
    start, end = (day(text) for text in PERIODS[period])
    return Replay(histories, scenario, start, end).finish()


if __name__ == "__main__":
    main()
