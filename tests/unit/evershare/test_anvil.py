"""A node of one's own answers, or it is told in a line why there is none."""

import contextlib
import sys

import pytest
from web3 import Web3

from evershare import anvil
from evershare.errors import InvalidInput, NodeFailed


def test_a_node_answers_until_it_is_left():
    with anvil.running(84_532, anvil.free_port()) as url:
        web3 = Web3(Web3.HTTPProvider(url))
        assert (web3.eth.chain_id, web3.eth.accounts) == (84_532, [])
    assert not web3.is_connected()


def test_another_node_at_the_port_is_not_taken_for_ones_own():
    port = anvil.free_port()
    with anvil.running(1, port):
        assert refusal_of(anvil.running(2, port), NodeFailed) == f"Anvil does not start on port {port}"


def test_a_node_that_ends_is_told():
    command = [sys.executable, "-c", ""]
    assert refusal_of(anvil.answering(command, anvil.free_port(), "it has ended"), NodeFailed) == "it has ended"


def test_where_anvil_is_not_installed_the_remedy_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(anvil, "anvil_folder", lambda: tmp_path)
    told = refusal_of(anvil.running(1, anvil.free_port()), InvalidInput)
    assert told == "this needs Anvil: run `make setup` first"


def refusal_of(node: contextlib.AbstractContextManager[str], error: type[Exception]) -> str:
    """Why a node does not start."""
    with pytest.raises(error) as caught, node:
        pytest.fail("it started")
    return str(caught.value)
