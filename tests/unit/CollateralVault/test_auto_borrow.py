"""What an owner lets his account borrow by itself: what a withdrawal, a premium or funding lacks."""

import pytest

from evershare.localnet import wad
from tests.support.credit import USDC
from tests.support.ledger import ZERO_ADDRESS


@pytest.fixture
def allowed(credit):
    """The trader lets the account borrow; it holds 100 USDC."""
    trader = credit.people["trader"]
    credit.vault.deposit(credit.asset_ids["USDC"], trader, 100 * USDC, credit.as_("trader"))
    return credit.vault.setAutoBorrow(trader, True, credit.as_("trader"))


def charge(credit, amount, fee, role="trader"):
    people = credit.people
    return credit.vault.charge(
        credit.asset_ids["USDC"],
        people[role],
        people["second_trader"],
        amount,
        people["treasury"],
        fee,
        False,
        credit.as_("module"),
    )


def collect(credit, amount, role="trader"):
    people = credit.people
    asset_id = credit.asset_ids["USDC"]
    return credit.vault.collect(
        asset_id, people[role], people["second_trader"], amount, people["keeper"], 100, credit.as_("module")
    ).return_value


@pytest.mark.parametrize("role", ["second_trader", "governor", "module"])
def test_reverts_for_anybody_but_the_owner(credit, role):
    trader = credit.people["trader"]

    with credit.refuses("NotAuthorised", trader, credit.people[role]):
        credit.vault.setAutoBorrow(trader, True, credit.as_(role))


def test_sets_and_ends_it(credit, allowed):
    trader = credit.people["trader"]
    assert dict(allowed.events["AutoBorrowSet"]) == {"account": trader, "isAllowed": True}
    assert credit.vault.borrowsAutomatically(trader)

    credit.vault.setAutoBorrow(trader, False, credit.as_("trader"))

    assert not credit.vault.borrowsAutomatically(trader)
    with credit.refuses("InsufficientAccountBalance", trader, credit.asset_ids["USDC"], 100 * USDC, 101 * USDC):
        charge(credit, 100 * USDC, USDC)


def test_a_withdrawal_borrows_what_it_lacks(credit, allowed):
    credit.withdraw("trader", 1_100 * USDC)

    assert (credit.balance("trader"), credit.debt("trader")) == (0, 1_000 * USDC)


def test_a_premium_borrows_what_it_lacks(credit, allowed):
    charge(credit, 1_000 * USDC, 100 * USDC)

    assert (credit.balance("trader"), credit.debt("trader")) == (0, 1_000 * USDC)
    assert credit.balance("second_trader") == 1_000 * USDC
    assert credit.balance("treasury") == 100 * USDC


def test_a_premium_that_is_there_borrows_nothing(credit, allowed):
    charge(credit, 90 * USDC, 10 * USDC)

    assert (credit.balance("trader"), credit.debt("trader")) == (0, 0)


def test_a_premium_beyond_the_collateral_reverts(credit, allowed):
    """V1."""
    with credit.refuses_health("trader"):
        charge(credit, 30_000 * USDC, 0)


def test_a_premium_of_an_account_in_debt_is_checked(credit, allowed):
    """V1: it takes collateral away, though it borrows nothing."""
    credit.borrow("trader", 40_000 * USDC)
    with credit.refuses_health("trader"):
        charge(credit, 40_000 * USDC, 0)


def test_funding_borrows_what_it_lacks(credit, allowed):
    assert collect(credit, 1_100 * USDC) == 1_100 * USDC

    assert (credit.balance("trader"), credit.debt("trader")) == (0, 1_000 * USDC)
    assert credit.balance("second_trader") == 1_089 * USDC
    assert credit.balance("keeper") == 11 * USDC


def test_funding_beyond_the_collateral_takes_what_is_there(credit, allowed):
    """V1: what was borrowed for funding leaves the account, so the account is checked without it."""
    assert collect(credit, 30_000 * USDC) == 100 * USDC

    assert (credit.balance("trader"), credit.debt("trader")) == (0, 0)


@pytest.mark.parametrize("obstacle", ["cash", "pause", "unlisted price", "not allowed"])
def test_funding_never_reverts(credit, allowed, obstacle):
    trader, asset_id = credit.people["trader"], credit.asset_ids["USDC"]
    if obstacle == "cash":
        credit.vault.move(asset_id, credit.usdc_pool, credit.people["treasury"], 1_000_000 * USDC, credit.as_("module"))
    elif obstacle == "pause":
        credit.risk_engine.pause(asset_id, 1, credit.as_("guardian"))
    elif obstacle == "not allowed":
        credit.vault.setAutoBorrow(trader, False, credit.as_("trader"))
    else:
        credit.withdraw("trader", wad(300), "TSLA")

    assert collect(credit, 1_100 * USDC) == 100 * USDC


@pytest.mark.parametrize("role", ["module", "trader"])
def test_only_the_ledger_tries_to_collect_on_credit(credit, allowed, role):
    trader = credit.people["trader"]
    with credit.refuses("NotSelf", credit.people[role]):
        credit.vault.collectOnCredit(credit.asset_ids["USDC"], trader, trader, 1, ZERO_ADDRESS, 0, credit.as_(role))
