"""`python -m evershare.replay`: replay a stretch of time, show a table and write JSON."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import track

from evershare import tables
from evershare.errors import EvershareError, InvalidInput
from evershare.history import Bars, read_stock
from evershare.output import write_whole
from evershare.replay import results
from evershare.replay.engine import Replay
from evershare.replay.scenario import Scenario

DAWN, DUSK = "1970-01-01", "9999-12-31"


def main() -> None:
    """Run the command; a wrong input ends it with one line and nothing written."""
    parser = argparse.ArgumentParser(prog="python -m evershare.replay", description=__doc__)
    parser.add_argument("--prices", type=Path, required=True, metavar="DIR", help="folder of <SYMBOL>_1h.csv files")
    parser.add_argument("--start", default=DAWN, metavar="DAY", help="first day, YYYY-MM-DD in UTC (default: all)")
    parser.add_argument("--end", default=DUSK, metavar="DAY", help="the day after the last (default: all)")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT", help="file for the results")
    arguments = parser.parse_args()
    console = Console(width=tables.WIDTH)
    try:
        start, end = day(arguments.start), day(arguments.end)
        if start >= end:
            raise InvalidInput(f"--start {arguments.start} is not before --end {arguments.end}")
        replay = Replay(read_stocks(arguments.prices, Scenario()), Scenario(), start, end)
        for _ in track(replay.run(), "Replaying", total=len(replay.at), console=console, transient=True):
            pass
        write_whole(arguments.json, results.as_json(replay) + "\n")
    except EvershareError as error:
        sys.exit(f"error: {error}")
    results.table(replay, "replay", "Loans at the limit, and a liquidator awake 95 % of hours").show(console)
    console.print(f"Written: {arguments.json}", highlight=False)


def read_stocks(folder: Path, scenario: Scenario) -> dict[str, Bars]:
    """The histories of a scenario's stocks. Raises InvalidInput."""
    return {stock.symbol: read_stock(folder, stock.symbol) for stock in scenario.stocks}


def day(text: str) -> int:
    """The Unix second in which a day begins in UTC. Raises InvalidInput."""
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise InvalidInput(f"{text!r} is not a day such as 2024-01-31") from None
