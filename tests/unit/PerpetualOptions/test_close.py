"""PerpetualOptions.close"""

from decimal import Decimal

import pytest

from evershare.actions import ActionKind
from evershare.localnet import wad
from evershare.model import bid
from evershare.oracle import signed_source
from tests.support.oracle import rejections
from tests.support.reverts import reverts

SATURDAY = 1_722_693_600  # 3 August 2024, 14:00 UTC


def close(world, series=None, size="0.5", min_payout=0, deadline=None, role="trader", account=None):
    person = world.people[role]
    until = world.now + 600 if deadline is None else deadline
    series = world.series_id() if series is None else series
    return world["PerpetualOptions"].close(account or person, series, wad(size), min_payout, until, {"from": person})


def test_past_the_deadline(world, put, state):
    before, deadline = state(), world.now
    with reverts("DeadlinePassed", deadline):
        close(world, deadline=deadline)
    assert state() == before


def test_someone_elses_account(world, put, trader, state):
    before = state()
    with reverts("NotAuthorised", trader, world.people["stranger"]):
        close(world, role="stranger", account=trader)
    assert state() == before


def test_unknown_series(world, put, trader):
    with reverts("NoPosition", trader, 2):
        close(world, series=2)


def test_no_position(world, put):
    second = world.people["second_trader"]
    with reverts("NoPosition", second, put):
        close(world, role="second_trader")


def test_zero(world, put, half):
    with reverts("InvalidSize", 0, half):
        close(world, size=0)


def test_more_than_the_position(world, put, half, state):
    before = state()
    with reverts("CloseExceedsPosition", wad("0.6"), half):
        close(world, size="0.6")
    assert state() == before


def test_payout_below_the_minimum(world, options, put, trader, half, state):
    before = state()
    payout = world.quote_close(put)["net"]
    with reverts("PayoutBelowMinimum", payout, payout + 1):
        close(world, min_payout=payout + 1)
    assert state() == before


@pytest.mark.parametrize("btc", ["50000", "64000", "80000"])
def test_the_price_is_the_models(world, options, put, btc):
    """Bid at the cheaper edge with sigma0, less the spread, at least the payoff, rounded down."""
    world.refresh(btc=btc)
    closed = close(world).events["Closed"]
    _, _, hi = (Decimal(x) / 10**18 for x in world["PriceOracle"].indexOf(1, 2))
    strike = Decimal(world.terms()[2]) / 10**18
    price = bid(hi, strike, "put", "0.5", "0.7", 7)
    assert int(closed["price"]) == pytest.approx(int(price * 10**18), abs=strike * 3)


