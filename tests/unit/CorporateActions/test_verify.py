"""What verifies an action, and what stays frozen until then."""

import datetime

import pytest

from evershare.actions import FREEZE_SECONDS, ActionKind, ActionState, PriceAction, TokenState
from evershare.localnet import wad
from tests.support.actions import DAY, FRIDAY_CLOSE, IN_MONDAYS_SESSION, MONDAY, MONDAY_OPEN, SPLIT_AT
from tests.support.oracle import rejections
from tests.support.reverts import reverts

SPLIT_PRICE = "22.75"


@pytest.fixture
def split(world):
    """10:1, confirmed."""
    return world.announce_split("TSLA", 10, 1, SPLIT_AT)


def test_reverts_without_an_action(world, tsla):
    with reverts("ActionNotInState", 0, ActionState.NONE, ActionState.SCHEDULED):
        world.verify_action("TSLA")


def test_reverts_when_nobody_confirmed(world):
    action_id = world.announced_split()
    world.wait_until(SPLIT_AT)
    with reverts("ActionNotInState", action_id, ActionState.LAPSED, ActionState.SCHEDULED):
        world.verify_action("TSLA")


def test_reverts_before_it_is_effective(world, split):
    world.wait_until(SPLIT_AT - 2)
    with reverts("ActionNotEffective", SPLIT_AT):
        world.verify_action("TSLA")


def test_reverts_without_a_price_after_the_split(world, split):
    world.wait_until(SPLIT_AT)
    world.attest("TSLA", 100_000)
    with reverts("ContinuityNotObserved", world.tsla_id):
        world.verify_action("TSLA")


def test_reverts_for_a_ratio_that_the_feed_contradicts(world, split):
    """The shares were not split: a raw token would be worth ten times as much as before."""
    assert rejections(world.take_effect("228")) == ["Discontinuous"]
    world.attest("TSLA", 100_000)
    with reverts("ContinuityNotObserved", world.tsla_id):
        world.verify_action("TSLA")
    assert world.state == TokenState.EFFECTIVE


def test_reverts_without_a_statement_with_the_new_nonce(world, split):
    world.take_effect(SPLIT_PRICE)
    with reverts("NonceNotAttested", 0, 1):
        world.verify_action("TSLA")


def test_reverts_for_a_buy_out_far_from_the_price(world):
    world.cash_out("300")
    world.wait_until(SPLIT_AT)
    with reverts("FinalPriceNotContinuous", wad(300)):
        world.verify_action("TSLA")


def test_reverts_for_a_meeting_before_its_record(world):
    world.confirm(world.announce("TSLA", ActionKind.MEETING, MONDAY_OPEN))
    world.wait_until(FRIDAY_CLOSE - 2)
    with reverts("ActionNotEffective", FRIDAY_CLOSE):
        world.verify_action("TSLA")


def test_states_change_at_their_second(world, tsla, split):
    world.wait_until(SPLIT_AT - FREEZE_SECONDS - 1)
    assert (world.state, world.actions.isFrozen(tsla)) == (TokenState.SCHEDULED, False)
    assert not world.oracle.isFrozen(world.tsla_id)
    world.wait_until(SPLIT_AT - FREEZE_SECONDS)
    assert (world.state, world.actions.isFrozen(tsla)) == (TokenState.FROZEN, True)
    assert world.oracle.isFrozen(world.tsla_id)
    world.wait_until(SPLIT_AT - 1)
    assert (world.state, tsla.multiplier()) == (TokenState.FROZEN, wad(1))
    world.wait_until(SPLIT_AT)
    assert (world.state, tsla.multiplier()) == (TokenState.EFFECTIVE, wad(10))


@pytest.mark.parametrize("at", [SPLIT_AT - FREEZE_SECONDS, IN_MONDAYS_SESSION])
def test_a_frozen_token_is_neither_issued_nor_redeemed_nor_takes_new_risk(world, tsla, split, at):
    """Not even after a price that continues the last one, until the custodian has attested."""
    participant = world.people["authorised_participant"]
    world["PrimaryMarket"].redeemInKind(tsla, wad(1), b"\0" * 32, {"from": participant})
    world.wait_until(at)
    if at == IN_MONDAYS_SESSION:
        world.take_effect(SPLIT_PRICE, at)
    world.publish_prices({"BTC": "64000"})
    with reverts("AssetFrozen", world.tsla_id):
        world.open()
    with reverts("StockFrozen", tsla):
        world.issue("TSLA", 1)
    with reverts("StockFrozen", tsla):
        world["PrimaryMarket"].redeemInKind(tsla, wad(1), b"\0" * 32, {"from": participant})
    with reverts("StockFrozen", tsla):
        world["PrimaryMarket"].fillRedemption(1, 1, world.as_("issuer"))


