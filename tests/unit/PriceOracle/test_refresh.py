from typing import Any

import pytest

from evershare import devchain
from evershare.model.interval import NANO, WAD
from tests.support.oracle import (
    BTC_KEY,
    CLOSE,
    DAY,
    FRIDAY,
    HOUR,
    MONDAY,
    OPEN,
    SATURDAY,
    THURSDAY,
    TSLA_KEY,
    OracleDesk,
    rejections,
    usd,
)
from tests.support.reverts import reverts

BTC_PRICE = usd(64_000)
TSLA_PRICE = usd("207.67")
PUBLISHED_AT = THURSDAY + OPEN + 2 * HOUR  # the market in New York is open
MAX_MID = 2**96 - 1
MAX_CONFIDENCE = BTC_PRICE * 5 // 100


def observed_at(desk: OracleDesk, asset_id: int) -> int:
    return desk.observation(asset_id)[5]


def mid(desk: OracleDesk, asset_id: int) -> int:
    return desk.observation(asset_id)[0]


class TestReverts:
    @pytest.mark.parametrize("asset_id", [0, 9])
    def test_unlisted_asset(self, desk: OracleDesk, btc: int, asset_id: int) -> None:
        with reverts("AssetNotListed", asset_id):
            desk.refresh(btc, asset_id)

    def test_fee_not_paid(self, desk: OracleDesk, btc: int, roles: dict[str, Any]) -> None:
        desk.feed.setFee(5, {"from": roles["keeper"]})
        with reverts("UpdateFeeNotPaid", 5, 4):
            desk.oracle.refresh([btc], ["0x01"], {"from": roles["keeper"], "value": 4})

    def test_update_that_the_source_refuses(self, desk: OracleDesk, btc: int, roles: dict[str, Any]) -> None:
        desk.feed.setFailure(1, {"from": roles["keeper"]})
        with reverts("MockSourceFailure"):
            desk.oracle.refresh([btc], ["0x01"], {"from": roles["keeper"]})

    def test_caller_that_refuses_the_rest(self, desk: OracleDesk, roles: dict[str, Any]) -> None:
        caller = desk.containers.EpochCaller.deploy({"from": roles["keeper"]})
        with reverts("UpdateRefundRefused", 7):
            caller.refresh(desk.oracle, {"from": roles["keeper"], "value": 7})


