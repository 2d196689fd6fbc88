import pytest

from tests.support.ledger import sub_account

DAY = 86_400


@pytest.fixture
def expiry(ledger, token, people, chain):
    """The stranger operates the trader's account for a day."""
    ledger.deposit("trader", token, 100)
    until = chain[-1].timestamp + DAY
    ledger.vault.setOperator(people["trader"], people["stranger"], until, ledger.as_("trader"))
    return until


@pytest.mark.parametrize("role", ["stranger", "second_trader", "governor", "module"])
def test_reverts_for_anybody_but_the_owner(ledger, expiry, people, role):
    """Not even an operator names another one."""
    with ledger.refuses("NotAccountOwner", people["trader"], people[role]):
        ledger.vault.setOperator(people["trader"], people[role], 2**40, ledger.as_(role))


def test_an_operator_may_do_everything_else(ledger, token, expiry, people):
    other = ledger.list_plain()
    other.mint(people["stranger"], 5, ledger.as_("stranger"))
    other.approve(ledger.vault, 5, ledger.as_("stranger"))

    ledger.deposit("stranger", other, 5, people["trader"])
    ledger.transfer("stranger", token, 10, sub_account(people["stranger"], 1), people["trader"])
    ledger.withdraw("stranger", token, 20, people["trader"])

    assert ledger.balance("trader", other) == 5
    assert ledger.balance("trader", token) == 70
    assert token.balanceOf(people["stranger"]) == 20


def test_an_operator_operates_one_account(ledger, token, expiry, people):
    account = sub_account(people["trader"], 1)
    ledger.deposit("trader", token, 10, account)

    with ledger.refuses("NotAuthorised", account, people["stranger"]):
        ledger.withdraw("stranger", token, 1, account)


def test_an_operator_expires(ledger, token, expiry, people, chain):
    chain.mine(timestamp=expiry - 1)
    assert ledger.vault.isAuthorised(people["trader"], people["stranger"])
    chain.mine(timestamp=expiry)
    assert not ledger.vault.isAuthorised(people["trader"], people["stranger"])

    with ledger.refuses("NotAuthorised", people["trader"], people["stranger"]):
        ledger.withdraw("stranger", token, 1, people["trader"])


def test_an_operator_is_dismissed_at_once(ledger, token, expiry, people):
    ledger.vault.setOperator(people["trader"], people["stranger"], 0, ledger.as_("trader"))

    with ledger.refuses("NotAuthorised", people["trader"], people["stranger"]):
        ledger.withdraw("stranger", token, 1, people["trader"])


def test_names_an_operator(ledger, people):
    account = sub_account(people["trader"], 3)

    naming = ledger.vault.setOperator(account, people["stranger"], 2**40, ledger.as_("trader"))

    assert ledger.vault.operatorExpiry(account, people["stranger"]) == 2**40
    assert dict(naming.events["OperatorSet"]) == {
        "account": account,
        "operator": people["stranger"],
        "expiry": 2**40,
    }
