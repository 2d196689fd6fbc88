"""Encrypted keys in files: the only way a key gets to the command line."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
from eth_account import Account
from eth_account.signers.local import LocalAccount

from evershare.errors import InvalidInput
from evershare.output import write_whole


def ask_password(what: str, confirm: bool = False) -> str:
    """A password from the terminal, without showing it; from standard input where there is no terminal."""
    if sys.stdin.isatty():
        return str(click.prompt(what, hide_input=True, confirmation_prompt=confirm, err=True))
    return sys.stdin.readline().rstrip("\n")


def unlock(keystore: Path, password: str | None = None) -> LocalAccount:
    """The account of a keystore. InvalidInput if it does not open.

    A password that is not given is read from the file that EVERSHARE_PASSWORD_FILE names, for machines, or asked for.
    """
    try:
        encrypted = json.loads(keystore.read_text())
    except (OSError, ValueError):
        raise InvalidInput(f"{keystore} is no keystore: it must be a JSON file of the Web3 secret storage") from None
    given = _password_of_environment() if password is None else password
    if given is None:
        given = ask_password(f"password of {keystore.name}")
    try:
        account: LocalAccount = Account.from_key(Account.decrypt(encrypted, given))
    except (ValueError, KeyError, TypeError):
        raise InvalidInput(f"{keystore} does not open: the password is wrong, or it is no keystore") from None
    return account


def create(keystore: Path, password: str) -> str:
    """Write a new key, encrypted, and return its address. InvalidInput if the file exists or the password is empty."""
    if keystore.exists():
        raise InvalidInput(f"{keystore} exists: name another file, so that no key is lost")
    if not password:
        raise InvalidInput("the password is empty: whoever has the file would have the key")
    account = Account.create()
    write_whole(keystore, json.dumps(account.encrypt(password)))
    keystore.chmod(0o600)
    return str(account.address)


def _password_of_environment() -> str | None:
    named = os.environ.get("EVERSHARE_PASSWORD_FILE")
    if not named:
        return None
    try:
        return Path(named).read_text().rstrip("\n")
    except OSError as error:
        raise InvalidInput(f"EVERSHARE_PASSWORD_FILE: {named}: {error.strerror}") from None
