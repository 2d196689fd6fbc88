import pytest


@pytest.fixture
def deposit(ledger, token):
    """A hundred of the trader's."""
    ledger.deposit("trader", token, 100)


@pytest.fixture
def move(ledger, token, people):
    def _move(amount, to="liquidity_provider", role="module"):
        return ledger.vault.move(ledger.asset_ids[token], people["trader"], people[to], amount, ledger.as_(role))

    return _move


@pytest.mark.parametrize("role", ["trader", "governor", "stranger"])
@pytest.mark.parametrize("amount", [0, 1])
def test_reverts_for_anybody_but_a_module(ledger, deposit, people, move, role, amount):
    with ledger.refuses("NotModule", people[role]):
        move(amount, role=role)


def test_reverts_for_an_account_of_the_protocol_that_is_no_module(ledger, deposit, people, move):
    ledger.vault.registerProtocolAccount(people["liquidity_provider"], ledger.as_("module"))

    with ledger.refuses("NotModule", people["liquidity_provider"]):
        move(1, role="liquidity_provider")


def test_reverts_beyond_the_balance(ledger, token, deposit, people, move):
    ledger.deposit("second_trader", token, 100)

    with ledger.refuses("InsufficientAccountBalance", people["trader"], ledger.asset_ids[token], 100, 101):
        move(101)


def test_reverts_for_an_unlisted_asset(ledger, deposit, people):
    """Nobody can hold one."""
    with ledger.refuses("InsufficientAccountBalance", people["trader"], 2, 0, 1):
        ledger.vault.move(2, people["trader"], people["module"], 1, ledger.as_("module"))


def test_of_nothing_does_nothing(ledger, deposit, move):
    before = ledger.state()

    nothing = move(0)

    assert ledger.state() == before
    assert len(nothing.events) == 0


@pytest.mark.parametrize("to", ["second_trader", "module"])
def test_moves_any_balance_to_any_account(ledger, token, deposit, people, move, to):
    """A person who holds nothing yet, and an account of the protocol."""
    movement = move(60, to)

    assert dict(movement.events["Transferred"]) == {
        "assetId": ledger.asset_ids[token],
        "from": people["trader"],
        "to": people[to],
        "amount": 60,
    }
    assert ledger.balance("trader", token) == 40
    assert ledger.balance(to, token) == 60
    assert ledger.total(token) == ledger.held(token) == 100
