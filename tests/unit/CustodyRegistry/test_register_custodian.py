import pytest
from eth_utils import keccak

from tests.support.custody import addresses, signer_keys
from tests.support.reverts import reverts

SIGNERS = addresses(signer_keys(7))
NOBODY = "0x" + "00" * 20


def test_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.registerCustodian(SIGNERS, 2, {"from": roles["stranger"]})


@pytest.mark.parametrize("count", [0, 17])
def test_reverts_for_no_or_too_many_signers(desk, roles, count):
    signers = addresses([keccak(text=f"signer {i}") for i in range(count)])

    with reverts("SignerCountOutOfRange", count, 16):
        desk.registry.registerCustodian(signers, 1, {"from": roles["governor"]})


@pytest.mark.parametrize("threshold", [0, 4])
def test_reverts_for_a_threshold_out_of_range(desk, roles, threshold):
    with reverts("ThresholdOutOfRange", threshold, 3):
        desk.registry.registerCustodian(SIGNERS, threshold, {"from": roles["governor"]})


def test_reverts_for_a_signer_named_twice(desk, roles):
    with reverts("SignerRepeated", SIGNERS[0]):
        desk.registry.registerCustodian([*SIGNERS, SIGNERS[0]], 2, {"from": roles["governor"]})


def test_reverts_for_the_zero_address(desk, roles):
    with reverts("CustodyZeroAddress"):
        desk.registry.registerCustodian([NOBODY], 1, {"from": roles["governor"]})


def test_numbers_custodians_from_one(desk, roles):
    tx = desk.registry.registerCustodian(SIGNERS, 3, {"from": roles["governor"]})

    assert tx.return_value == 2
    signers, threshold = desk.registry.custodianSigners(2)
    assert (set(signers), threshold) == (set(SIGNERS), 3)
    event = tx.events["CustodianSignersSet"]
    assert (event["custodianId"], list(event["signers"]), event["threshold"]) == (2, SIGNERS, 3)
