"""`evershare replay`: replay a stretch of time, show tables, and write JSON and a picture beside it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import track

from evershare import tables
from evershare.errors import MissingPackage
from evershare.output import write_whole

FOLDER = click.Path(file_okay=False, path_type=Path)
T = TypeVar("T")
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("replay")
@click.option("--prices", type=FOLDER, required=True, metavar="DIR", help="Folder of <SYMBOL>_1h.csv files.")
@click.option("--start", metavar="DAY", help="First day in UTC, such as 2024-01-31; by default the prices' first.")
@click.option("--end", metavar="DAY", help="The day after the last; by default the prices' last is included.")
@click.option("--config", type=FILE, metavar="FILE", help="TOML file of what to assume (docs/replay.md).")
@click.option("--json", "out", type=FILE, required=True, metavar="OUT", help="File for the results; a PNG beside it.")
@click.option("--on-chain", is_flag=True, help="Do it on a local chain too, and compare all balances. From a checkout.")
def replay_command(
    prices: Path, start: str | None, end: str | None, config: Path | None, out: Path, on_chain: bool
) -> None:
    """Replay hourly prices: loans at their limit, option pools and buyers, keepers that are down at times.

    \b
    evershare replay --prices DIR --start 2024-01-01 --end 2025-01-01 --json out.json
    evershare replay --prices DIR --start 2024-11-05 --end 2024-11-12 --json out.json --on-chain
    """
    with needed("a replay"):
        from evershare.replay import picture, results
        from evershare.replay.engine import Replay
        from evershare.replay.histories import read, span
        from evershare.replay.scenario import Scenario, read_scenario

    scenario = read_scenario(config) if config else None
    if on_chain:
        from evershare.replay.onchain import run as chain

        scenario = chain.for_chain(scenario or chain.SCENARIO)
    scenario = scenario or Scenario()
    histories = read(prices, scenario)
    begin, until = span(histories, start, end)
    replay, found = Replay(histories, scenario, begin, until), {}
    if on_chain:
        chain.require_short(begin, until)
        with chain.on_local_chain(replay, histories) as mirror:
            for _ in shown(replay.run(mirror), len(replay.at)):
                pass
        found["on_chain"] = chain.agreement(mirror)
    else:
        for _ in shown(replay.run(), len(replay.at)):
            pass
    image = out.with_suffix(".png")
    picture.draw(histories, [replay], image)
    write_whole(out, json.dumps(results.figures(replay) | found, indent=2) + "\n")
    console = Console(width=tables.WIDTH)
    for table in (results.loans_table(replay, "loans", "Loans"), results.options_table(replay, "options", "Options")):
        table.show(console)
    console.print(f"Written: {out}, {image}", highlight=False)


@contextlib.contextmanager
def needed(whose: str) -> Iterator[None]:
    """Say which package is lacking, and how to get it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingPackage(f"{whose} needs {error.name}: pip install 'evershare[research]'") from None


def shown(steps: Iterable[T], total: int) -> Iterator[T]:
    """Each step, with a bar where somebody looks."""
    console = Console(stderr=True)
    yield from track(steps, "Replaying", total, console=console, transient=True, disable=not console.is_terminal)
