"""An oracle with its calendar and sources, and short ways to publish a price and to move to a time."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from brownie import chain, project

from evershare import devchain
from evershare.calendar import NEW_YORK_SUMMER, Session, unix_day, weekday_sessions
from evershare.model.interval import Interval

WAD = 10**18
HOUR = 3_600
DAY = 24 * HOUR
ZERO_ADDRESS = "0x" + "0" * 40

NEW_YORK = 1  # calendar id
FIRST_DATE = datetime.date(2024, 7, 29)  # the Monday before the chain's first day, Thursday 1 August
FIRST_DAY = unix_day(FIRST_DATE)
PUBLISHED_DAYS = 30
THURSDAY = devchain.GENESIS_TIME
OPEN = 13 * HOUR + 30 * 60  # of New York in summer, seconds of the UTC day
CLOSE = 20 * HOUR
FRIDAY = THURSDAY + DAY
SATURDAY = FRIDAY + DAY
MONDAY = SATURDAY + 2 * DAY

BTC_KEY = "0x" + "b7" * 32
TSLA_KEY = "0x" + "75" * 32
DRIFT_BPS = 250
BASE_BPS = 10
MAX_AGE = 15
REJECTIONS = (
    "None",
    "Reverted",
    "ZeroPrice",
    "FromTheFuture",
    "TooUncertain",
    "OutOfRange",
    "MarketNeverOpen",
    "JustOpened",
    "Restamped",
    "NotNewer",
    "Stale",
    "Halted",
    "Frozen",
    "BeforeAction",
    "NotRegular",
    "Discontinuous",
)
ROLE_IDS = {"governor": 1, "risk": 2, "corporate_actions": 7}
RESTRICTED = {
    "PriceOracle": {
        "governor": ("listAsset", "setSources"),
        "risk": ("setDrift", "setHalted", "scheduleEvent", "cancelEvent"),
        "corporate_actions": ("scheduleRatio", "scheduleDividend", "endAction", "fixPrice", "delist"),
    },
    "TradingCalendar": {"risk": ("publish",)},
}


@pytest.fixture(scope="module")
def roles(accounts: Any) -> dict[str, Any]:
    return dict(zip(("governor", "risk", "keeper", "stranger", "corporate_actions"), accounts, strict=False))


@pytest.fixture(scope="module")
def desk(_chain: None, module_isolation: None, roles: dict[str, Any]) -> OracleDesk:
    return OracleDesk(project.get_loaded_projects()[0], roles)


@pytest.fixture(scope="module")
def btc(desk: OracleDesk) -> int:
    return desk.list_btc()


@pytest.fixture(scope="module")
def tsla(desk: OracleDesk) -> int:
    return desk.list_tsla()


@pytest.fixture(scope="module")
def maths(desk: OracleDesk) -> Any:
    """The oracle's pure libraries."""
    return desk.containers.IntervalMathMock.deploy({"from": desk.roles["keeper"]})


def usd(amount: float | str) -> int:
    """WAD of a decimal amount of dollars."""
    return int(Decimal(str(amount)) * WAD)


def move_to(timestamp: int) -> None:
    """Mine a block at this time; view calls see it, and the next transaction comes a second later."""
    if timestamp != devchain.now():
        chain.mine(timestamp=timestamp)


