import pytest

from tests.support.ledger import SUPPLY, ZERO_ADDRESS, sub_account


@pytest.fixture
def deposit(ledger, token):
    """A hundred of the trader's, and as much of somebody else's."""
    ledger.deposit("trader", token, 100)
    ledger.deposit("second_trader", token, 100)


def test_reverts_for_an_unlisted_asset(ledger, deposit, people):
    for asset_id in (0, 2):
        with ledger.refuses("UnlistedAsset", asset_id):
            ledger.vault.withdraw(asset_id, people["trader"], people["trader"], 1, ledger.as_("trader"))


def test_reverts_for_nothing(ledger, token, deposit):
    with ledger.refuses("ZeroAmount"):
        ledger.withdraw("trader", token, 0)


def test_reverts_for_a_receiver_that_would_lose_it(ledger, token, deposit):
    for receiver in (ZERO_ADDRESS, ledger.vault):
        with ledger.refuses("InvalidWithdrawalReceiver", receiver):
            ledger.withdraw("trader", token, 1, receiver=receiver)


@pytest.mark.parametrize("role", ["second_trader", "module", "governor", "stranger"])
def test_reverts_for_anybody_but_the_owner(ledger, token, deposit, people, role):
    with ledger.refuses("NotAuthorised", people["trader"], people[role]):
        ledger.withdraw(role, token, 1, people["trader"])


def test_reverts_for_the_account_after_the_last_own_one(ledger, token, deposit, people):
    account = sub_account(people["trader"], 256)

    with ledger.refuses("NotAuthorised", account, people["trader"]):
        ledger.withdraw("trader", token, 1, account)


def test_reverts_beyond_the_balance(ledger, token, deposit, people):
    """Whatever others have, and a donation, belong to nobody else."""
    token.transfer(ledger.vault, 500, ledger.as_("liquidity_provider"))

    with ledger.refuses("InsufficientAccountBalance", people["trader"], ledger.asset_ids[token], 100, 101):
        ledger.withdraw("trader", token, 101)


def test_reverts_beyond_the_balance_of_the_sub_account(ledger, token, deposit, people):
    account = sub_account(people["trader"], 7)
    ledger.deposit("trader", token, 5, account)

    with ledger.refuses("InsufficientAccountBalance", account, ledger.asset_ids[token], 5, 6):
        ledger.withdraw("trader", token, 6, account)


def test_reverts_when_the_token_answers_false(ledger):
    token = ledger.list_token("MockFalseToken")
    ledger.deposit("trader", token, 100)
    token.refuse(True, ledger.as_("stranger"))

    with ledger.refuses("SafeERC20FailedOperation", token):
        ledger.withdraw("trader", token, 1)


def test_reverts_while_the_token_is_paused(ledger):
    token = ledger.list_token("MockPausableToken")
    ledger.deposit("trader", token, 100)
    token.setPaused(True, ledger.as_("stranger"))

    with ledger.refuses("MockTokenPaused"):
        ledger.withdraw("trader", token, 1)


def test_a_denied_receiver_blocks_nobody_else(ledger, people):
    """C6, for the ledger."""
    token = ledger.list_token("MockDenyListToken")
    for role in ("trader", "second_trader"):
        ledger.deposit(role, token, 100)
    token.deny(people["trader"], True, ledger.as_("stranger"))

    with ledger.refuses("MockAccountDenied", people["trader"]):
        ledger.withdraw("trader", token, 100)
    ledger.withdraw("second_trader", token, 100)

    assert ledger.balance("trader", token) == ledger.total(token) == ledger.held(token) == 100


def test_the_fee_of_a_token_is_borne_by_the_receiver(ledger, people):
    token = ledger.list_token("MockFeeToken", 100)
    ledger.deposit("trader", token, 100_000)
    ledger.deposit("second_trader", token, 100_000)
    before = token.balanceOf(people["trader"])

    ledger.withdraw("trader", token, 99_000)

    assert token.balanceOf(people["trader"]) - before == 98_010
    assert ledger.total(token) == ledger.held(token) == 99_000


@pytest.mark.parametrize("kind", ["MockNoReturnToken", "MockNonZeroToken", "MockFalseToken", "MockPausableToken"])
def test_pays_out_other_tokens(ledger, people, kind):
    token = ledger.list_token(kind)
    ledger.deposit("trader", token, 100)

    ledger.withdraw("trader", token, 100)

    assert token.balanceOf(people["trader"]) == SUPPLY
    assert ledger.total(token) == ledger.held(token) == 0


def test_pays_out_of_a_sub_account(ledger, token, deposit, people):
    account = sub_account(people["trader"], 255)
    ledger.deposit("trader", token, 30, account)

    ledger.withdraw("trader", token, 30, account)

    assert ledger.balance(account, token) == 0
    assert ledger.balance("trader", token) == 100


@pytest.mark.parametrize("amount", [1, 100])
def test_pays_any_receiver(ledger, token, deposit, people, amount):
    withdrawal = ledger.withdraw("trader", token, amount, receiver=people["stranger"])

    assert token.balanceOf(people["stranger"]) == amount
    assert ledger.balance("trader", token) == 100 - amount
    assert ledger.balance("second_trader", token) == 100
    assert ledger.total(token) == ledger.held(token) == 200 - amount
    assert dict(withdrawal.events["Withdrawn"]) == {
        "assetId": ledger.asset_ids[token],
        "account": people["trader"],
        "receiver": people["stranger"],
        "amount": amount,
    }