def test_verifies_a_split(world, tsla, split):
    before = world.raw_price()
    world.take_effect(SPLIT_PRICE)
    world.attest("TSLA", 100_000)
    event = world.verify_action("TSLA").events["ActionVerified"]

    assert (event["actionId"], event["token"]) == (split, tsla)
    assert world.raw_price() == before
    assert world.state == TokenState.ACTIVE
    assert world.actions.actionState(split) == ActionState.VERIFIED
    assert not world.oracle.isFrozen(world.tsla_id)
    world.issue("TSLA", 10)
    world.open()
    with reverts("ActionNotInState", split, ActionState.VERIFIED, ActionState.SCHEDULED):
        world.verify_action("TSLA")


def test_verifies_a_reinvested_dividend(world, tsla):
    """A dividend of one share for a hundred: a raw token stays what it costs, and stands for 1.01 shares."""
    trader, vault = world.people["trader"], world["CollateralVault"]
    world.refresh(tsla="227.25")
    before = world.raw_price()
    held = (tsla.balanceOf(trader), vault.balanceOf(trader, world.tsla_id), tsla.totalSupply())
    reinvested = world.announce("TSLA", ActionKind.REINVESTED_DIVIDEND, SPLIT_AT, numerator=101, denominator=100)
    world.confirm(reinvested)
    world.take_effect("225")
    world.attest("TSLA", 10_100)
    event = world.verify_action("TSLA").events["ActionVerified"]

    assert (event["actionId"], event["token"]) == (reinvested, tsla)
    assert (world.state, world.actions.actionState(reinvested)) == (TokenState.ACTIVE, ActionState.VERIFIED)
    assert tsla.multiplier() == wad("1.01")
    assert held == (tsla.balanceOf(trader), vault.balanceOf(trader, world.tsla_id), tsla.totalSupply())
    assert world.raw_price() == before == wad("227.25")
    # The holder has more shares, at a lower price each, and is worth the same.
    assert tsla.balanceOfUI(trader) * 225 == held[0] * before // 10**18
    world.open()
    world.issue("TSLA", 10)


def test_verifies_an_unlisted_token_by_its_statements(world):
    """A stock that is neither priced nor in the ledger yet."""
    world.create_stock("AAPL")
    world.announce_split("AAPL", 4, 1, SPLIT_AT)
    world.wait_until(SPLIT_AT)
    with reverts("NonceNotAttested", 0, 1):
        world.verify_action("AAPL")
    world.attest("AAPL", 0)
    world.verify_action("AAPL")

    assert world.actions.tokenState(world.tokens["AAPL"]) == TokenState.ACTIVE


def test_verifying_renews_the_verdict_on_the_backing(world, tsla, split):
    world.take_effect(SPLIT_PRICE)
    world.attest("TSLA", 10_000)
    assert "BackingChecked" in world.verify_action("TSLA").events
    assert not world["CustodyRegistry"].isBacked(tsla)


def test_a_dividend_leaves_the_price_and_stays_in_the_total_return(world):
    world.dividend()
    world.wait_until(MONDAY_OPEN)
    before = world.oracle.indexOf(world.tsla_id, 0, block_identifier="pending")
    event = world.verify_action("TSLA").events["DividendApplied"]

    assert world.raw_price() == event["mid"] == wad("225.225")
    assert event["dividend"] == wad("2.275")
    assert (
        event["returnFactor"] == world.oracle.returnFactorOf(world.tsla_id) == wad("227.5") * wad(1) // wad("225.225")
    )
    for edge, now in zip(before, world.oracle.indexOf(world.tsla_id, 0), strict=True):
        assert abs(edge - now) <= 500  # wei: the factor is rounded to 1e-18
    assert world.state == TokenState.ACTIVE


@pytest.fixture
def short_seller(world, accounts):
    """50 TSLA of a lending pool are owed by the second trader, who has them in his account. Returns his address."""
    pool = world.lending_pool = world.create_lending_pool("TSLA", 1_000)
    world.tsla.approve(pool, wad(100), world.as_("liquidity_provider"))
    pool.deposit(wad(100), world.people["liquidity_provider"], world.as_("liquidity_provider"))
    short_seller = world.people["second_trader"]
    pool.lend(short_seller, wad(50), {"from": accounts.at(world["CollateralVault"].address, force=True)})
    return short_seller


