"""Two hours of a Monday in which an account has to be liquidated, with a quiet chain and a keeper, or with neither."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from evershare.client import Deployment, FixedPrices, Patience
from evershare.client.errors import NodeUnreachable
from evershare.keeper.chain import Chain
from evershare.keeper.desk import Limits
from evershare.keeper.store import Store
from evershare.keeper.tables import LEASES, WORKERS
from evershare.keeper.worker import Worker
from tests.support.bad_node import DROP, between
from tests.support.commands import PASSWORD
from tests.support.own_node import OwnNode

MINUTE, ETHER = 60, 10**18
STARTS_SECONDS = 120
FALLEN = {"ACME": "0.70"}  # of 8.40: its holder no longer covers his debt
ROLES = ("prices", "epochs", "liquidations")
LIMITS = Limits(least_profit=0, ether_usd=2_500, refresh_seconds=1)
PATIENCE = Patience(attempts=2, first_pause=0.01, mined_within=10, poll_every=0.02)


class Fleet:
    """Keepers on a node of their own, with one database."""

    def __init__(
        self, node: OwnNode, deployment: Deployment, prices: dict[str, str], url: str, keys: list[Any]
    ) -> None:
        self.node, self.deployment, self.prices, self.url, self.keys = node, deployment, prices, url, keys
        for key in keys:
            node.ask("anvil_setBalance", key.address, hex(ETHER))

    def worker(self, roles: tuple[str, ...] = ROLES, key: int = 0, url: str | None = None) -> Worker:
        """A new process, as far as it matters."""
        signer = self.keys[key]
        chain = Chain(self.node.url, self.deployment, signer, FixedPrices(self.prices), PATIENCE)
        return Worker(chain, Store(url or self.url), f"keeper {key}", roles, LIMITS, address=signer.address)

    def rounds(self, minutes: int, roles: tuple[str, ...] = ROLES, key: int = 0, url: str | None = None) -> None:
        """A worker starts, does a round a minute, and stops."""
        with closing(self.worker(roles, key, url)) as one:
            for _ in range(minutes):
                self.node.wait_until(self.node.now + MINUTE)
                one.round()

    def sent(self) -> int:
        """How many transactions all keepers have in the chain."""
        return sum(self.node.web3.eth.get_transaction_count(key.address) for key in self.keys)

    def time_passes(self) -> None:
        """Leases end whose workers do not extend them."""
        with closing(Store(self.url)) as store, store.engine.begin() as connection:
            for table in (LEASES, WORKERS):
                connection.execute(table.update().values(until=0))


def quiet(fleet: Fleet) -> None:
    """Nothing happens but what has to."""
    fleet.rounds(2)
    fleet.prices |= FALLEN
    fleet.rounds(10)


def chaotic(fleet: Fleet, folder: Path) -> None:
    """The node is killed, prices stop for an hour, a worker is killed at work, five blocks leave the chain, and another
    keeper with a database of its own does everything once more."""
    node = fleet.node
    fleet.rounds(1)

    with closing(fleet.worker()) as one:
        state = node.dump()
        node.stop()
        with pytest.raises(NodeUnreachable):
            one.round()
        node.start(state)
        one.round()

    for _ in range(3):
        node.wait_until(node.now + 20 * MINUTE)
        fleet.rounds(1, ("epochs", "liquidations"))
    fleet.prices |= FALLEN
    fleet.rounds(4, ("prices",))

    sent = fleet.sent()
    kill_at_work(fleet, folder)
    assert fleet.sent() == sent + 1
    fleet.time_passes()

    node.ask("anvil_reorg", 5, [])
    assert fleet.sent() < sent + 1
    fleet.rounds(10, key=1)

    sent = fleet.sent()
    fleet.rounds(2, ("epochs", "liquidations"), key=2, url=f"sqlite:///{folder / 'another.db'}")
    assert fleet.sent() == sent


def kill_at_work(fleet: Fleet, folder: Path) -> None:
    """A worker of its own process is killed when the node has its transaction, and it does not know."""
    is_sent, key = threading.Event(), fleet.keys[0]

    def fault(method: str, truth: Any) -> str | None:
        if method != "eth_sendRawTransaction":
            return None
        is_sent.set()
        return DROP

    record = {"chainId": fleet.deployment.chain_id, "contracts": fleet.deployment.addresses}
    record["contracts"] = {name: {"address": address} for name, address in fleet.deployment.addresses.items()}
    (folder / "record.json").write_text(json.dumps(record))
    (folder / "key.json").write_text(json.dumps(Account.encrypt(key.key, PASSWORD, kdf="pbkdf2", iterations=2)))
    (folder / "password").write_text(PASSWORD)
    with between(fleet.node.url, fault) as url:
        command = [sys.executable, "-m", "evershare", "keeper", "run", "--roles", "liquidations", "--rpc", url]
        command += ["--deployment", folder / "record.json", "--keystore", folder / "key.json", "--ether", "2500"]
        command += ["--database", fleet.url, "--least-profit", "0"]
        worker = subprocess.Popen(
            [*map(str, command)],
            env=os.environ | {"EVERSHARE_PASSWORD_FILE": str(folder / "password")},
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        was_sent = is_sent.wait(STARTS_SECONDS)
        worker.kill()
        said = worker.communicate()[1]
    assert was_sent, said


def end_of(fleet: Fleet, world: Any, holder: str) -> tuple[dict[str, Any], dict[Any, int]]:
    """How a chain ends: what has to be the same, and amounts of USDC, on which interest and funding run."""
    people = {name: person.address for name, person in world.people.items()}
    people |= {"pool": world.usdc_options.address, "lenders": world.usdc_pool.address}
    places = [(name, symbol) for name in people for symbol in world.asset_ids if symbol != "BTC"]
    with closing(fleet.worker()) as one:
        view, views = one.chain.call, one.chain.views
        balances = views([view("CollateralVault", "balanceOf", people[n], world.asset_ids[s]) for n, s in places])
        mids = views([view("PriceOracle", "midOf", id_) for id_ in world.asset_ids.values()])
        positions, marked, queue, debt = views(
            [
                view("PerpetualOptions", "positionsOf", people[holder]),
                view("Liquidation", "markedAt", people[holder]),
                view("OptionPool", "queue", at=people["pool"]),
                view("LendingPool", "debtOf", people[holder], at=people["lenders"]),
            ]
        )
    found = dict(zip(places, balances, strict=True))
    same = {"positions": positions, "marked": marked, "queued": queue["queuedShares"], "epoch": queue["epoch"]}
    same |= {"mids": mids, "tokens": {place: amount for place, amount in found.items() if place[1] != "USDC"}}
    return same, {"debt": debt, **{place: amount for place, amount in found.items() if place[1] == "USDC"}}
