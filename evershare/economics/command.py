"""`python -m evershare.economics`: measure, show tables, write them and a picture into a folder of pages."""

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track

from evershare import tables
from evershare.economics import markets, measure, picture, report
from evershare.errors import EvershareError
from evershare.output import write_whole

STEPS = 2 * 3 + len(markets.STOCKS)


def main() -> None:
    """Run the command; a wrong input ends it with one line and nothing written."""
    parser = argparse.ArgumentParser(prog="python -m evershare.economics", description=__doc__)
    parser.add_argument("--prices", type=Path, required=True, metavar="DIR", help="folder of <SYMBOL>_1h.csv files")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of economics.md and images/")
    arguments = parser.parse_args()
    try:
        _run(arguments.prices, arguments.out, Console(width=tables.WIDTH))
    except EvershareError as error:
        sys.exit(f"error: {error}")


def _run(folder: Path, out: Path, console: Console) -> None:
    results = measure.Results()
    steps = measure.measure(markets.read(folder), results)
    for _ in track(steps, "Measuring", total=STEPS, console=console, transient=True):
        pass
    found = report.tables(results)
    page, image = out / "economics.md", out / "images/economics.png"
    text = tables.filled(page, found)
    picture.draw(results, image)
    write_whole(page, text)
    for table in found:
        table.show(console)
    console.print(f"Written: {page}, {image}", highlight=False)