class OracleDesk:
    """The contracts, and what governance and feeds do with them by the day."""

    def __init__(self, containers: Any, roles: dict[str, Any]) -> None:
        self.roles, self.containers = roles, containers
        governor = {"from": roles["governor"]}
        self.manager = containers.ProtocolManager.deploy(roles["governor"], governor)
        self.calendar = containers.TradingCalendar.deploy(self.manager, governor)
        self.oracle = containers.PriceOracle.deploy(self.manager, self.calendar, ZERO_ADDRESS, governor)
        for contract in (self.calendar, self.oracle):
            self._restrict(contract)
        for role, role_id in ROLE_IDS.items():
            self.manager.grantRole(role_id, roles[role], 0, governor)
        self.publish(FIRST_DAY, weekday_sessions(FIRST_DATE, PUBLISHED_DAYS, NEW_YORK_SUMMER))
        self.feed = containers.PriceSourceMock.deploy(True, governor)
        self.token = containers.MultiplierMock.deploy(governor)

    def _restrict(self, contract: Any) -> None:
        for role, functions in RESTRICTED[contract._name].items():
            selectors = [contract.signatures[name] for name in functions]
            governor = {"from": self.roles["governor"]}
            self.manager.setTargetFunctionRole(contract, selectors, ROLE_IDS[role], governor)

    def publish(self, first_day: int, sessions: list[Session], calendar_id: int = NEW_YORK) -> Any:
        return self.calendar.publish(calendar_id, first_day, sessions, {"from": self.roles["risk"]})

    def asset(self, **changes: Any) -> tuple[Any, ...]:
        """``AssetConfig`` of Bitcoin."""
        values = {"symbol": _bytes32("BTC"), "calendarId": 0, "driftBps": DRIFT_BPS, "token": ZERO_ADDRESS}
        return tuple((values | changes).values())

    def source(self, **changes: Any) -> tuple[Any, ...]:
        """``SourceConfig`` of a signed feed of Bitcoin."""
        values = {
            "source": self.feed,
            "key": BTC_KEY,
            "baseBps": BASE_BPS,
            "deviationBps": 0,
            "maxAge": MAX_AGE,
            "maxConfidenceBps": 500,
            "pricesShares": False,
        }
        return tuple((values | changes).values())

    def list_asset(self, *sources: tuple[Any, ...], **changes: Any) -> int:
        """List an asset by these sources (a signed feed, if none) and return its id."""
        listing = self.oracle.listAsset(
            self.asset(**changes), sources or (self.source(),), {"from": self.roles["governor"]}
        )
        return int(listing.return_value)

    def list_btc(self) -> int:
        return self.list_asset()

    def list_tsla(self, **changes: Any) -> int:
        """A stock whose feed prices shares."""
        values = {"symbol": _bytes32("TSLA"), "calendarId": NEW_YORK, "token": self.token} | changes
        return self.list_asset(self.source(key=TSLA_KEY, pricesShares=True), **values)

    def refresh(self, *asset_ids: int, at: int | None = None, **transaction: Any) -> Any:
        if at is not None:
            devchain.set_next_timestamp(at)
        return self.oracle.refresh(asset_ids, [], {"from": self.roles["keeper"]} | transaction)

    def observation(self, asset_id: int) -> tuple[int, ...]:
        """mid, below, above, base, drift, observedAt, flags, calendarId."""
        return tuple(int(value) for value in self.oracle.observationOf(asset_id))[:8]

    def pending(self, asset_id: int) -> tuple[int, ...]:
        """price, since, firstAt, newestAt."""
        return tuple(int(value) for value in self.oracle.pendingOf(asset_id))

    def interval(self, asset_id: int) -> Interval:
        return Interval(*map(int, self.oracle.intervalOf(asset_id)))

    def observe(
        self, asset_id: int, price: int, published_at: int, *, confidence: int = 0, at: int | None = None
    ) -> Any:
        """Publish a price (WAD) on the signed feed, and refresh at that time or at ``at``."""
        key = self.oracle.sourcesOf(asset_id)[0][1]
        self.feed.set(key, price, confidence, published_at, {"from": self.roles["keeper"]})
        return self.refresh(asset_id, at=max(devchain.now() + 1, published_at) if at is None else at)


def plain(sources: Any) -> list[tuple[Any, ...]]:
    """``SourceConfig``s, of a call, an event or ``OracleDesk.source``, in a form that compares."""
    return [(str(s[0]), str(s[1]), *(int(value) for value in s[2:6]), bool(s[6])) for s in sources]


def rejections(transaction: Any) -> list[str]:
    """The names of the reasons why observations did not count, in order."""
    told = [event for event in transaction.events if event.name == "ObservationRejected"]
    return [REJECTIONS[event["reason"]] for event in told]


def _bytes32(text: str) -> str:
    return "0x" + text.encode().ljust(32, b"\0").hex()
