import pytest


@pytest.fixture
def move(ledger, token, people):
    """A hundred of the liquidity provider's, and a payout and a fee out of it."""
    ledger.deposit("liquidity_provider", token, 100)

    def _move(amount, fee, role="module"):
        return ledger.vault.moveWithFee(
            ledger.asset_ids[token],
            people["liquidity_provider"],
            people["trader"],
            amount,
            people["governor"],
            fee,
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
