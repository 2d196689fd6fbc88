"""Liquidation on the whole protocol, with the real options: they go first and only as needed, then tokens in kind."""

import pytest

from evershare.localnet import wad
from evershare.model import nearest_strike
from evershare.model.health import TARGET_HEALTH_BPS
from tests.support.credit import DAY, USDC
from tests.support.weekend import BTC_ON_SUNDAY, HOLDING, HOUR, MIDNIGHT, MONDAY, weekend

__all__ = ["weekend"]

HOLDER, LIQUIDATOR = "small_cap_holder", "market_maker"
ALL = 2**256 - 1
SIZE = "1.5"
TUESDAY = MIDNIGHT + 5 * DAY
MONDAY_NIGHT = TUESDAY - 2 * HOUR


@pytest.fixture(scope="module")
def ready(weekend):
    """The holder has bought 1.5 puts on credit, on Sunday; the liquidator has 100,000 USDC."""
    weekend.usdc.mint(weekend.people[LIQUIDATOR], 100_000 * USDC, weekend.as_("stranger"))
    weekend.deposit(LIQUIDATOR, "USDC", 100_000)
    weekend.let_borrow()
    return weekend.buy(SIZE).events["Opened"]["seriesId"]


def monday(weekend, acme, btc=BTC_ON_SUNDAY):
    """The bell has rung, and ACME has opened at a price. The holder is marked."""
    weekend.wait_until(MONDAY)
    weekend.publish_all(btc, acme=acme)
    mark(weekend)


def mark(weekend):
    return weekend["Liquidation"].mark(weekend.people[HOLDER], weekend.as_("keeper"))


def order(weekend, symbol="ACME"):
    return (weekend.asset_ids[symbol], weekend.asset_ids["USDC"], ALL, ALL)


def liquidate(weekend, closings=(), symbols=("ACME",)):
    orders = [order(weekend, symbol) for symbol in symbols]
    holder, liquidator = weekend.people[HOLDER], weekend.people[LIQUIDATOR]
    return weekend["Liquidation"].liquidate(holder, liquidator, closings, orders, weekend.as_(LIQUIDATOR))


def positions(weekend):
    return list(weekend["PerpetualOptions"].positionsOf(weekend.people[HOLDER]))


def names(done):
    return [event.name for event in done.events]


def test_margin_counts_half_of_what_the_option_is_worth_above_its_funding(weekend, ready):
    """The engine asks the real options: their worth at mid, and what they owe, in USD."""
    weekend.wait_until(MONDAY)
    weekend.publish_all("52000", acme="8.41")
    holder = weekend.people[HOLDER]
    worth, owed = weekend["PerpetualOptions"].marginOf(holder)
    view = weekend["OptionsLens"].position(holder, ready)
    assert owed == view["owed"] * 10**12 > 0
    assert view["value"] == worth // 10**12 > 10_000 * USDC

    collateral, debt = weekend.health(HOLDER)
    tokens = HOLDING * wad("8.41") * 3_800
    assert collateral == tokens + (worth - owed) * 5_000
    assert debt == weekend.debt(HOLDER) * 10**12 * 10_000 + owed * 10_000


def test_reverts_for_tokens_before_options(weekend, ready):
    monday(weekend, "1.20")
    with weekend.refuses("PositionsComeFirst", weekend.people[HOLDER], 1):
        liquidate(weekend)


