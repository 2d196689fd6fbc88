"""The journal of a deployment: what was sent is known to the next run, and nobody else's."""

import json

import pytest

from evershare.deploying.journal import Journal, Step
from evershare.errors import InvalidInput

CHAIN, DEPLOYER = 84_532, "0x" + "11" * 20
FIRST = Step("create Vault", "ab", "0x01", "0x02", 0)
SECOND = Step("Vault.list", "cd", "0x03", "0x04", 1)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.json"


def test_another_chain_is_refused(path):
    Journal(path, CHAIN, DEPLOYER).put(0, FIRST)

    with pytest.raises(InvalidInput, match="is of chainId 84532, not 1: move it away to begin anew"):
        Journal(path, 1, DEPLOYER)


def test_another_deployer_is_refused(path):
    Journal(path, CHAIN, DEPLOYER).put(0, FIRST)

    with pytest.raises(InvalidInput, match="is of deployer 0x1111"):
        Journal(path, CHAIN, "0x" + "22" * 20)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"chainId": 1, "deployer": "0x", "steps": [{"what": "x"}]}'])
def test_broken_file_is_refused(path, text):
    path.write_text(text)

    with pytest.raises(InvalidInput, match="is no journal of a deployment"):
        Journal(path, CHAIN, DEPLOYER)


def test_steps_are_there_after_each_change(path):
    journal = Journal(path, CHAIN, DEPLOYER)
    journal.put(0, FIRST)
    journal.put(1, SECOND)
    assert Journal(path, CHAIN, DEPLOYER).steps == [FIRST, SECOND]

    journal.drop(1)
    assert Journal(path, CHAIN, DEPLOYER).steps == [FIRST]

    journal.put(0, SECOND)
    assert json.loads(path.read_text())["steps"][0]["what"] == "Vault.list"

    journal.finish()
    assert not path.exists()
