"""The packaged interfaces are those of the build."""

import pytest

from evershare import abi
from evershare.abi.generate import HERE, interfaces
from evershare.deployment import PERMISSIONS
from evershare.errors import InvalidInput


def test_the_files_are_what_the_build_says():
    built = interfaces()
    assert {path.name for path in HERE.glob("*.json")} == set(built)
    stale = [name for name, content in built.items() if (HERE / name).read_text(encoding="utf-8") != content]
    assert stale == [], "run `make abi` and commit what changes"


def test_every_error_of_the_protocol_says_when_it_is_thrown():
    own = {
        entry["name"]
        for contract in PERMISSIONS
        for entry in abi.load(contract)
        if entry["type"] == "error" and not entry["name"].startswith(("ERC", "AccessManage", "SafeCast", "SafeERC"))
    }
    foreign = {"AddressEmptyCode", "CheckpointUnorderedInsertion", "ExponentOverflow", "FailedCall", "FailedDeployment"}
    foreign |= {"InsufficientBalance", "InvalidShortString", "ReentrancyGuardReentrantCall", "StringTooLong"}
    foreign |= {"ECDSAInvalidSignature", "ECDSAInvalidSignatureLength", "ECDSAInvalidSignatureS"}
    assert own - set(abi.notices()) <= foreign
    assert len(own) > 150


def test_an_unknown_contract_is_named_with_the_known_ones():
    with pytest.raises(InvalidInput, match=r"no contract Vault: known are BatchCaller, .*CollateralVault"):
        abi.load("Vault")


def test_options_answer_for_the_code_that_they_delegate_to():
    names = {entry.get("name") for entry in abi.load("PerpetualOptions")}
    assert {"open", "createMarket", "contextOf", "UnknownMarket", "SeriesListed"} <= names
