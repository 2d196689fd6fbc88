"""Deploying the protocol: which contracts, in which order, and who may call what.

The steps run on Brownie's contract containers (``brownie.project``), which the caller hands in, so that this module
imports nothing of Brownie.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evershare.errors import InvalidInput

ROOT = Path(__file__).resolve().parent.parent
DEPLOYMENTS = ROOT / "deployments"
ZERO_ADDRESS = "0x" + "0" * 40
LOCAL_CHAIN_IDS = (1337, 31337)

# Role ids of contracts/libraries/Roles.sol. 0 is OpenZeppelin's admin role, which grants the others.
ADMIN, GOVERNOR, RISK, GUARDIAN, ISSUER, CUSTODIAN, POOL_FACTORY, CORPORATE_ACTIONS = range(8)

# Who may call the restricted functions of which contract.
PERMISSIONS: dict[str, dict[int, tuple[str, ...]]] = {
    "TradingCalendar": {GOVERNOR: ("publish",)},
    "PriceOracle": {
        GOVERNOR: ("listAsset", "setSources"),
        RISK: ("setDrift", "setHalted", "scheduleEvent", "cancelEvent"),
        CORPORATE_ACTIONS: ("scheduleRatio", "scheduleDividend", "endAction", "fixPrice", "delist"),
    },
    "CorporateActions": {GOVERNOR: ("cancel", "correct", "accept", "abandon")},
    "CustodyRegistry": {
        GOVERNOR: (
            "registerCustodian",
            "setCustodianSigners",
            "listStock",
            "setMinter",
            "setCorporateActions",
            "setRiskEngine",
            "resetSupplyCap",
            "setTier",
            "setReserveFeed",
            "setRegisteredContract",
        ),
        RISK: ("setSupplyCap",),
    },
    "LawfulSeizure": {GOVERNOR: ("execute",)},
    "PrimaryMarket": {
        GOVERNOR: ("setPaymentToken",),
        RISK: ("setIssueLimits", "setRedeemLimit", "setGlobalIssueLimit"),
    },
    "CollateralVault": {
        GOVERNOR: ("listAsset", "addModule", "setLendingPool"),
        CORPORATE_ACTIONS: ("scheduleRecord", "cancelRecord"),
    },
    "RiskEngine": {
        GOVERNOR: ("setLedger", "setOptions", "setFactors", "resetDepositCap"),
        RISK: ("setInitialFactors", "setDepositCap"),
        GUARDIAN: ("pause",),
    },
    "LendingPoolFactory": {GOVERNOR: ("createPool",)},
    "PerpetualOptions": {
        GOVERNOR: ("announceClosing", "cashOut", "resetMarketLimit"),
        RISK: ("createMarket", "setMarket", "setMarketLimit", "setPoolLimit"),
        POOL_FACTORY: ("registerPool",),
    },
}


@dataclass(frozen=True)
class Officers:
    """The accounts that hold roles. On a public network ``governor`` is the timelock."""

    governor: Any
    risk: Any
    guardian: Any
    insurance: Any
    treasury: Any


@dataclass
class Protocol:
    """The deployed contracts by name, with what is needed to verify them later."""

    contracts: dict[str, Any] = field(default_factory=dict)
    constructor_arguments: dict[str, list[Any]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.contracts[name]


def deploy(
    project: Any,
    deployer: Any,
    officers: Officers,
    pyth: str,
    sequencer_uptime_feed: str = ZERO_ADDRESS,
    before_hand_over: Callable[[Protocol], None] = lambda protocol: None,
) -> Protocol:
    """Deploy every contract, wire the roles and hand the administration to the governor.

    ``pyth`` is the address of the Pyth contract of the chain, ``sequencer_uptime_feed`` that of Chainlink's feed on a
    rollup. Nothing is listed yet, unless ``before_hand_over`` does so while the deployer still governs. He sends every
    transaction, as a timelock cannot, and ends with no role. InvalidInput if he is to be an officer, who would lose his
    role in the end.
    """
    if deployer in (officers.governor, officers.risk, officers.guardian):
        raise InvalidInput(f"{deployer} deploys and gives up every role: name other officers")
    protocol = Protocol()

    def create(name: str, *arguments: Any) -> Any:
        contract = deployer.deploy(project[name], *arguments)
        protocol.contracts[name] = contract
        protocol.constructor_arguments[name] = [getattr(a, "address", a) for a in arguments]
        return contract

    manager = create("ProtocolManager", deployer)

    calendar = create("TradingCalendar", manager)
    oracle = create("PriceOracle", manager, calendar, sequencer_uptime_feed)
    create("PythSource", pyth)
    create("ChainlinkSource")

    registry = create("CustodyRegistry", manager)
    create("PrimaryMarket", manager, registry, calendar)

    risk = create("RiskEngine", manager, oracle, registry)
    vault = create("CollateralVault", manager, risk)
    seizure = create("LawfulSeizure", manager, registry, vault, risk)
    transfers = create("OptionTransfers", oracle, vault)
    markets = create("OptionMarkets", transfers, officers.insurance, officers.treasury)
    values = create("OptionValues", markets)
    _show_all_functions(project["PerpetualOptions"], project.interface.IPerpetualOptions)
    offers = create("OptionOffers", oracle, vault)
    options = create("PerpetualOptions", manager, values, offers)
    create("OptionsLens", options, vault)
    orders = create("SignedOrders", vault, options)
    pool_implementation = create("OptionPool", vault, options, oracle)
    private_pool_implementation = create("PrivateOptionPool", vault, options)
    factory = create("OptionPoolFactory", vault, options, pool_implementation, private_pool_implementation)
    lending_implementation = create("LendingPool", vault, manager, officers.insurance)
    lending_factory = create("LendingPoolFactory", manager, vault, lending_implementation)
    liquidation = create("Liquidation", vault, risk, oracle, options, officers.insurance)
    actions = create("CorporateActions", manager, registry, oracle, vault, lending_factory)
    create("Distributor", vault, actions)
    create("ShareholderMeeting", vault, actions, registry)

    _wire_roles(protocol, deployer, officers)
    governed = {"from": deployer}
    manager.grantRole(GOVERNOR, deployer, 0, governed)
    risk.setLedger(vault, governed)
    risk.setOptions(options, governed)
    vault.addModule(seizure, governed)
    vault.addModule(options, governed)
    vault.addModule(orders, governed)
    vault.addModule(factory, governed)
    vault.addModule(lending_factory, governed)
    vault.addModule(liquidation, governed)
    registry.setMinter(protocol["PrimaryMarket"], True, governed)
    registry.setCorporateActions(actions, governed)
    registry.setRiskEngine(risk, governed)
    for holder in (vault, protocol["PrimaryMarket"], protocol["Distributor"]):
        registry.setRegisteredContract(holder, True, governed)
    before_hand_over(protocol)
    for role in (GOVERNOR, ADMIN):
        manager.renounceRole(role, deployer, governed)
    return protocol


def _show_all_functions(container: Any, interface: Any) -> None:
    """Give a container the functions of its interface that its code leaves to another contract."""
    abi = container._build["abi"]
    abi += [entry for entry in interface.abi if entry not in abi]


def _wire_roles(protocol: Protocol, deployer: Any, officers: Officers) -> None:
    manager = protocol["ProtocolManager"]
    sender = {"from": deployer}
    for name, permissions in PERMISSIONS.items():
        contract = protocol[name]
        for role, functions in permissions.items():
            selectors = [getattr(contract, function).signature for function in functions]
            manager.setTargetFunctionRole(contract, selectors, role, sender)
    for role, holder in (
        (GOVERNOR, officers.governor),
        (RISK, officers.risk),
        (GUARDIAN, officers.guardian),
        (POOL_FACTORY, protocol["OptionPoolFactory"]),
        (CORPORATE_ACTIONS, protocol["CorporateActions"]),
        (ADMIN, officers.governor),
    ):
        manager.grantRole(role, holder, 0, sender)


def write_record(protocol: Protocol, chain_id: int, directory: Path = DEPLOYMENTS) -> Path:
    """Write ``<chainId>.json``: for each contract where it is, and what its source is verified with."""
    record = {
        "chainId": chain_id,
        "commit": _commit(),
        "contracts": {
            name: {
                "address": contract.address,
                "block": contract.tx.block_number,
                "transaction": contract.tx.txid,
                "constructorArguments": protocol.constructor_arguments[name],
                "compiler": contract._build["compiler"],
            }
            for name, contract in protocol.contracts.items()
        },
    }
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{chain_id}.json"
    path.write_text(json.dumps(record, indent=2) + "\n")
    return path


def read_record(chain_id: int, directory: Path = DEPLOYMENTS) -> dict[str, str]:
    """The address of each contract of a chain's record, by name. InvalidInput if the chain has none."""
    path = directory / f"{chain_id}.json"
    if not path.is_file():
        raise InvalidInput(f"nothing is deployed on chain {chain_id}: there is no {path.name}; run deploy first")
    contracts = json.loads(path.read_text())["contracts"]
    return {name: contract["address"] for name, contract in contracts.items()}


def _commit() -> str | None:
    """The commit of the sources, or None outside a git checkout."""
    result = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return result.stdout.strip() or None
