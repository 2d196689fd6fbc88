"""The command ``evershare``."""

import click

from evershare.cli.keys import completion, key
from evershare.cli.options import Commands
from evershare.cli.orders import order
from evershare.cli.playground import playground
from evershare.cli.providing import keeper, pool
from evershare.cli.reading import calendar, markets, positions, price, quote, status
from evershare.cli.stocks import stock
from evershare.cli.trading import borrow, close, deposit, open_, repay, withdraw
from evershare.deploying.command import deploy_command, verify_command
from evershare.keeper.command import run
from evershare.replay.command import replay_command
from evershare.replay.sweep_command import sweep_command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="evershare")
def main() -> None:
    """Evershare: tokenised stocks as margin, and options on them.

    \b
    Exit codes: 1 refused, 2 wrong usage, 3 node, 4 reverted, 5 sent and uncertain.
    """


keeper.add_command(run)
for command in (status, price, markets, quote, positions, calendar):
    main.add_command(command)
for command in (deposit, withdraw, borrow, repay, open_, close):
    main.add_command(command)
for command in (pool, keeper, stock, order, key, completion, playground):
    main.add_command(command)
for command in (replay_command, sweep_command, deploy_command, verify_command):
    main.add_command(command)
