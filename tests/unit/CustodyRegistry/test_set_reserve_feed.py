import pytest

from tests.support.custody import HOUR, WAD
from tests.support.reverts import reverts

NOBODY = "0x" + "00" * 20
SHARE = 10**8


@pytest.fixture
def feed(desk, containers, roles):
    """A feed with 8 decimals that proves 100 shares; the custodian attests 120."""
    feed = containers.ReserveFeedMock.deploy(8, {"from": roles["governor"]})
    feed.set(100 * SHARE, desk.chain[-1].timestamp, {"from": roles["governor"]})
    desk.registry.setReserveFeed(desk.token, feed, {"from": roles["governor"]})
    desk.attest(120 * WAD)
    return feed


def answer(desk, feed, shares, updated_at=None):
    feed.set(shares, updated_at or desk.chain[-1].timestamp, {"from": desk.roles["governor"]})


def test_reverts_for_anybody_but_the_governor(desk, roles):
    with reverts("AccessManagedUnauthorized", roles["stranger"]):
        desk.registry.setReserveFeed(desk.token, NOBODY, {"from": roles["stranger"]})


def test_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", desk.market):
        desk.registry.setReserveFeed(desk.market, NOBODY, {"from": roles["governor"]})


def test_reverts_for_more_decimals_than_shares_have(desk, containers, roles):
    feed = containers.ReserveFeedMock.deploy(19, {"from": roles["governor"]})

    with reverts("FeedDecimalsTooMany", 19, 18):
        desk.registry.setReserveFeed(desk.token, feed, {"from": roles["governor"]})
    assert desk.registry.stockOf(desk.token).dict()["reserveFeed"] == NOBODY


def test_sets_the_feed(desk, containers, roles):
    feed = containers.ReserveFeedMock.deploy(8, {"from": roles["governor"]})
    tx = desk.registry.setReserveFeed(desk.token, feed, {"from": roles["governor"]})

    stock = desk.registry.stockOf(desk.token).dict()
    assert (stock["reserveFeed"], stock["feedDecimals"]) == (feed, 8)
    assert (tx.events["ReserveFeedSet"]["token"], tx.events["ReserveFeedSet"]["feed"]) == (desk.token, feed)


def test_the_feed_counts_when_it_proves_less(desk, feed):
    with reverts("ReserveExceeded", 100 * WAD + 1, 100 * WAD):
        desk.issue(100 * WAD + 1)
    desk.issue(100 * WAD)

    assert desk.token.totalSupply() == 100 * WAD


def test_the_custodian_counts_when_it_attests_less(desk, feed):
    answer(desk, feed, 200 * SHARE)

    with reverts("ReserveExceeded", 120 * WAD + 1, 120 * WAD):
        desk.issue(120 * WAD + 1)


@pytest.mark.parametrize("shares", [0, -1, -(2**255)])
def test_no_positive_answer_proves_nothing(desk, feed, shares):
    answer(desk, feed, shares)

    with reverts("ReserveExceeded", WAD, 0):
        desk.issue(WAD)


def test_an_absurd_answer_does_not_overflow(desk, feed):
    answer(desk, feed, 2**255 - 1)

    assert desk.registry.backingOf(desk.token).dict()["reserveShares"] == 120 * WAD


def test_an_old_answer_stops_issuing(desk, feed):
    updated_at = desk.chain[-1].timestamp
    answer(desk, feed, 100 * SHARE, updated_at)
    desk.chain.mine(timestamp=updated_at + 26 * HOUR)
    desk.attest(120 * WAD)
    desk.chain.mine(timestamp=updated_at + 26 * HOUR + 60)

    with reverts("ReserveFeedTooOld", 26 * HOUR + 60, 26 * HOUR):
        desk.registry.requireBacked(desk.token, 0)


def test_without_the_feed_the_custodian_counts_alone(desk, feed, roles):
    desk.registry.setReserveFeed(desk.token, NOBODY, {"from": roles["governor"]})
    desk.issue(120 * WAD)

    assert desk.token.totalSupply() == 120 * WAD
