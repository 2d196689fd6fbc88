"""PerpetualOptions.movePosition out of an account that owes: what it would be liquidated for must not leave first."""

import pytest

from evershare.localnet import wad
from tests.support.credit import USDC, credit
from tests.support.ledger import sub_account

__all__ = ["credit"]


@pytest.fixture
def series_id(credit):
    """The trader's put, with which he holds TSLA in his main account."""
    credit.publish()
    return credit.open("trader", "0.1").return_value[0]


def move(credit, series_id):
    trader = credit.people["trader"]
    to = sub_account(trader, 7)
    credit["PerpetualOptions"].movePosition(trader, to, series_id, wad("0.1"), credit.as_("trader"))
    return credit["PerpetualOptions"].positionOf(to, series_id)[0]


def test_below_initial_health(credit, series_id):
    credit.borrow("trader", 25_000 * USDC)
    credit.withdraw("trader", 25_000 * USDC)
    credit.publish(tsla="190")

    with credit.refuses_health("trader"):
        move(credit, series_id)


def test_in_good_health(credit, series_id):
    credit.borrow("trader", 1_000 * USDC)

    assert move(credit, series_id) == wad("0.1")
