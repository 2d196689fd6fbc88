import pytest

from tests.support.custody import addresses, signer_keys
from tests.support.reverts import reverts

NEW = addresses(signer_keys(7))


def test_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.setCustodianSigners(1, NEW, 2, {"from": roles["stranger"]})


@pytest.mark.parametrize("custodian", [0, 2])
def test_reverts_for_an_unknown_custodian(desk, roles, custodian):
    with reverts("CustodianUnknown", custodian):
        desk.registry.setCustodianSigners(custodian, NEW, 2, {"from": roles["governor"]})


def test_keeps_the_old_signers_when_the_new_are_refused(desk, roles):
    before = desk.registry.custodianSigners(1)

    with reverts("ThresholdOutOfRange", 4, 3):
        desk.registry.setCustodianSigners(1, NEW, 4, {"from": roles["governor"]})
    assert desk.registry.custodianSigners(1) == before


def test_replaces_all_of_them(desk, roles):
    old = addresses(desk.keys[1])
    tx = desk.registry.setCustodianSigners(1, [*NEW[:2], old[0]], 1, {"from": roles["governor"]})

    signers, threshold = desk.registry.custodianSigners(1)
    assert (set(signers), threshold) == ({*NEW[:2], old[0]}, 1)
    assert tx.events["CustodianSignersSet"]["threshold"] == 1
