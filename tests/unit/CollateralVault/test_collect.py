import pytest

from tests.support.ledger import ZERO_ADDRESS


@pytest.fixture
def collect(ledger, token, people):
    """A hundred of the trader's, of which 40 are locked, and an order to collect of it for the pool."""
    ledger.deposit("trader", token, 100)
    ledger.vault.lock(ledger.asset_ids[token], people["trader"], 40, ledger.as_("module"))

    def _collect(amount, reward_to=ZERO_ADDRESS, reward_bps=0, role="module"):
        return ledger.vault.collect(
            ledger.asset_ids[token],
            people["trader"],
            people["liquidity_provider"],
            amount,
            reward_to,
            reward_bps,
            ledger.as_(role),
        )

    return _collect


@pytest.mark.parametrize("role", ["trader", "governor", "stranger"])
def test_reverts_for_anybody_but_a_module(ledger, people, collect, role):
    with ledger.refuses("NotModule", people[role]):
        collect(1, role=role)


@pytest.mark.parametrize(("asked", "collected"), [(0, 0), (59, 59), (60, 60), (61, 60), (2**255, 60)])
def test_takes_what_is_there(ledger, token, collect, asked, collected):
    assert collect(asked).return_value == collected

    assert ledger.balance("trader", token) == 100 - collected
    assert ledger.balance("liquidity_provider", token) == collected


@pytest.mark.parametrize(("bps", "reward"), [(0, 0), (100, 0), (333, 1), (10_000, 60)])
def test_rewards_the_collector(ledger, token, people, collect, bps, reward):
    """V7: the reward is rounded down."""
    assert collect(60, people["stranger"], bps).return_value == 60

    assert ledger.balance("stranger", token) == reward
    assert ledger.balance("liquidity_provider", token) == 60 - reward


def test_takes_nothing_of_an_asset_that_nobody_holds(ledger, people):
    account = people["trader"]

    assert ledger.vault.collect(9, account, account, 5, account, 100, ledger.as_("module")).return_value == 0
