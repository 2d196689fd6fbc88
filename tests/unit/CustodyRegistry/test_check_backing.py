import pytest

from tests.support.custody import HOUR, REPORT, WAD
from tests.support.reverts import reverts


@pytest.fixture(autouse=True)
def _issued(desk):
    """100 tokens of 100 attested shares."""
    desk.attest(100 * WAD)
    desk.issue(100 * WAD)


def check(desk):
    return desk.registry.checkBacking(desk.token, {"from": desk.roles["stranger"]})


@pytest.mark.parametrize("view", ["backingOf", "isBacked"])
def test_views_revert_for_a_stock_that_is_not_listed(desk, view):
    with reverts("StockNotListed", desk.market):
        getattr(desk.registry, view)(desk.market)


def test_reverts_for_a_stock_that_is_not_listed(desk, roles):
    with reverts("StockNotListed", desk.market):
        desk.registry.checkBacking(desk.market, {"from": roles["stranger"]})


def test_finds_enough(desk):
    tx = check(desk)

    assert tx.return_value is False
    assert desk.registry.isBacked(desk.token)
    assert "BackingChecked" not in tx.events


def test_finds_a_shortfall_of_one(desk):
    desk.attest(100 * WAD - 1)
    tx = check(desk)

    assert tx.return_value is True
    assert not desk.registry.isBacked(desk.token)
    event = tx.events["BackingChecked"]
    assert (event["isShort"], event["dueShares"], event["reserveShares"]) == (True, 100 * WAD, 100 * WAD - 1)


def test_a_shortfall_stops_issuing_and_leaves_redeeming_open(desk):
    desk.attest(99 * WAD)
    check(desk)

    with reverts("ReserveExceeded", 100 * WAD + 1, 99 * WAD):
        desk.issue(1)
    desk.redeem(100 * WAD)
    assert desk.token.totalSupply() == 0


def test_clears_the_verdict_when_shares_come_back(desk):
    desk.attest(99 * WAD)
    check(desk)
    assert "BackingChecked" not in check(desk).events

    desk.attest(100 * WAD)
    tx = check(desk)
    assert (tx.return_value, tx.events["BackingChecked"]["isShort"]) == (False, False)
    assert desk.registry.isBacked(desk.token)


@pytest.mark.parametrize("was_short", [False, True])
def test_keeps_the_verdict_while_a_split_is_not_attested(desk, was_short):
    if was_short:
        desk.attest(99 * WAD)
        check(desk)
    desk.split(10 * WAD)

    assert check(desk).return_value is was_short
    desk.attest(1_000 * WAD)
    assert check(desk).return_value is False


def test_the_view_says_how_well(desk):
    as_of = desk.registry.reserveOf(desk.token)[1]
    desk.chain.mine(timestamp=as_of + HOUR)
    backing = desk.registry.backingOf(desk.token).dict()

    assert (backing["reserveShares"], backing["dueShares"], backing["ratio"]) == (100 * WAD, 100 * WAD, WAD)
    assert (backing["age"], backing["isComparable"], backing["isShort"]) == (HOUR, True, False)
    assert tuple(backing["reportHashes"]) == ("0x" + REPORT.hex(),)

    desk.attest(150 * WAD)
    assert desk.registry.backingOf(desk.token).dict()["ratio"] == 3 * WAD // 2
    desk.attest(150 * WAD - 1)
    assert desk.registry.backingOf(desk.token).dict()["ratio"] == 3 * WAD // 2 - 1  # rounded down

    desk.split(10 * WAD)
    assert desk.registry.backingOf(desk.token).dict()["isComparable"] is False


def test_the_view_of_a_stock_without_tokens(desk):
    desk.redeem(100 * WAD)
    filled_at = desk.fill(1).timestamp
    desk.wait(10)
    desk.attest(0, as_of=filled_at + 1)

    backing = desk.registry.backingOf(desk.token).dict()
    assert (backing["dueShares"], backing["ratio"]) == (0, 2**256 - 1)
