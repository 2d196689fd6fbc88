import pytest


@pytest.fixture
def charge(ledger, token, people):
    """A hundred of the trader's, and an order to pay the pool and the fee account out of it."""
    ledger.deposit("trader", token, 100)

    def _charge(amount, fee, role="module", pins=False):
        return ledger.vault.charge(
            ledger.asset_ids[token],
            people["trader"],
            people["liquidity_provider"],
            amount,
            people["governor"],
            fee,
            pins,
            ledger.as_(role),
        )

    return _charge


@pytest.mark.parametrize("role", ["trader", "governor", "stranger"])
def test_reverts_for_anybody_but_a_module(ledger, people, charge, role):
    with ledger.refuses("NotModule", people[role]):
        charge(1, 0, role)


def test_reverts_beyond_the_balance(ledger, token, people, charge):
    with ledger.refuses("InsufficientAccountBalance", people["trader"], ledger.asset_ids[token], 100, 101):
        charge(90, 11)


def test_reverts_beyond_what_is_unlocked(ledger, token, people, charge):
    ledger.vault.lock(ledger.asset_ids[token], people["trader"], 40, ledger.as_("module"))

    with ledger.refuses("InsufficientAccountBalance", people["trader"], ledger.asset_ids[token], 60, 61):
        charge(61, 0)


@pytest.mark.parametrize(("amount", "fee"), [(99, 1), (100, 0), (0, 7), (0, 0)])
def test_pays_the_amount_and_the_fee(ledger, token, charge, amount, fee):
    payment = charge(amount, fee)

    balances = [ledger.balance(role, token) for role in ("trader", "liquidity_provider", "governor")]
    assert balances == [100 - amount - fee, amount, fee]
    assert payment.events.count("Transferred") == (amount != 0) + (fee != 0)


def test_pins_with_the_payment(ledger, token, people, charge):
    """The place stays when the balance is spent."""
    charge(99, 1, pins=True)

    assert ledger.vault.pinsOf(people["trader"], ledger.asset_ids[token]) == 1
    assert list(ledger.vault.assetsOf(people["trader"])) == [ledger.asset_ids[token]]
