import pytest


@pytest.mark.parametrize("role", ["stranger", "governor"])
def test_reverts_for_anybody_but_a_module(ledger, people, role):
    with ledger.refuses("NotModule", people[role]):
        ledger.vault.registerProtocolAccount(people[role], ledger.as_(role))


def test_reserves_an_account(ledger, token, people):
    pool = people["liquidity_provider"]

    registration = ledger.vault.registerProtocolAccount(pool, ledger.as_("module"))

    assert ledger.vault.isProtocolAccount(pool)
    assert not ledger.vault.isModule(pool)
    assert dict(registration.events["ProtocolAccountRegistered"]) == {"account": pool}


def test_keeps_the_balance_and_its_owner(ledger, token, people):
    ledger.deposit("liquidity_provider", token, 100)

    ledger.vault.registerProtocolAccount(people["liquidity_provider"], ledger.as_("module"))

    assert ledger.balance("liquidity_provider", token) == 100
    ledger.withdraw("liquidity_provider", token, 100)
    assert ledger.balance("liquidity_provider", token) == 0
