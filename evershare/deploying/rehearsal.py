"""A throwaway chain on which a deployment is played before it costs anything."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator

from eth_account import Account
from eth_account.signers.local import LocalAccount
from web3 import Web3
from web3.types import RPCEndpoint

from evershare.devchain import HARDFORK, anvil_folder
from evershare.errors import InvalidInput, NodeFailed

START_SECONDS = 10
ETHER = 10**24  # more than any deployment takes


@contextlib.contextmanager
def throwaway_chain(chain_id: int) -> Iterator[tuple[Web3, LocalAccount]]:
    """An Anvil node under another chain's id, and a funded key. InvalidInput where Anvil is not installed."""
    anvil = anvil_folder() / "anvil"
    if not anvil.is_file():
        raise InvalidInput("a rehearsal needs Anvil: run `make setup` first")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(anvil), "--accounts", "0", "--chain-id", str(chain_id), "--port", str(port), "--hardfork", HARDFORK]
    node = subprocess.Popen([*command, "--silent"])
    try:
        web3 = Web3(Web3.HTTPProvider(f"http://127.0.0.1:{port}"))
        until = time.monotonic() + START_SECONDS
        while not web3.is_connected():
            if time.monotonic() > until or node.poll() is not None:
                raise NodeFailed(f"Anvil has not started on port {port}")
            time.sleep(0.05)
        account: LocalAccount = Account.create()
        web3.provider.make_request(RPCEndpoint("anvil_setBalance"), [account.address, hex(ETHER)])
        yield web3, account
    finally:
        node.kill()
        node.wait()
