"""The command: what is missing is said in one line, and a new process goes on with the old database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evershare.keystore import create
from evershare.matcher.command import main

NODE_THAT_IS_NONE = "http://127.0.0.1:9"


@pytest.fixture
def keystore(tmp_path: Path) -> Path:
    create(tmp_path / "key.json", "password")
    return tmp_path / "key.json"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input="password\n")


def record(folder: Path, contracts: list[str]) -> Path:
    """A deployment record in which every contract is at an address of its own."""
    entries = {name: {"address": f"0x{number + 1:040x}", "block": 1} for number, name in enumerate(contracts)}
    (folder / "record.json").write_text(json.dumps({"chain_id": 31_337, "contracts": entries}))
    return folder / "record.json"


def test_help() -> None:
    result = run("--help")

    assert result.exit_code == 0
    for option in ("--rpc", "--database", "--keystore", "--confirmations"):
        assert option in result.output


def test_a_deployment_without_the_contract(tmp_path: Path, keystore: Path) -> None:
    result = run("--rpc", NODE_THAT_IS_NONE, "--keystore", keystore, "--deployment", record(tmp_path, ["PriceOracle"]))

    assert result.exit_code == 1
    assert "error: SignedOrders is not in the deployment record" in result.output


def test_a_node_that_does_not_answer(tmp_path: Path, keystore: Path) -> None:
    file = record(tmp_path, ["SignedOrders", "PerpetualOptions", "PriceOracle"])
    result = run("--rpc", NODE_THAT_IS_NONE, "--keystore", keystore, "--deployment", file)

    assert result.exit_code == 1
    assert result.output.splitlines()[-1].startswith("error: the chain does not answer: ")


def test_a_key_that_does_not_open(tmp_path: Path) -> None:
    file = record(tmp_path, ["SignedOrders", "PerpetualOptions", "PriceOracle"])
    result = run("--rpc", NODE_THAT_IS_NONE, "--keystore", tmp_path / "none.json", "--deployment", file)

    assert result.exit_code == 1
    assert "is no keystore" in result.output
