import pytest


@pytest.fixture
def move(ledger, token, people):
    """A hundred of the liquidity provider's, and a payout and a fee out of it."""
    ledger.deposit("liquidity_provider", token, 100)

    def _move(amount, fee, role="module", unpins=False):
        return ledger.vault.moveWithFee(
            ledger.asset_ids[token],
            people["liquidity_provider"],
            people["trader"],
            amount,
            people["governor"],
            fee,
            unpins,
            ledger.as_(role),
        )

    return _move


@pytest.mark.parametrize("role", ["trader", "governor", "stranger"])
def test_reverts_for_anybody_but_a_module(ledger, people, move, role):
    with ledger.refuses("NotModule", people[role]):
        move(1, 0, role)


def test_reverts_beyond_the_balance(ledger, token, people, move):
    """For both together."""
    lacking = ("InsufficientAccountBalance", people["liquidity_provider"], ledger.asset_ids[token])

    with ledger.refuses(*lacking, 100, 101):
        move(90, 11)


@pytest.mark.parametrize(("amount", "fee"), [(90, 10), (100, 0), (0, 7), (0, 0)])
def test_moves_both(ledger, token, people, move, amount, fee):
    movement = move(amount, fee)

    balances = [ledger.balance(role, token) for role in ("liquidity_provider", "trader", "governor")]
    assert balances == [100 - amount - fee, amount, fee]
    told = [(event["to"], event["amount"]) for event in movement.events["Transferred"]] if amount + fee else []
    assert told == [(people[to], paid) for to, paid in (("trader", amount), ("governor", fee)) if paid]
    assert ledger.total(token) == ledger.held(token) == 100


def test_unpins_the_receiver_with_the_payment(ledger, token, people, move):
    ledger.vault.pin(ledger.asset_ids[token], people["trader"], ledger.as_("module"))

    move(99, 1, unpins=True)

    assert ledger.vault.pinsOf(people["trader"], ledger.asset_ids[token]) == 0
    assert list(ledger.vault.assetsOf(people["trader"])) == [ledger.asset_ids[token]]


def test_frees_the_place_of_a_receiver_who_gets_nothing(ledger, token, people, move):
    ledger.vault.pin(ledger.asset_ids[token], people["trader"], ledger.as_("module"))

    move(0, 1, unpins=True)

    assert list(ledger.vault.assetsOf(people["trader"])) == []


def test_unpinning_reverts_without_a_pin(ledger, token, people, move):
    with ledger.refuses("NotPinned", people["trader"], ledger.asset_ids[token]):
        move(99, 1, unpins=True)
