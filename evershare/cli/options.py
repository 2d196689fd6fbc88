"""What commands share: how they reach the chain, how they sign, and how they end."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
from eth_account.signers.local import LocalAccount
from rich.console import Console

from evershare.cli import output
from evershare.client import Client, FixedPrices, Hermes
from evershare.client.errors import (
    NodeUnreachable,
    RequestFailed,
    RpcRefused,
    TransactionError,
    UnreliableNode,
    WrongChain,
)
from evershare.client.prices import HERMES, PriceService
from evershare.client.reverts import Reverted
from evershare.errors import EvershareError, InvalidInput, NodeFailed, StepFailed
from evershare.keystore import unlock

F = TypeVar("F", bound=Callable[..., Any])

FILE = click.Path(dir_okay=False, path_type=Path)
ACCOUNT = click.option("--account", metavar="ACCOUNT", help="The number of a sub-account (0 to 255), or an address.")

# How a command ends, besides 0, and 2 for a command line that makes no sense.
REFUSED, UNREACHABLE, REVERTED, UNCERTAIN = 1, 3, 4, 5


@dataclass(frozen=True)
class Connection:
    """What a command line says of node, deployment, key and prices."""

    rpc: str
    deployment: Path | None
    keystore: Path | None
    prices: str | None
    as_json: bool

    def client(self, signs: bool = False) -> Client:
        """A client. With `signs`, the keystore is opened; InvalidInput if none is named."""
        account = self.signer() if signs else None
        return Client(self.rpc, self.deployment, account, self.service(), on_news=_news())

    def signer(self) -> LocalAccount:
        """Who signs: the keystore is opened. InvalidInput if none is named."""
        if self.keystore is None:
            raise InvalidInput(
                "this needs a key to sign with: name a keystore with --keystore, or make one with "
                "`evershare key new FILE`"
            )
        return unlock(self.keystore)

    def service(self) -> PriceService:
        """Where signed prices come from."""
        return _service(self.prices)

    def show(self, result: Any, text: Callable[[], None] | None = None) -> None:
        """Print a result: as JSON if asked, or else as `text` prints it."""
        if self.as_json or text is None:
            click.echo(json.dumps(output.plain(result), indent=2))
        else:
            text()


def connected(command: F) -> F:
    """Adds the options of a command that reads; it gets a `Connection` first."""

    @click.option(
        "--rpc", envvar="EVERSHARE_RPC", default="http://127.0.0.1:8545", help="URL of the node, or EVERSHARE_RPC."
    )
    @click.option(
        "--deployment",
        type=FILE,
        help="Record of the deployment; by default EVERSHARE_DEPLOYMENT, or deployments/<chainId>.json.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @functools.wraps(command)
    def run(rpc: str, deployment: Path | None, as_json: bool, **arguments: Any) -> Any:
        keystore, prices = arguments.pop("keystore", None), arguments.pop("prices", None)
        return command(Connection(rpc, deployment, keystore, prices, as_json), **arguments)

    return run  # type: ignore[return-value] # click's commands are functions of their options


def keyed(command: F) -> F:
    """Adds the option of a keystore to a command that may need the signer's address."""
    option = click.option(
        "--keystore",
        type=FILE,
        envvar="EVERSHARE_KEYSTORE",
        help="Encrypted key, or EVERSHARE_KEYSTORE; its password is asked for.",
    )
    return option(connected(command))


def priced(command: F) -> F:
    """Adds the option of a price service to a command that signs and may bring prices."""
    option = click.option(
        "--prices",
        envvar="EVERSHARE_PRICE_SERVICE",
        help=f"URL of a price service ({HERMES}), or on a local chain BTC=64000,TSLA=227.5.",
    )
    return option(keyed(command))


class Commands(click.Group):
    """A group whose commands end with one line when something is wrong, and never with a traceback."""

    group_class = type  # groups within it are of the same kind

    def invoke(self, context: click.Context) -> Any:
        """Run a command; errors of ours end it with a line on standard error and an exit code of their kind."""
        try:
            return super().invoke(context)
        except EvershareError as error:
            click.echo(f"error: {error}", err=True)
            context.exit(exit_code(error))
        except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt):
            raise
        except Exception as error:
            if os.environ.get("EVERSHARE_TRACEBACK"):
                raise
            click.echo(
                f"error: {type(error).__name__}: {' '.join(str(error).split())} "
                "(a fault of this program; EVERSHARE_TRACEBACK=1 shows where)",
                err=True,
            )
            context.exit(REFUSED)


def exit_code(error: EvershareError) -> int:
    """The exit code of an error."""
    if isinstance(error, Reverted | StepFailed):
        return REVERTED
    if isinstance(error, TransactionError):
        return UNCERTAIN
    if isinstance(error, NodeFailed | NodeUnreachable | RequestFailed | RpcRefused | UnreliableNode | WrongChain):
        return UNREACHABLE
    return REFUSED


def account_of(account: str | None) -> str | int | None:
    """An account as the client takes it: a number is a sub-account."""
    return int(account) if account is not None and account.isdecimal() else account


def _service(prices: str | None) -> PriceService:
    """The price service of an option: a URL, or prices themselves. InvalidInput if it is neither."""
    if prices is None:
        return Hermes()
    if prices.startswith(("http://", "https://")):
        return Hermes(prices)
    pairs = [pair.partition("=") for pair in prices.split(",")]
    if not all(symbol and price for symbol, _, price in pairs):
        raise InvalidInput(f"--prices: must be a URL, or prices such as BTC=64000,TSLA=227.5, not {prices!r}")
    return FixedPrices({symbol.strip(): price for symbol, _, price in pairs})


def _news() -> Callable[[str], None]:
    """Shows at a terminal what is being waited for, until the command ends; nothing where nobody looks."""
    console = Console(stderr=True)
    if not console.is_terminal:
        return lambda text: None
    spinner = console.status("")
    click.get_current_context().call_on_close(spinner.stop)

    def show(text: str) -> None:
        spinner.update(text)
        spinner.start()

    return show
