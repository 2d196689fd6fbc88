"""The command line as a test runs it: against the tests' own chain, with keystores and a record in a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from brownie import web3
from click.testing import CliRunner, Result
from eth_account import Account

from evershare.cli import main
from tests.support.clients import PRICES

PASSWORD = "correct horse battery staple"


class Shell:
    """Runs ``evershare``. The environment names node and record, as a user's would."""

    def __init__(self, folder: Path, protocol: Any) -> None:
        self.folder = folder
        record = {
            "chainId": web3.chain_id,
            "contracts": {name: {"address": one.address, "block": 1} for name, one in protocol.contracts.items()},
        }
        (folder / "record.json").write_text(json.dumps(record))
        self.environment = {
            "EVERSHARE_RPC": web3.provider.endpoint_uri,
            "EVERSHARE_DEPLOYMENT": str(folder / "record.json"),
            "EVERSHARE_PRICE_SERVICE": ",".join(f"{symbol}={price}" for symbol, price in PRICES.items()),
        }

    def keystore(self, account: Any, name: str) -> str:
        """A keystore of an account, with a key derivation that takes no time."""
        path = self.folder / name
        path.write_text(json.dumps(Account.encrypt(account.key, PASSWORD, kdf="pbkdf2", iterations=2)))
        return str(path)

    def run(self, *command: Any, exit_code: int = 0, password: str = PASSWORD, **environment: str) -> Result:
        """Run a command; its exit code must be the given one."""
        result = CliRunner().invoke(
            main, [str(part) for part in command], input=password + "\n", env=self.environment | environment
        )
        assert result.exit_code == exit_code, result.output
        return result

    def json(self, *command: Any) -> Any:
        """What a command prints with --json."""
        return json.loads(self.run(*command, "--json").stdout)

    def error(self, *command: Any, exit_code: int = 1, **environment: str) -> str:
        """The one line that a command ends with."""
        lines = self.run(*command, exit_code=exit_code, **environment).stderr.splitlines()
        assert len(lines) == 1, lines
        return lines[0].removeprefix("error: ")
