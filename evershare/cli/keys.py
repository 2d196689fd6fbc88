"""Commands for keystores, and for shells."""

from __future__ import annotations

import json
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from evershare.cli.options import FILE, Commands
from evershare.errors import InvalidInput
from evershare.keystore import ask_password, create


@click.group(cls=Commands)
def key() -> None:
    """Encrypted keys in files."""


@key.command()
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def new(file: Path, as_json: bool) -> None:
    """Make a new key, encrypted with a password, and print its address.

    \b
    evershare key new trader.json
    """
    address = create(file, ask_password(f"new password of {file.name}", confirm=True))
    click.echo(json.dumps({"address": address}) if as_json else f"{address} in {file.name}")


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    \b
    eval "$(evershare completion bash)"
    """
    found = get_completion_class(shell)
    if found is None:
        raise InvalidInput(f"there is no completion for {shell}")
    click.echo(found(context.find_root().command, {}, "evershare", "_EVERSHARE_COMPLETE").source())
