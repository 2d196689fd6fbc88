"""`evershare sweep`: replay with other parameters, on this machine or on a Dask cluster, and show the frontier."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console

from evershare import tables
from evershare.output import write_whole
from evershare.replay.command import FILE, FOLDER, needed, shown


@click.command("sweep")
@click.option("--prices", type=FOLDER, required=True, metavar="DIR", help="Folder of <SYMBOL>_1h.csv files.")
@click.option("--start", metavar="DAY", help="First day in UTC, such as 2024-01-31; by default the prices' first.")
@click.option("--end", metavar="DAY", help="The day after the last; by default the prices' last is included.")
@click.option("--config", type=FILE, metavar="FILE", help="TOML file of what to assume and to try (docs/replay.md).")
@click.option("--json", "out", type=FILE, required=True, metavar="OUT", help="File for the results; a PNG beside it.")
@click.option("--scheduler", metavar="URL", help="Dask scheduler, as tcp://10.0.0.1:8786; by default this machine.")
def sweep_command(
    prices: Path, start: str | None, end: str | None, config: Path | None, out: Path, scheduler: str | None
) -> None:
    """Replay hourly prices again and again, with one parameter changed: what do pools earn, and what do options cost?

    \b
    evershare sweep --prices DIR --start 2024-01-01 --end 2025-01-01 --json sweep.json
    evershare sweep --prices DIR --json sweep.json --scheduler tcp://10.0.0.1:8786
    """
    with needed("a sweep"):
        from evershare.replay import picture, sweep
        from evershare.replay.histories import read, span
        from evershare.replay.scenario import Scenario, read_scenario

    scenario = read_scenario(config) if config else Scenario()
    histories = read(prices, scenario)
    terms = (histories, scenario, *span(histories, start, end))
    steps = sweep.on_cluster(scheduler, *terms) if scheduler else sweep.locally(*terms)
    points = sweep.in_order(list(shown(steps, len(list(sweep.variants(scenario))))), scenario)
    image = out.with_suffix(".png")
    picture.draw_sweep(points, image)
    write_whole(out, json.dumps(sweep.as_json(points), indent=2) + "\n")
    console = Console(width=tables.WIDTH)
    sweep.table(points).show(console)
    console.print(f"Written: {out}, {image}", highlight=False)
