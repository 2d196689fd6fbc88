"""A whole deployment on a public network: the timelock, the protocol, its first prices, the hand-over, the record."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account.signers.local import LocalAccount
from web3 import Web3

from evershare.deploying.compiler import Build
from evershare.deploying.contracts import Containers, Deployer, explainer
from evershare.deploying.journal import Journal
from evershare.deploying.sender import Sender
from evershare.deploying.settings import Price, PushTerms, Settings
from evershare.deployment import (
    ADMIN,
    CORPORATE_ACTIONS,
    GOVERNOR,
    GUARDIAN,
    PERMISSIONS,
    POOL_FACTORY,
    RISK,
    ZERO_ADDRESS,
    Officers,
    Protocol,
    deploy,
    write_record,
)
from evershare.errors import InvalidInput, NodeFailed, RolesWrong
from evershare.oracle import MAX_CONFIDENCE_BPS, asset_config, signed_source
from evershare.output import write_whole

TIMELOCK = "ProtocolTimelock"
PUSH_MARGIN_BPS = 20  # what the oracle asks for above a feed's deviation


@dataclass(frozen=True)
class Result:
    """What a run has done."""

    record: Path
    contracts: int
    sent: int
    gas_used: int


def run(
    web3: Web3,
    account: LocalAccount,
    settings: Settings,
    build: Build,
    directory: Path,
    on_step: Callable[[str], None] = lambda what: None,
) -> Result:
    """Deploy, or go on where an earlier run stopped, check every role, and write the record into a directory.

    NodeFailed if the chain is another one, InvalidInput if it has a deployment already or the deployer is to be an
    officer. Errors of sending are those of ``Sender.send``; then a later run goes on.
    """
    chain_id = web3.eth.chain_id
    if chain_id != settings.chain_id:
        raise NodeFailed(f"the node is on chain {chain_id}, but {settings.network} is chain {settings.chain_id}")
    if (directory / f"{chain_id}.json").exists():
        raise InvalidInput(f"{directory} has a deployment on chain {chain_id}: move {chain_id}.json away to begin anew")
    journal = Journal(directory / f"{chain_id}.journal.json", chain_id, account.address)
    if not journal.steps and not web3.eth.get_balance(account.address):
        raise InvalidInput(f"{account.address} has no ether on {settings.network}: fund it and run again")

    sender = Sender(web3, account, journal, explainer(build), on_step)
    protocol = _deploy(Containers(build), Deployer(sender), settings)
    check_roles(protocol, settings, account.address)
    write_whole(directory / f"{chain_id}.input.json", json.dumps(build.standard_input))
    record = write_record(protocol, chain_id, directory)
    journal.finish()
    return Result(record, len(protocol.contracts), sender.sent, sender.gas_used)


def check_roles(protocol: Protocol, settings: Settings, deployer: str) -> None:
    """Ask the access manager for every role. RolesWrong names the first that is not as it should be."""
    manager, timelock = protocol["ProtocolManager"], protocol[TIMELOCK].address
    holders = {
        ADMIN: timelock,
        GOVERNOR: timelock,
        RISK: settings.risk,
        GUARDIAN: settings.guardian,
        POOL_FACTORY: protocol["OptionPoolFactory"].address,
        CORPORATE_ACTIONS: protocol["CorporateActions"].address,
    }
    for role, holder in holders.items():
        if not manager.hasRole(role, holder)[0]:
            raise RolesWrong(f"{holder} has not got role {role}")
        if manager.hasRole(role, deployer)[0]:
            raise RolesWrong(f"the deployer {deployer} still has role {role}")
    for name, permissions in PERMISSIONS.items():
        for role, functions in permissions.items():
            for function in functions:
                selector = getattr(protocol[name], function).signature
                if (found := manager.getTargetFunctionRole(protocol[name], selector)) != role:
                    raise RolesWrong(f"{name}.{function} is for role {found}, not {role}")
    delay = protocol[TIMELOCK].getMinDelay()
    if delay != settings.timelock.delay_seconds:
        raise RolesWrong(f"the timelock waits {delay} s, not {settings.timelock.delay_seconds} s")


def _deploy(containers: Containers, deployer: Deployer, settings: Settings) -> Protocol:
    lock = settings.timelock
    arguments = (lock.delay_seconds, lock.proposers, lock.executors)
    timelock = deployer.deploy(containers[TIMELOCK], *arguments)
    officers = Officers(timelock, settings.risk, settings.guardian, settings.insurance, settings.treasury)

    def list_prices(protocol: Protocol) -> None:
        for price in settings.prices:
            _list_price(protocol, price, settings.chainlink, {"from": deployer})

    protocol = deploy(containers, deployer, officers, settings.pyth, settings.sequencer_uptime_feed, list_prices)
    protocol.contracts[TIMELOCK], protocol.constructor_arguments[TIMELOCK] = timelock, list(arguments)
    return protocol


def _list_price(protocol: Protocol, price: Price, push: PushTerms | None, governed: dict[str, Any]) -> None:
    sources = [signed_source(protocol["PythSource"], price.pyth_feed, False)]
    if push and price.chainlink_feed:
        key = "0x" + price.chainlink_feed[2:].rjust(64, "0")
        base = push.deviation_bps + PUSH_MARGIN_BPS
        terms = (base, push.deviation_bps, push.heartbeat_seconds, MAX_CONFIDENCE_BPS, False)
        sources.append((protocol["ChainlinkSource"], key, *terms))
    config = asset_config(price.symbol, 0, price.drift_bps, ZERO_ADDRESS)
    protocol["PriceOracle"].listAsset(config, sources, governed)
