import pytest

from tests.support.ledger import ZERO_ADDRESS


@pytest.mark.parametrize("role", ["stranger", "risk", "module"])
def test_reverts_for_anybody_but_the_governor(ledger, token, people, role):
    with ledger.refuses("AccessManagedUnauthorized", people[role]):
        ledger.vault.addModule(token, ledger.as_(role))
    assert not ledger.vault.isModule(token)


def test_reverts_where_no_contract_is(ledger, people):
    for address in (people["stranger"], ZERO_ADDRESS):
        with ledger.refuses("ModuleWithoutCode", address):
            ledger.vault.addModule(address, ledger.as_("governor"))
        assert not ledger.vault.isModule(address)
        assert not ledger.vault.isProtocolAccount(address)


def test_adds_a_module(ledger, token):
    module = token  # any contract

    addition = ledger.vault.addModule(module, ledger.as_("governor"))

    assert ledger.vault.isModule(module)
    assert ledger.vault.isProtocolAccount(module)
    assert dict(addition.events["ModuleAdded"]) == {"module": module}
    assert dict(addition.events["ProtocolAccountRegistered"]) == {"account": module}