def test_where_the_money_goes(world, options, put, trader, half, state):
    world.refresh(btc="60000")
    balances, _, _, _, _, _ = state()
    quote = world.quote_close(put)
    due = options.fundingOwed(trader, put, block_identifier="pending")
    transaction = close(world)
    closed = transaction.events["Closed"]
    to_protocol = closed["fee"] - -(-closed["fee"] // 2)
    assert transaction.return_value == closed["payout"] == quote["net"] == quote["gross"] - quote["fee"]
    after, reserve, position, _, live, uncollected = state()
    assert after == [
        balances[0] + closed["payout"] - due,
        balances[1],
        balances[2] - closed["payout"] - to_protocol + due,
        balances[3] + to_protocol,
        balances[4],
    ]
    assert (reserve, position[0], live, uncollected) == ((0, 0), 0, (), 0)


def test_a_part(world, options, put, trader):
    close(world, size="0.2")
    assert options.positionOf(trader, put)[0] == options.seriesOf(put)["size"] == wad("0.3")
    strike = world.terms()[2]
    assert options.reserveOf(world.pool)[0] == -(-strike * 3 // 20)
    close(world, size="0.3")
    assert not options.seriesOf(put)["live"]


def test_beyond_the_cap_it_pays_the_maximum(world, options, put, half):
    """The winner is paid in full: half a unit of a put of width 50 % pays a quarter of the strike, less the fee."""
    world.refresh(btc="20000")
    transaction = close(world)
    closed = transaction.events["Closed"]
    assert closed["price"] == world.terms()[2] // 2
    assert closed["payout"] == world.terms()[2] // 4 - closed["fee"]


def weekend(world):
    world.wait_until(SATURDAY)


def halted(world):
    for symbol in ("BTC", "TSLA"):
        world["PriceOracle"].setHalted(world.asset_ids[symbol], True, world.as_("risk"))


def event(world):
    begins = world.now + 25 * 3_600
    for symbol in ("BTC", "TSLA"):
        world["PriceOracle"].scheduleEvent(world.asset_ids[symbol], begins, world.as_("risk"))
    world.wait_until(begins)


def frozen(world):
    world.announce_split("TSLA", 10, 1, SATURDAY)
    world.wait_until(SATURDAY - 60)


def split(world):
    """And nothing shows yet what a token is worth."""
    frozen(world)
    world.wait_until(SATURDAY)


def delisted(world):
    world.confirm(world.announce("TSLA", ActionKind.DELISTING, SATURDAY))
    world.wait_until(SATURDAY)
    world.verify_action("TSLA")


def failing_sources(world):
    source = world.people["deployer"].deploy(world.project["PriceSourceMock"], True)
    source.setFailure(1, world.as_("stranger"))
    assets = [world.asset_ids[symbol] for symbol in ("BTC", "TSLA")]
    for asset_id in assets:
        listed = [signed_source(source, b"\0" * 32, False)]
        world["PriceOracle"].setSources(asset_id, listed, world.as_("governor"))
    world.wait_until(world.now + 3_600)
    refreshed = world["PriceOracle"].refresh(assets, [], world.as_("keeper"))
    assert rejections(refreshed) == ["Reverted", "Reverted"]


def pending_jump(world):
    assert "JumpPending" in world.publish_prices({"BTC": "70000", "TSLA": "260"}).events


def no_calendar(world):
    world.wait_until(world.now + 200 * 86_400)


STATES = (weekend, halted, event, frozen, split, delisted, failing_sources, pending_jump, no_calendar)


@pytest.mark.parametrize("state_of_the_oracle", STATES, ids=lambda state: state.__name__)
def test_no_oracle_state_blocks_it(world, options, lens, put, trader, half, state_of_the_oracle):
    """V5: a close pays at once, at the cheaper edge of an interval that only widens."""
    in_session = lens.quoteClose(trader, put, half, 0)["gross"]
    state_of_the_oracle(world)
    quote = world.quote_close(put)
    closed = close(world)
    assert closed.return_value == quote["net"]
    assert 0 < closed.events["Closed"]["payout"] + closed.events["Closed"]["fee"] < in_session
    assert options.positionOf(trader, put)[0] == options.reserveOf(world.pool)[0] == 0


def test_funding_that_the_balance_does_not_cover_comes_off_the_payout(world, options, put, trader, half, empty_account):
    world.refresh(btc="50000")
    empty_account()
    world.wait_until(world.now + 86_400)
    world.refresh(btc="50000")
    quote = world.quote_close(put)
    due = options.fundingOwed(trader, put, block_identifier="pending")
    transaction = close(world)
    assert quote["funding"] == due > 0
    assert transaction.return_value == quote["gross"] - quote["fee"] - due
    assert transaction.events["FundingCollected"][-1]["collected"] == due


def test_a_part_pays_its_part_of_the_funding_that_is_owed(world, options, put, trader, empty_account):
    world.refresh(btc="50000")
    empty_account()
    world.wait_until(world.now + 86_400)
    world.refresh(btc="50000")
    due = options.fundingOwed(trader, put, block_identifier="pending")
    collected = close(world, size="0.2").events["FundingCollected"][-1]["collected"]
    assert due * 2 // 5 <= collected <= due * 2 // 5 + 1
    assert due > 1


def test_what_a_worthless_position_owes_is_recorded(world, options, put, trader, empty_account):
    empty_account()
    world.wait_until(world.now + 30 * 86_400)
    world.publish_prices({"BTC": "400000", "TSLA": "227.5"})
    due = options.fundingOwed(trader, put, block_identifier="pending")
    transaction = close(world)
    paid = transaction.events["FundingCollected"][-1]["collected"] if "FundingCollected" in transaction.events else 0
    assert transaction.return_value == 0
    assert options.uncollectedOf(world.pool) == due - paid > 0
    assert transaction.events["FundingUncollected"]["amount"] == due - paid


def test_an_emptied_series_is_traded_again_under_its_id(world, options, put, trader):
    close(world)
    world.wait_until(world.now + 86_400)
    world.refresh(tsla="228")
    transaction = world.open("trader", "0.5")
    assert transaction.return_value[0] == put
    assert "BookRegistered" not in transaction.events
    assert tuple(options.liveSeriesOf(world.pool)) == (put,)
    assert options.fundingOwed(trader, put) == 0


def test_the_last_series_takes_the_place_of_one_that_ends(world, options, put):
    second, third = (world.open("trader", "0.1", strike=strike).return_value[0] for strike in ("260.36", "301.40"))
    close(world, put)
    assert tuple(options.liveSeriesOf(world.pool)) == (third, second)

    close(world, third, "0.1")
    assert tuple(options.liveSeriesOf(world.pool)) == (second,)
