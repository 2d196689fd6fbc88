"""Every function of every contract, called by everybody: docs/access.md says who gets past the door"""

import pytest

from evershare import abi
from evershare.abi import access
from evershare.deployment import GOVERNOR
from evershare.errors import InvalidInput
from tests.support.access import ENTITLED, WITHOUT_A_WORD, deployment

__all__ = ["deployment"]

# What somebody without tokens meets when he spends what is his own is no refusal.
REFUSALS = {caller.refusal for asked in access.ASKED.values() for caller in asked} - {"", "ERC20InsufficientAllowance"}


def test_the_page_is_what_the_interfaces_and_the_wiring_say():
    assert access.PAGE.read_text(encoding="utf-8") == access.page(), "run `make abi` and commit what changes"


def test_every_deployed_contract_is_on_the_page(deployment):
    changing = {name for name in deployment.contracts if access.functions(name)}
    assert changing == set(access.contracts())


def test_a_function_of_which_nothing_is_said_stops_the_page():
    entry = {"type": "function", "name": "sweep", "inputs": [], "stateMutability": "nonpayable"}
    with pytest.raises(InvalidInput, match=r"who may call CollateralVault\.sweep\(\)"):
        access.caller_of("CollateralVault", entry)


@pytest.mark.parametrize("contract", access.contracts())
def test_nothing_is_said_of_a_function_that_is_gone(contract):
    shown = {form for entry in access.functions(contract) for form in (entry["name"], abi.signature(entry))}
    assert {name for names in access.ASKED.get(contract, {}).values() for name in names.split()} <= shown


@pytest.mark.parametrize("contract", access.contracts())
def test_who_may_call(deployment, contract):
    assert wrong_rows(deployment, contract) == []


@pytest.mark.parametrize(
    ("contract", "function", "said", "by"),
    [
        ("CollateralVault", "move", access.ANYONE, "stranger"),
        ("CollateralVault", "recordShortfall", access.MODULE, "stranger"),
        ("CollateralVault", "withdraw", access.OWNER_OF_ACCOUNT, "operator"),
        ("PriceOracle", "setDrift", access.ROLES[GOVERNOR], "risk"),
        ("StockToken", "mint", access.MINTER_OF_TOKEN, "CustodyRegistry"),
    ],
)
def test_a_wrong_row_is_found(deployment, contract, function, said, by):
    found = wrong_rows(deployment, contract, {function: said})
    assert any(row.startswith(f"{by} {function}: ") for row in found)
    assert all(f" {function}: " in row for row in found)


def wrong_rows(deployment, contract, otherwise=None):
    """Which calls by whom end otherwise than the page says, or than is said of a function instead of it."""
    callers = {abi.signature(function): access.caller_of(contract, function) for function in access.functions(contract)}
    wrong = []
    for (function, name), outcome in deployment.outcomes(contract).items():
        short = function.partition("(")[0]
        caller = (otherwise or {}).get(short, callers[function])
        refusals = {caller.refusal, WITHOUT_A_WORD.get(caller)} if caller.refusal else REFUSALS
        entitled = {contract if entry == "itself" else entry for entry in ENTITLED.get(caller, ())}
        if (outcome in refusals) == (not caller.refusal or name in entitled):
            wrong.append(f"{name} {short}: {outcome}")
    return wrong
