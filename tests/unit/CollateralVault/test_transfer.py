import pytest

from tests.support.ledger import sub_account


@pytest.fixture
def deposit(ledger, token):
    """A hundred of the trader's."""
    ledger.deposit("trader", token, 100)


def test_reverts_for_an_unlisted_asset(ledger, deposit, people):
    for asset_id in (0, 2):
        with ledger.refuses("UnlistedAsset", asset_id):
            ledger.vault.transfer(asset_id, people["trader"], people["trader"], 1, ledger.as_("trader"))


def test_reverts_for_nothing(ledger, token, deposit, people):
    with ledger.refuses("ZeroAmount"):
        ledger.transfer("trader", token, 0, sub_account(people["trader"], 1))


@pytest.mark.parametrize("role", ["second_trader", "module", "governor", "stranger"])
def test_reverts_for_anybody_but_the_owner(ledger, token, deposit, people, role):
    with ledger.refuses("NotAuthorised", people["trader"], people[role]):
        ledger.transfer(role, token, 1, people[role], people["trader"])


def test_reverts_for_the_account_after_the_last_own_one(ledger, token, deposit, people):
    account = sub_account(people["trader"], 256)

    with ledger.refuses("NotAuthorised", account, people["trader"]):
        ledger.transfer("trader", token, 1, people["trader"], account)


def test_reverts_beyond_the_balance(ledger, token, deposit, people):
    ledger.deposit("second_trader", token, 100)

    for to in (people["second_trader"], people["trader"]):
        with ledger.refuses("InsufficientAccountBalance", people["trader"], ledger.asset_ids[token], 100, 101):
            ledger.transfer("trader", token, 101, to)


@pytest.mark.parametrize("sub", [0, 255])
def test_reverts_for_an_account_that_nobody_owns(ledger, token, deposit, sub):
    account = f"0x{sub:040x}"

    with ledger.refuses("InvalidAccount", account):
        ledger.transfer("trader", token, 1, account)


def test_reverts_for_a_new_asset_of_somebody_else(ledger, token, deposit, people):
    for account in (people["second_trader"], sub_account(people["second_trader"], 1)):
        with ledger.refuses("AssetNotHeld", account, ledger.asset_ids[token]):
            ledger.transfer("trader", token, 1, account)


def test_reverts_for_an_account_of_the_protocol(ledger, token, deposit, people):
    """A2: a share price cannot be moved from outside, not even where the pool holds the asset."""
    pool = people["liquidity_provider"]
    ledger.deposit("liquidity_provider", token, 100)
    ledger.vault.registerProtocolAccount(pool, ledger.as_("module"))

    for account in (pool, people["module"]):
        with ledger.refuses("CreditToProtocolAccount", account):
            ledger.transfer("trader", token, 1, account)


def test_to_itself_changes_nothing(ledger, token, deposit, people):
    ledger.transfer("trader", token, 100, people["trader"])

    assert ledger.balance("trader", token) == ledger.total(token) == 100
    assert list(ledger.vault.assetsOf(people["trader"])) == [ledger.asset_ids[token]]


def test_credits_somebody_else_who_holds_the_asset(ledger, token, deposit, people):
    ledger.deposit("second_trader", token, 1)

    ledger.transfer("trader", token, 40, people["second_trader"])

    assert ledger.balance("trader", token) == 60
    assert ledger.balance("second_trader", token) == 41
    assert ledger.total(token) == ledger.held(token) == 101


def test_moves_between_the_accounts_of_the_caller(ledger, token, deposit, people):
    first, last = sub_account(people["trader"], 1), sub_account(people["trader"], 255)

    transfer = ledger.transfer("trader", token, 40, first)
    ledger.transfer("trader", token, 15, last, first)

    assert dict(transfer.events["Transferred"]) == {
        "assetId": ledger.asset_ids[token],
        "from": people["trader"],
        "to": first,
        "amount": 40,
    }
    assert [ledger.balance(account, token) for account in ("trader", first, last)] == [60, 25, 15]
    assert ledger.total(token) == ledger.held(token) == 100


def test_moves_while_the_token_is_paused(ledger, people):
    """A transfer inside the ledger asks no token."""
    token = ledger.list_token("MockPausableToken")
    ledger.deposit("trader", token, 100)
    token.setPaused(True, ledger.as_("stranger"))

    ledger.transfer("trader", token, 100, sub_account(people["trader"], 1))

    assert ledger.balance("trader", token) == 0