def test_who_has_borrowed_the_stock_owes_the_dividend(world, short_seller):
    """D / (P - D) of the debt, to those who lent at the record."""
    pool = world.lending_pool
    world.dividend()
    world.wait_until(MONDAY_OPEN)
    before = pool.debtOf(short_seller, block_identifier="pending")
    event = world.verify_action("TSLA").events["DividendCharged"]

    assert event["epoch"] == 1
    assert event["factor"] == wad("2.275") * wad(1) // wad("225.225")
    assert abs(pool.debtOf(short_seller) - before * (wad(1) + event["factor"]) // wad(1)) <= 1


def test_of_a_second_dividend_it_is_the_second_alone(world, short_seller):
    """The growth of the total-return index since the first, rounded down."""
    world.dividend()
    world.wait_until(MONDAY_OPEN)
    world.verify_action("TSLA")
    first = int(world.oracle.returnFactorOf(world.tsla_id))
    world.announce_dividend("TSLA", MONDAY + datetime.timedelta(days=7), "1.7", world.usdc)
    world.wait_until(MONDAY_OPEN + 7 * DAY)

    charged = world.verify_action("TSLA").events["DividendCharged"]

    both = int(world.oracle.returnFactorOf(world.tsla_id))
    assert (charged["epoch"], charged["factor"]) == (2, both * wad(1) // first - wad(1))
    assert both * wad(1) % first != 0


@pytest.mark.parametrize("moment", ["record", "open", "price"])
def test_who_repays_between_record_and_verification_pays_the_dividend(world, short_seller, moment):
    """A short seller who repays before anybody verifies, before and after the price has fallen."""
    pool, vault = world.lending_pool, world["CollateralVault"]
    world.dividend()
    world.wait_until(FRIDAY_CLOSE - 5)
    assert pool.dividendOnRepaid() == world.actions.dividendDueOf(world.tsla) == 0
    world.wait_until(FRIDAY_CLOSE if moment == "record" else MONDAY_OPEN)
    if moment == "price":
        world.oracle.applyDividend(world.tsla_id, world.as_("stranger"))
    factor = wad("2.275") * wad(1) // wad("225.225")
    assert pool.dividendOnRepaid() == factor

    debt = pool.debtOf(short_seller, block_identifier="pending")
    held = vault.balanceOf(short_seller, world.tsla_id)
    event = vault.repay(world.tsla_id, short_seller, short_seller, 2**200, world.as_("second_trader")).events
    paid = held - vault.balanceOf(short_seller, world.tsla_id)

    assert pool.debtOf(short_seller) == 0
    assert paid == event["DebtRepaid"]["amount"] == -(-debt * (wad(1) + factor) // wad(1))
    assert event["DividendRepaid"]["assets"] == paid - debt

    world.wait_until(MONDAY_OPEN + 60)
    assert world.verify_action("TSLA").events["DividendCharged"]["assets"] == 0
    assert pool.unclaimedDividends() == paid - debt
    provider = world.people["liquidity_provider"]
    assert pool.claimDividend(1, provider, world.as_("stranger")).events["DividendClaimed"]["assets"] == paid - debt


def test_a_dividend_that_was_called_off_costs_nothing(world, short_seller):
    pool, vault = world.lending_pool, world["CollateralVault"]
    world.actions.cancel(world.dividend(), world.as_("issuer"))
    world.wait_until(MONDAY_OPEN)
    tx = vault.repay(world.tsla_id, short_seller, short_seller, wad(10), world.as_("second_trader"))
    assert "DividendRepaid" not in tx.events
    assert pool.unclaimedDividends() == 0


def test_a_meeting_ends_with_its_record(world):
    meeting = world.announce("TSLA", ActionKind.MEETING, MONDAY_OPEN)
    world.confirm(meeting)
    world.wait_until(FRIDAY_CLOSE - 1)
    world.verify_action("TSLA")

    assert world.actions.actionState(meeting) == ActionState.VERIFIED
    assert world.state == TokenState.ACTIVE


def test_a_buy_out_fixes_the_price(world, tsla):
    world.refresh()
    world.open()
    world.cash_out("229")
    world.wait_until(SPLIT_AT)
    assert world.verify_action("TSLA").events["PriceFixed"]["price"] == wad(229)

    assert world.state == TokenState.CASHED_OUT
    for at in (SPLIT_AT + 2, IN_MONDAYS_SESSION + 30 * DAY):
        world.wait_until(at)
        for read in (world.oracle.intervalOf, world.oracle.freshIntervalOf):
            assert tuple(read(world.tsla_id)) == (wad(229),) * 3
    with reverts("StockEnded", tsla):
        world.issue("TSLA", 1)
    world.publish_prices({"BTC": "64000"})
    with reverts("AssetFrozen", world.tsla_id):
        world.open()
    participant = world.people["authorised_participant"]
    world["PrimaryMarket"].redeemInKind(tsla, wad(1), b"\0" * 32, {"from": participant})


def test_a_delisted_stock_widens_and_is_left(world, tsla):
    world.refresh()
    world.open()
    world.delisting()
    world.wait_until(SPLIT_AT)
    assert "PriceDelisted" in world.verify_action("TSLA").events

    assert world.state == TokenState.DELISTED
    assert world.oracle.adjustmentOf(world.tsla_id).dict()["phase"] == PriceAction.DELISTED
    first = world.oracle.intervalOf(world.tsla_id)
    world.wait_until(IN_MONDAYS_SESSION)
    assert "Frozen" in rejections(world.refresh())
    later = world.oracle.intervalOf(world.tsla_id)
    assert later[0] < first[0] < first[2] < later[2]
    with reverts("StockEnded", tsla):
        world.issue("TSLA", 1)
    world.publish_prices({"BTC": "64000"})
    with reverts("AssetFrozen", world.tsla_id):
        world.open()
    participant = world.people["authorised_participant"]
    world["PrimaryMarket"].redeemInKind(tsla, wad(1), b"\0" * 32, {"from": participant})
