"""``make demo``: launch a chain, replay, report and draw. Exits with one line and code 1 if a check fails."""

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evershare import devchain
from evershare.demo import picture, report
from evershare.demo.prices import Print, read_prints
from evershare.demo.replay import Replay, Story
from evershare.deployment import write_record
from evershare.errors import EvershareError
from evershare.localnet import LocalNet

PICTURE = devchain.ROOT / "build/demo/demo.png"


def main() -> None:
    """Run the demo."""
    console = Console(width=report.WIDTH)
    started = time.monotonic()
    try:
        with devchain.quiet():
            story = _replay(console)
    except EvershareError as error:
        sys.exit(f"error: {error}")
    report.show(story, console)
    picture.draw(story, PICTURE)
    console.print(
        f"\nPicture: {PICTURE.relative_to(devchain.ROOT)}    Time: {time.monotonic() - started:.0f} s", highlight=False
    )


def _replay(console: Console) -> Story:
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    prints = read_prints()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Deploying", total=len(prints))
        containers = devchain.launch()

        from brownie import accounts, chain, network

        try:
            net = LocalNet(containers, accounts, chain)
            write_record(net.protocol, chain.id)
            replay = Replay(net, prints)
            for printed in replay.run():
                progress.update(task, advance=1, description=_day(printed))
        finally:
            network.main.disconnect()
    return replay.story


def _day(printed: Print) -> str:
    return f"{printed.time:%a %d %b %H:%M} UTC"
