"""`evershare replay`: replay a stretch of time, show tables, and write JSON and a picture beside it."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from evershare import tables
from evershare.errors import MissingPackage
from evershare.output import write_whole

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("replay")
@click.option("--prices", type=FOLDER, required=True, metavar="DIR", help="Folder of <SYMBOL>_1h.csv files.")
@click.option("--start", metavar="DAY", help="First day in UTC, such as 2024-01-31; by default the prices' first.")
@click.option("--end", metavar="DAY", help="The day after the last; by default the prices' last is included.")
@click.option("--config", type=FILE, metavar="FILE", help="TOML file of what to assume (docs/replay.md).")
@click.option("--json", "out", type=FILE, required=True, metavar="OUT", help="File for the results; a PNG beside it.")
def replay_command(prices: Path, start: str | None, end: str | None, config: Path | None, out: Path) -> None:
    """Replay hourly prices: loans at their limit, option pools and buyers, keepers that are down at times.

    \b
    evershare replay --prices DIR --start 2024-01-01 --end 2025-01-01 --json out.json
    """
    try:
        from evershare.replay import picture, results
        from evershare.replay.engine import Replay
        from evershare.replay.histories import read, span
        from evershare.replay.scenario import Scenario, read_scenario
    except ModuleNotFoundError as error:
        raise MissingPackage(f"a replay needs {error.name}: pip install 'evershare[research]'") from None

    scenario = read_scenario(config) if config else Scenario()
    histories = read(prices, scenario)
    replay = Replay(histories, scenario, *span(histories, start, end))
    console, progress = Console(width=tables.WIDTH), Console(stderr=True)
    steps = track(
        replay.run(), "Replaying", len(replay.at), console=progress, transient=True, disable=not progress.is_terminal
    )
    for _ in steps:
        pass
    image = out.with_suffix(".png")
    picture.draw(histories, [replay], image)
    write_whole(out, results.as_json(replay) + "\n")
    results.loans_table(replay, "loans", "Loans").show(console)
    results.options_table(replay, "options", "Option pools").show(console)
    console.print(f"Written: {out}, {image}", highlight=False)