def test_the_option_is_closed_at_the_standard_bid_and_pays_the_debt(weekend, ready):
    """BTC stands still: the put is worth what it cost but for the spread, and no token has to be sold."""
    holder = weekend.people[HOLDER]
    monday(weekend, "1.20")
    weekend.publish_around_the_clock(BTC_ON_SUNDAY)
    bid = weekend["OptionsLens"].quoteClose(holder, ready, wad(SIZE), 0, block_identifier="pending")
    owed = weekend.debt(HOLDER)

    done = liquidate(weekend, [(ready, wad(SIZE))])

    # The account had nothing to pay the funding with: it came off the payout.
    closed, repaid = done.events["Closed"], done.events["DebtNetted"]["amount"]
    assert (closed["price"], closed["payout"]) == (bid["price"], bid["net"])
    assert bid["net"] == bid["gross"] - bid["fee"] - bid["funding"] == repaid
    assert weekend.debt(HOLDER) == pytest.approx(owed - repaid, abs=USDC // 100)
    assert "CollateralSold" not in names(done)
    assert weekend.balance(HOLDER, "ACME") == wad(HOLDING)
    assert weekend["Liquidation"].markedAt(holder) == 0


def test_what_the_option_does_not_cover_is_sold_in_kind_up_to_the_target(weekend, ready):
    """BTC has risen: the put pays little, and as many tokens go as are needed."""
    monday(weekend, "1.00", btc="68000")

    done = liquidate(weekend, [(ready, ALL)])

    happened = names(done)
    assert happened.index("Closed") < happened.index("DebtNetted") < happened.index("CollateralSold")
    assert positions(weekend) == []
    assert 0 < weekend.balance(HOLDER, "ACME") < wad(HOLDING)
    collateral, debt = weekend.health(HOLDER)
    assert collateral / debt == pytest.approx(TARGET_HEALTH_BPS / 10_000, rel=1e-6)


def test_only_as_many_are_closed_as_are_needed(weekend, ready):
    """Two positions. What the first pays repays debt and so restores the account: naming both reverts."""
    weekend.publish_around_the_clock(BTC_ON_SUNDAY)
    other = weekend.buy("0.4", is_call=True).events["Opened"]["seriesId"]
    monday(weekend, "0.92")

    with weekend.refuses("ClosingNotNeeded", weekend.people[HOLDER], other):
        liquidate(weekend, [(ready, ALL), (other, ALL)], [])
    liquidate(weekend, [(ready, ALL)], [])

    assert positions(weekend) == [other]
    assert weekend["Liquidation"].markedAt(weekend.people[HOLDER]) == 0


def test_at_night_tokens_go_at_mid_and_options_at_the_edge_of_their_index(weekend, ready):
    """Nobody woke up before the market closed. The second option settles in a token whose market sleeps as well."""
    holder, usdc = weekend.people[HOLDER], weekend.asset_ids["USDC"]
    weekend.publish_around_the_clock(BTC_ON_SUNDAY)
    other = weekend.open(HOLDER, "0.08", strike=nearest_strike(290)).events["Opened"]["seriesId"]
    weekend.wait_until(MONDAY)
    weekend.publish_all("66000", acme="1.00")
    weekend.wait_until(MONDAY_NIGHT)
    weekend.publish_around_the_clock("66000")
    mark(weekend)
    weekend.wait_until(MONDAY_NIGHT + 3 * HOUR)
    weekend.publish_around_the_clock("66000")
    wide = weekend["OptionsLens"].quoteClose(holder, other, wad("0.08"), 0, block_identifier="pending")
    middle = weekend["OptionsLens"].position(holder, other)["value"]
    owed = weekend.debt(HOLDER, "TSLA")

    done = liquidate(weekend, [(ready, ALL), (other, ALL)])

    payouts = [event["payout"] for event in done.events if event.name == "Closed"]
    assert payouts[1] == wide["net"] < middle * 9 // 10
    assert weekend.debt(HOLDER, "TSLA") == pytest.approx(owed - wide["net"], rel=1e-6)
    sold = done.events["CollateralSold"]
    assert (sold["collateralId"], sold["debtId"]) == (weekend.asset_ids["ACME"], usdc)
    assert int(sold["price"]) == pytest.approx(wad(1 - (0.02 + 0.13 / 2)), rel=1e-3)


@pytest.mark.parametrize("who", [HOLDER, LIQUIDATOR])
def test_whoever_is_on_the_tokens_deny_list_stops_nobody(weekend, ready, who):
    """C6: the tokens stay in the ledger, and everybody else takes his out."""
    acme = weekend.tokens["ACME"]
    acme.transfer(weekend.people["stranger"], wad(10), weekend.as_("authorised_participant"))
    weekend.deposit("stranger", "ACME", 10)
    acme.setListed(weekend.people[who], True, weekend.as_("issuer"))
    monday(weekend, "1.00", btc="68000")

    done = liquidate(weekend, [(ready, ALL)])

    assert weekend.balance(LIQUIDATOR, "ACME") == done.events["CollateralSold"]["sold"] > 0
    weekend.withdraw("stranger", wad(10), "ACME")
    assert acme.balanceOf(weekend.people["stranger"]) == wad(10)


@pytest.mark.parametrize("when", ["frozen", "in effect and not verified"])
def test_while_a_corporate_action_holds_the_token(weekend, ready, when):
    """No price comes in, and nothing else about it matters: prices are per raw token."""
    weekend.announce_split("ACME", 2, 1, TUESDAY)
    monday(weekend, "1.00", btc="68000")
    weekend.wait_until(TUESDAY - HOUR // 6 if when == "frozen" else TUESDAY + HOUR)
    assert weekend["CorporateActions"].isFrozen(weekend.tokens["ACME"])

    done = liquidate(weekend, [(ready, ALL)])

    assert done.events["CollateralSold"]["sold"] > 0
    assert weekend["Liquidation"].markedAt(weekend.people[HOLDER]) == 0


def test_what_nothing_covers_is_the_lenders_loss(weekend, ready):
    """The tokens are worth 250 USD, the put nothing: all goes, and the rest is shared by share price."""
    monday(weekend, "0.05", btc="90000")
    owed = weekend.debt(HOLDER)

    done = liquidate(weekend, [(ready, ALL)])

    lost = owed - done.events["CollateralSold"]["paid"]
    assert done.events["Closed"]["payout"] == 0  # funding has taken what it was worth
    insured, shared = (int(done.events[name]["assets"]) for name in ("LossInsured", "LossShared"))
    assert insured + shared == pytest.approx(lost, rel=1e-6)
    assert shared == weekend.usdc_pool.totalLoss()
    assert weekend.debt(HOLDER) == weekend.balance(HOLDER, "ACME") == 0
    assert weekend.vault.debtsOf(weekend.people[HOLDER]) == ()
