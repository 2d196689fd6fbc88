"""What a whole deployment's contracts say of themselves: which others they stand on, and their constants."""

import pytest
from brownie import web3

from evershare.abi import load
from tests.support.access import deployment
from tests.support.oracle import ZERO_ADDRESS

__all__ = ["deployment"]

STANDS_ON = {
    "batchCaller": "BatchCaller",
    "LEDGER": "CollateralVault",
    "VAULT": "CollateralVault",
    "ledger": "CollateralVault",
    "vault": "CollateralVault",
    "actions": "CorporateActions",
    "corporateActions": "CorporateActions",
    "REGISTRY": "CustodyRegistry",
    "registry": "CustodyRegistry",
    "lendingPools": "LendingPoolFactory",
    "MARKETS": "OptionMarkets",
    "OFFERS": "OptionOffers",
    "TRANSFERS": "OptionTransfers",
    "VALUES": "OptionValues",
    "OPTIONS": "PerpetualOptions",
    "options": "PerpetualOptions",
    "LISTING": "PriceOracle",
    "ORACLE": "PriceOracle",
    "oracle": "PriceOracle",
    "authority": "ProtocolManager",
    "MANAGER": "ProtocolManager",
    "RISK": "RiskEngine",
    "risk": "RiskEngine",
    "riskEngine": "RiskEngine",
    "calendar": "TradingCalendar",
}
# They run as a part of PerpetualOptions and ask its manager; called by themselves, they obey nobody.
PARTS = {"OptionMarkets", "OptionOffers", "OptionTransfers", "OptionValues"}
IS_PAID = {"INSURANCE": "insurance", "TREASURY": "treasury"}

CONSTANTS = {
    "CorporateActions": {"TIMEOUT_SECONDS": 5 * 86_400},
    "LendingPool": {
        "MAX_DECIMALS": 18,
        "MAX_DIVIDEND_FACTOR": 10**18,
        "MAX_HOLD": 86_400,
        "MAX_RESERVE_FACTOR_BPS": 5_000,
    },
    "Liquidation": {"MARK_SECONDS": 86_400},
    "OptionMarkets": {
        "CLOSING_NOTICE_SECONDS": 7 * 86_400,
        "CLOSING_PATIENCE_SECONDS": 5 * 86_400,
        "INSURANCE_FEE_BPS": 6_000,
        "MAX_LIVE_SERIES": 64,
        "MAX_POSITIONS": 16,
        "MAX_SETTLEMENT_DECIMALS": 18,
        "PUBLIC_BOOKS": 65_536,
    },
    "OptionOffers": {"MAX_LIVE_SERIES": 64, "MAX_POSITIONS": 16, "POOL_FEE_BPS": 5_000, "SETTLER_REWARD_BPS": 100},
    "OptionPool": {"EPOCH_SECONDS": 86_400, "MAX_WAIT_SECONDS": 5 * 86_400},
    "OptionTransfers": {"MAX_LIVE_SERIES": 64, "MAX_POSITIONS": 16, "SETTLER_REWARD_BPS": 100},
    "OptionValues": {"MAX_LIVE_SERIES": 64, "MAX_POSITIONS": 16},
    "PerpetualOptions": {"MAX_LIVE_SERIES": 64, "MAX_POSITIONS": 16, "POOL_FEE_BPS": 5_000, "SETTLER_REWARD_BPS": 100},
    "RedemptionBuffer": {"MIN_SPREAD_BPS": 5, "MAX_SPREAD_BPS": 1_000},
    "RiskEngine": {"MAX_COLLATERAL_FACTOR": 9_500, "MAX_DEBT_FACTOR": 30_000, "MAX_DECIMALS": 36},
}


def getters(contract, kind):
    """The names of a contract's views that ask for nothing and give one value of a kind."""
    return [
        entry["name"]
        for entry in load(contract)
        if entry["type"] == "function"
        and not entry["inputs"]
        and entry["stateMutability"] in ("view", "pure")
        and [output["type"].rstrip("0123456789") for output in entry["outputs"]] == [kind]
    ]


def test_each_contract_stands_on_those_of_its_deployment(deployment):
    found, expected = {}, {}
    for name, contract in deployment.contracts.items():
        for getter in getters(name, "address"):
            if name in PARTS and getter == "authority":
                found[name, getter] = contract.authority()
                expected[name, getter] = ZERO_ADDRESS
            elif stands_on := STANDS_ON.get(getter):
                found[name, getter] = getattr(contract, getter)()
                expected[name, getter] = deployment.contracts[stands_on].address
            elif paid := IS_PAID.get(getter):
                found[name, getter] = getattr(contract, getter)()
                expected[name, getter] = deployment.people[paid].address
    assert found == expected
    assert set(STANDS_ON.values()) <= set(deployment.contracts)


@pytest.mark.parametrize(
    ("factory", "getter", "clone"),
    [
        ("LendingPoolFactory", "POOL_IMPLEMENTATION", "LendingPool"),
        ("OptionPoolFactory", "POOL_IMPLEMENTATION", "OptionPool"),
        ("OptionPoolFactory", "PRIVATE_POOL_IMPLEMENTATION", "PrivateOptionPool"),
    ],
)
def test_a_clone_is_of_what_its_factory_names(deployment, factory, getter, clone):
    implementation = getattr(deployment.contracts[factory], getter)()
    assert implementation[2:].lower() in web3.eth.get_code(deployment.contracts[clone].address).hex()


def test_constants(deployment):
    found = {}
    for name in set(deployment.contracts) - {"ProtocolManager", "ProtocolTimelock"}:
        contract = deployment.contracts[name]
        if constants := [getter for getter in getters(name, "uint") if getter.isupper()]:
            found[name] = {getter: getattr(contract, getter)() for getter in constants}
    assert found == CONSTANTS