class TestRejects:
    """What does not count is told, changes nothing, and stops nothing else."""

    @pytest.mark.parametrize(
        ("price", "confidence", "published_at", "reason"),
        [
            (0, 0, PUBLISHED_AT, "ZeroPrice"),
            (BTC_PRICE, 0, PUBLISHED_AT + 11, "FromTheFuture"),
            (BTC_PRICE, MAX_CONFIDENCE + 1, PUBLISHED_AT, "TooUncertain"),
            (BTC_PRICE, 2**256 - 1, PUBLISHED_AT, "TooUncertain"),
            (MAX_MID + 1, 0, PUBLISHED_AT, "OutOfRange"),
            (2**256 - 1, 0, PUBLISHED_AT, "OutOfRange"),
            (BTC_PRICE, 0, 0, "NotNewer"),
        ],
    )
    def test_bad_answer(
        self, desk: OracleDesk, btc: int, price: int, confidence: int, published_at: int, reason: str
    ) -> None:
        refreshed = desk.observe(btc, price, published_at, confidence=confidence, at=PUBLISHED_AT + 10)

        assert rejections(refreshed) == [reason]
        assert refreshed.events["ObservationRejected"]["source"] == desk.feed
        assert mid(desk, btc) == 0

    @pytest.mark.parametrize("failure", [1, 2])
    def test_failing_source_stops_no_other(
        self, desk: OracleDesk, btc: int, roles: dict[str, Any], failure: int
    ) -> None:
        keeper = {"from": roles["keeper"]}
        other = desk.containers.PriceSourceMock.deploy(True, keeper)
        other.set(BTC_KEY, usd(3_300), 0, PUBLISHED_AT, keeper)
        ether = desk.list_asset(desk.source(source=other), symbol="0x" + "e7" * 32)
        desk.feed.setFailure(failure, keeper)

        refreshed = desk.refresh(btc, ether, at=PUBLISHED_AT)

        assert rejections(refreshed) == ["Reverted"]
        assert mid(desk, btc) == 0
        assert mid(desk, ether) == usd(3_300)

    def test_not_newer(self, desk: OracleDesk, btc: int) -> None:
        """P2: publish times only move forward."""
        desk.observe(btc, BTC_PRICE, PUBLISHED_AT)

        for published_at in (PUBLISHED_AT, PUBLISHED_AT - 1):
            refreshed = desk.observe(btc, BTC_PRICE + 1, published_at)
            assert rejections(refreshed) == ["NotNewer"]
        assert (mid(desk, btc), observed_at(desk, btc)) == (BTC_PRICE, PUBLISHED_AT)

    @pytest.mark.parametrize(("multiplier", "reason"), [(0, "Reverted"), (2**96, "OutOfRange"), (1, "OutOfRange")])
    def test_multiplier(self, desk: OracleDesk, tsla: int, roles: dict[str, Any], multiplier: int, reason: str) -> None:
        desk.token.setMultiplier(multiplier, {"from": roles["keeper"]})
        price = WAD - 1 if multiplier == 1 else TSLA_PRICE

        assert rejections(desk.observe(tsla, price, PUBLISHED_AT)) == [reason]

    def test_price_per_raw_token_out_of_range(self, desk: OracleDesk, tsla: int, roles: dict[str, Any]) -> None:
        desk.token.setMultiplier(2 * WAD, {"from": roles["keeper"]})

        assert rejections(desk.observe(tsla, MAX_MID // 2 + 1, PUBLISHED_AT)) == ["OutOfRange"]

    def test_price_per_raw_token_at_the_end_of_the_range(
        self, desk: OracleDesk, tsla: int, roles: dict[str, Any]
    ) -> None:
        assert MAX_MID % 3 == 0
        desk.token.setMultiplier(3 * WAD, {"from": roles["keeper"]})

        desk.observe(tsla, MAX_MID // 3, PUBLISHED_AT)
        assert mid(desk, tsla) == MAX_MID

    def test_stock_before_any_session(self, desk: OracleDesk, tsla: int) -> None:
        first_open = THURSDAY - 3 * DAY + OPEN
        refreshed = desk.observe(tsla, TSLA_PRICE, first_open - 1, at=PUBLISHED_AT)
        assert rejections(refreshed) == ["MarketNeverOpen"]

    @pytest.mark.parametrize("seconds", [0, 59])
    def test_stock_just_after_the_open(self, desk: OracleDesk, tsla: int, seconds: int) -> None:
        refreshed = desk.observe(tsla, TSLA_PRICE, THURSDAY + OPEN + seconds)
        assert rejections(refreshed) == ["JustOpened"]

    @pytest.mark.parametrize("restamped_at", [FRIDAY + CLOSE + 1, SATURDAY, MONDAY + OPEN - 1, MONDAY + OPEN + 61])
    def test_restamped_price_of_an_earlier_session(self, desk: OracleDesk, tsla: int, restamped_at: int) -> None:
        """P4: a feed that publishes Friday's price again tells nothing new."""
        desk.observe(tsla, TSLA_PRICE, FRIDAY + OPEN + HOUR)

        assert rejections(desk.observe(tsla, TSLA_PRICE, restamped_at)) == ["Restamped"]
        assert observed_at(desk, tsla) == FRIDAY + OPEN + HOUR


class TestObserves:
    def test_word(self, desk: OracleDesk, btc: int) -> None:
        refreshed = desk.observe(btc, BTC_PRICE, PUBLISHED_AT, confidence=BTC_PRICE // 1_000 + 1)

        below = above = NANO // 1_000 + 1  # rounded up
        assert desk.observation(btc) == (BTC_PRICE, below, above, 10, 250, PUBLISHED_AT, 4, 0)
        event = refreshed.events["PriceObserved"]
        assert event == {"assetId": btc, "mid": BTC_PRICE, "observedAt": PUBLISHED_AT}

    @pytest.mark.parametrize("price", [1, MAX_MID])
    def test_ends_of_the_range(self, desk: OracleDesk, btc: int, price: int) -> None:
        desk.observe(btc, price, PUBLISHED_AT)
        lo, middle, hi = desk.interval(btc)
        assert 0 < lo <= middle == price <= hi  # P1

    def test_confidence_at_its_limit(self, desk: OracleDesk, btc: int) -> None:
        refreshed = desk.observe(btc, BTC_PRICE, PUBLISHED_AT, confidence=MAX_CONFIDENCE)
        assert rejections(refreshed) == []

    def test_old_observation_counts_if_newer_than_the_last(self, desk: OracleDesk, btc: int) -> None:
        desk.observe(btc, BTC_PRICE, PUBLISHED_AT, at=PUBLISHED_AT + DAY)
        assert observed_at(desk, btc) == PUBLISHED_AT

    def test_price_of_shares(self, desk: OracleDesk, tsla: int, roles: dict[str, Any]) -> None:
        desk.token.setMultiplier(3 * WAD, {"from": roles["keeper"]})
        desk.observe(tsla, TSLA_PRICE, PUBLISHED_AT)
        assert mid(desk, tsla) == 3 * TSLA_PRICE

    def test_stock_a_minute_after_the_open(self, desk: OracleDesk, tsla: int) -> None:
        desk.observe(tsla, TSLA_PRICE, THURSDAY + OPEN + 60)
        assert observed_at(desk, tsla) == THURSDAY + OPEN + 60

    def test_same_price_in_the_same_session(self, desk: OracleDesk, tsla: int) -> None:
        desk.observe(tsla, TSLA_PRICE, PUBLISHED_AT)
        desk.observe(tsla, TSLA_PRICE, PUBLISHED_AT + 600)
        assert observed_at(desk, tsla) == PUBLISHED_AT + 600

    def test_new_price_of_a_closed_market_is_of_its_close(self, desk: OracleDesk, tsla: int) -> None:
        """P4: the first price after the close is the close's; those after it are no news."""
        desk.observe(tsla, TSLA_PRICE, FRIDAY + OPEN + HOUR)

        desk.observe(tsla, TSLA_PRICE + WAD, FRIDAY + CLOSE + 30)
        refreshed = desk.observe(tsla, TSLA_PRICE + 2 * WAD, SATURDAY)

        assert rejections(refreshed) == ["NotNewer"]
        assert (mid(desk, tsla), observed_at(desk, tsla)) == (TSLA_PRICE + WAD, FRIDAY + CLOSE)

    def test_stock_after_the_calendar_ran_out(self, desk: OracleDesk, tsla: int) -> None:
        last_close = THURSDAY - 3 * DAY + 29 * DAY + CLOSE  # Tuesday 27 August, the 30th published day
        desk.observe(tsla, TSLA_PRICE, last_close + 10 * DAY)
        assert observed_at(desk, tsla) == last_close

    def test_updates_are_paid_once_a_source_and_the_rest_comes_back(
        self, desk: OracleDesk, btc: int, tsla: int, roles: dict[str, Any]
    ) -> None:
        keeper = roles["keeper"]
        desk.feed.setFee(5, {"from": keeper})
        desk.feed.set(BTC_KEY, BTC_PRICE, 0, devchain.now(), {"from": keeper})
        before = keeper.balance()

        desk.oracle.refresh([btc, tsla], ["0x01"], {"from": keeper, "value": 12, "gas_price": 0})

        assert desk.feed.updates() == 1
        assert desk.feed.balance() == 5
        assert keeper.balance() == before - 5
        assert desk.oracle.balance() == 0

    def test_value_without_updates_comes_back(self, desk: OracleDesk, btc: int, roles: dict[str, Any]) -> None:
        before = roles["keeper"].balance()
        desk.refresh(btc, value=7, gas_price=0)
        assert roles["keeper"].balance() == before


class TestHull:
    """Several sources: the newest is the price, all fresh ones widen it."""

    @pytest.fixture
    def second(self, desk: OracleDesk, roles: dict[str, Any]) -> Any:
        return desk.containers.PriceSourceMock.deploy(False, {"from": roles["keeper"]})

    @pytest.fixture
    def gold(self, desk: OracleDesk, second: Any) -> int:
        push = desk.source(source=second, baseBps=70, deviationBps=50, maxAge=HOUR)
        return desk.list_asset(desk.source(), push, symbol="0x" + "a7" * 32)

    def test_two_that_disagree(self, desk: OracleDesk, gold: int, second: Any, roles: dict[str, Any]) -> None:
        second.set(BTC_KEY, usd(120), usd(1), PUBLISHED_AT - HOUR, {"from": roles["keeper"]})
        desk.observe(gold, usd(100), PUBLISHED_AT, confidence=usd(2))

        assert desk.observation(gold)[:4] == (usd(100), NANO * 2 // 100, NANO * 21 // 100, 10)

    def test_newest_is_the_price(self, desk: OracleDesk, gold: int, second: Any, roles: dict[str, Any]) -> None:
        second.set(BTC_KEY, usd(125), 0, PUBLISHED_AT + 5, {"from": roles["keeper"]})
        desk.observe(gold, usd(100), PUBLISHED_AT, at=PUBLISHED_AT + 5)

        below = NANO * 25 // 125
        flags = 1 << 6 | 1 << 4  # of two sources the second, not signed
        assert desk.observation(gold) == (usd(125), below, 0, 70, 250, PUBLISHED_AT + 5, flags, 0)

    def test_stale_beside_a_newer_one(self, desk: OracleDesk, gold: int, second: Any, roles: dict[str, Any]) -> None:
        second.set(BTC_KEY, usd(120), 0, PUBLISHED_AT - HOUR - 1, {"from": roles["keeper"]})
        refreshed = desk.observe(gold, usd(100), PUBLISHED_AT)

        assert rejections(refreshed) == ["Stale"]
        assert desk.observation(gold)[:3] == (usd(100), 0, 0)

    def test_bad_one_beside_a_good_one(self, desk: OracleDesk, gold: int, second: Any, roles: dict[str, Any]) -> None:
        second.setFailure(1, {"from": roles["keeper"]})
        refreshed = desk.observe(gold, usd(100), PUBLISHED_AT)

        assert rejections(refreshed) == ["Reverted"]
        assert desk.observation(gold)[:3] == (usd(100), 0, 0)

    def test_second_feed_of_a_stock_restamps(self, desk: OracleDesk, second: Any, roles: dict[str, Any]) -> None:
        """P4, source by source: one feed's Friday price is no news though another's differs."""
        keeper = {"from": roles["keeper"]}
        push = desk.source(source=second, key=TSLA_KEY, baseBps=70, deviationBps=50, maxAge=HOUR)
        stock = desk.list_asset(desk.source(key=TSLA_KEY), push, symbol="0x" + "57" * 32, calendarId=1)
        second.set(TSLA_KEY, TSLA_PRICE + WAD, 0, FRIDAY + OPEN + HOUR - 1, keeper)
        desk.observe(stock, TSLA_PRICE, FRIDAY + OPEN + HOUR)

        second.set(TSLA_KEY, TSLA_PRICE + WAD, 0, MONDAY + OPEN + 90, keeper)
        refreshed = desk.observe(stock, TSLA_PRICE, MONDAY + OPEN + 90)

        assert rejections(refreshed) == ["Restamped", "Restamped"]
        assert observed_at(desk, stock) == FRIDAY + OPEN + HOUR
