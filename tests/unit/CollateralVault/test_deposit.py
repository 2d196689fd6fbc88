import pytest

from tests.support.ledger import SUPPLY, sub_account


def test_reverts_for_an_unlisted_asset(ledger, token, people):
    for asset_id in (0, 2):
        with ledger.refuses("UnlistedAsset", asset_id):
            ledger.vault.deposit(asset_id, people["trader"], 1, ledger.as_("trader"))


def test_reverts_for_nothing(ledger, token):
    with ledger.refuses("ZeroAmount"):
        ledger.deposit("trader", token, 0)


def test_reverts_beyond_what_the_payer_holds(ledger, token, people):
    with ledger.refuses("ERC20InsufficientBalance", people["trader"], SUPPLY, SUPPLY + 1):
        ledger.deposit("trader", token, SUPPLY + 1)


def test_reverts_without_an_allowance(ledger, token, people):
    token.mint(people["stranger"], 5, ledger.as_("stranger"))

    with ledger.refuses("ERC20InsufficientAllowance", ledger.vault, 0, 5):
        ledger.deposit("stranger", token, 5)


def test_reverts_when_the_token_answers_false(ledger):
    token = ledger.list_token("MockFalseToken")
    token.refuse(True, ledger.as_("stranger"))

    with ledger.refuses("SafeERC20FailedOperation", token):
        ledger.deposit("trader", token, 10)


def test_reverts_while_the_token_is_paused(ledger):
    token = ledger.list_token("MockPausableToken")
    token.setPaused(True, ledger.as_("stranger"))

    with ledger.refuses("MockTokenPaused"):
        ledger.deposit("trader", token, 10)


def test_reverts_for_a_denied_payer(ledger, people):
    token = ledger.list_token("MockDenyListToken")
    token.deny(people["trader"], True, ledger.as_("stranger"))

    with ledger.refuses("MockAccountDenied", people["trader"]):
        ledger.deposit("trader", token, 10)


def test_reverts_when_nothing_arrives(ledger):
    token = ledger.list_token("MockFeeToken", 10_000)

    with ledger.refuses("NothingReceived", ledger.asset_ids[token], 10):
        ledger.deposit("trader", token, 10)


@pytest.mark.parametrize("sub", [0, 255])
def test_reverts_for_an_account_that_nobody_owns(ledger, token, sub):
    account = f"0x{sub:040x}"

    with ledger.refuses("InvalidAccount", account):
        ledger.deposit("trader", token, 10, account)


def test_reverts_for_a_new_asset_of_somebody_else(ledger, token, people):
    """Nobody fills another's account with dust: neither another person's nor what lies one beyond the own 256."""
    ledger.deposit("trader", token, 10)

    for account in (
        people["second_trader"],
        sub_account(people["second_trader"], 1),
        sub_account(people["trader"], 256),
    ):
        with ledger.refuses("AssetNotHeld", account, ledger.asset_ids[token]):
            ledger.deposit("trader", token, 10, account)


def test_reverts_for_an_asset_that_somebody_else_no_longer_holds(ledger, token, people):
    ledger.deposit("second_trader", token, 10)
    ledger.withdraw("second_trader", token, 10)

    with ledger.refuses("AssetNotHeld", people["second_trader"], ledger.asset_ids[token]):
        ledger.deposit("trader", token, 10, people["second_trader"])


def test_reverts_for_another_asset_than_somebody_else_holds(ledger, token, people):
    other = ledger.list_plain()
    ledger.deposit("second_trader", token, 10)

    with ledger.refuses("AssetNotHeld", people["second_trader"], ledger.asset_ids[other]):
        ledger.deposit("trader", other, 10, people["second_trader"])


def test_reverts_for_an_account_of_the_protocol(ledger, token, people):
    """A2: a share price cannot be moved from outside, not even where the pool holds the asset."""
    pool = people["liquidity_provider"]
    ledger.deposit("liquidity_provider", token, 100)
    ledger.vault.registerProtocolAccount(pool, ledger.as_("module"))

    for account in (pool, people["module"]):
        with ledger.refuses("CreditToProtocolAccount", account):
            ledger.deposit("trader", token, 10, account)


def test_an_account_of_the_protocol_deposits_for_itself(ledger, token, people):
    ledger.vault.registerProtocolAccount(people["liquidity_provider"], ledger.as_("module"))

    ledger.deposit("liquidity_provider", token, 100)

    assert ledger.balance("liquidity_provider", token) == 100


def test_credits_somebody_else_who_holds_the_asset(ledger, token, people):
    ledger.deposit("second_trader", token, 10)

    deposit = ledger.deposit("trader", token, 5, people["second_trader"])

    assert ledger.balance("second_trader", token) == 15
    assert ledger.balance("trader", token) == 0
    assert token.balanceOf(people["trader"]) == SUPPLY - 5
    assert deposit.events["Deposited"]["payer"] == people["trader"]


@pytest.mark.parametrize("sub", [1, 128, 255])
def test_credits_a_sub_account_of_the_caller(ledger, token, people, sub):
    account = sub_account(people["trader"], sub)

    ledger.deposit("trader", token, 10, account)

    assert ledger.balance(account, token) == 10
    assert ledger.balance("trader", token) == 0


@pytest.mark.parametrize("fee_bps", [1, 100, 9_999])
def test_credits_what_arrives(ledger, people, fee_bps):
    token = ledger.list_token("MockFeeToken", fee_bps)
    arrives = 50_000 - 50_000 * fee_bps // 10_000

    deposit = ledger.deposit("trader", token, 50_000)

    assert deposit.return_value == arrives
    assert deposit.events["Deposited"]["amount"] == arrives
    assert ledger.balance("trader", token) == ledger.total(token) == ledger.held(token) == arrives


@pytest.mark.parametrize("kind", ["MockNoReturnToken", "MockNonZeroToken", "MockFalseToken", "MockDenyListToken"])
def test_takes_other_tokens(ledger, kind):
    token = ledger.list_token(kind)

    ledger.deposit("trader", token, 10)

    assert ledger.balance("trader", token) == ledger.total(token) == ledger.held(token) == 10


def test_a_donation_is_not_credited_to_the_next_depositor(ledger, token):
    """A2."""
    token.transfer(ledger.vault, 1_000, ledger.as_("second_trader"))

    assert ledger.deposit("trader", token, 10).return_value == 10
    assert ledger.balance("trader", token) == ledger.total(token) == 10


@pytest.mark.parametrize("decimals", [0, 6, 18, 27])
def test_credits_the_caller(ledger, people, decimals):
    token = ledger.list_plain(decimals)

    first = ledger.deposit("trader", token, 10)
    ledger.deposit("trader", token, 5)
    ledger.deposit("second_trader", token, 1)

    assert first.return_value == 10
    assert dict(first.events["Deposited"]) == {
        "assetId": ledger.asset_ids[token],
        "account": people["trader"],
        "payer": people["trader"],
        "amount": 10,
    }
    assert ledger.balance("trader", token) == 15
    assert ledger.balance("second_trader", token) == 1
    assert ledger.total(token) == ledger.held(token) == 16
    assert token.balanceOf(people["trader"]) == SUPPLY - 15
