"""Revert data as exceptions."""

import pytest
from eth_abi import encode
from eth_utils import keccak

from evershare import abi
from evershare.client import reverts

ACCOUNT = "0x1111111111111111111111111111111111111111"


def data_of(signature, *values):
    types = signature[signature.index("(") + 1 : -1].split(",")
    return keccak(text=signature)[:4] + encode(types, values)


def test_carries_the_contracts_fields_and_says_what_they_mean():
    error = reverts.decoded(data_of("InsufficientAccountBalance(address,uint16,uint256,uint256)", ACCOUNT, 3, 5, 8))
    assert isinstance(error, reverts.InsufficientAccountBalance)
    assert (error.account, error.assetId, error.unlocked, error.needed) == (ACCOUNT, 3, 5, 8)
    assert str(error) == (
        f"InsufficientAccountBalance (account {ACCOUNT}, assetId 3, unlocked 5, needed 8): "
        "when an account holds less that may leave it than what is to leave it, both in token units"
    )
    with pytest.raises(AttributeError, match="InsufficientAccountBalance has no balance"):
        _ = error.balance


def test_names_the_remedy_where_it_knows_one():
    error = reverts.decoded(data_of("ObservationTooOld(uint16,uint256,uint256)", 1, 60, 15))
    assert str(error).endswith("; send new prices along (prices=...), or refresh the oracle first")


def test_every_remedy_is_for_an_error_that_exists():
    assert [name for name in reverts.REMEDIES if not issubclass(getattr(reverts, name), reverts.Reverted)] == []


def test_a_misspelt_error_is_refused():
    with pytest.raises(AttributeError, match="no contract has an error Unauthorised"):
        _ = reverts.Unauthorised


def test_every_error_has_one_meaning():
    meanings = {}
    for contract in abi.names():
        for entry in abi.load(contract):
            if entry["type"] == "error":
                meanings.setdefault(entry["name"], set()).add(abi.signature(entry))
    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (data_of("Error(string)", "paused by its owner"), "Explained", "a contract refuses: paused by its owner"),
        (data_of("Panic(uint256)", 0x11), "Panicked", "a contract stopped: a number is too large or below zero"),
        (data_of("Panic(uint256)", 0x41), "Panicked", "a contract stopped: panic 0x41"),
        (b"", "Reverted", "a contract reverts without a reason"),
        (b"\1\2\3\4", "Reverted", "a contract reverts with 01020304, which is no error of the protocol"),
        (keccak(text="Error(string)")[:4] + b"\1", "Reverted", "a contract reverts with data that cannot be read: "),
    ],
    ids=["text", "panic", "rare panic", "nothing", "foreign", "cut off"],
)
def test_reads_what_is_no_error_of_the_protocol(data, kind, message):
    error = reverts.decoded(data)
    assert type(error) is getattr(reverts, kind)
    assert str(error).startswith(message)
