import pytest
from eth_utils import keccak

from tests.support.eip712 import permit_arguments

FOREVER = 2**40
KEY = keccak(text="a depositor who signs")


@pytest.fixture(scope="module")
def depositor(accounts):
    return accounts.add(KEY)


@pytest.fixture(scope="module")
def token(ledger, depositor):
    token = ledger.list_token("MockPermitToken")
    token.mint(depositor, 100, ledger.as_("stranger"))
    return token


@pytest.fixture
def permit(ledger, token, depositor):
    """The depositor's permit of 60 to the ledger: deadline, v, r, s."""
    return permit_arguments(token, depositor._acct, ledger.vault, 60, FOREVER)


def deposit(ledger, token, depositor, amount, permit):
    asset_id = ledger.asset_ids[token]
    return ledger.vault.depositWithPermit(asset_id, depositor, amount, *permit[3:], {"from": depositor})


def test_reverts_for_an_unlisted_asset(ledger, depositor, permit):
    with ledger.refuses("UnlistedAsset", 9):
        ledger.vault.depositWithPermit(9, depositor, 60, *permit[3:], {"from": depositor})


def test_reverts_for_another_amount_than_permitted(ledger, token, depositor, permit):
    with ledger.refuses("ERC20InsufficientAllowance", ledger.vault, 0, 61):
        deposit(ledger, token, depositor, 61, permit)


def test_reverts_with_somebody_elses_permit(ledger, token, people, permit):
    token.mint(people["stranger"], 60, ledger.as_("stranger"))

    with ledger.refuses("ERC20InsufficientAllowance", ledger.vault, 0, 60):
        deposit(ledger, token, people["stranger"], 60, permit)


def test_a_permit_that_somebody_has_used_up_does_no_harm(ledger, token, depositor, people, permit):
    """Whoever sees the deposit coming can submit its permit before it."""
    token.permit(*permit, ledger.as_("stranger"))

    assert deposit(ledger, token, depositor, 60, permit).return_value == 60


def test_takes_a_token_without_permits_by_its_allowance(ledger, people, permit):
    plain = ledger.list_plain()

    assert deposit(ledger, plain, people["trader"], 60, permit).return_value == 60


def test_deposits_by_permit(ledger, token, depositor, permit):
    transaction = deposit(ledger, token, depositor, 60, permit)

    assert transaction.return_value == ledger.balance(depositor, token) == 60
    assert token.allowance(depositor, ledger.vault) == 0
    assert dict(transaction.events["Deposited"]) == {
        "assetId": ledger.asset_ids[token],
        "account": depositor,
        "payer": depositor,
        "amount": 60,
    }
