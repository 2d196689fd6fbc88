"""``scheduleRatio``, ``scheduleDividend``, ``endAction``, ``fixPrice``, ``delist``: who may, when, and what is left."""

from typing import Any

import pytest

from evershare.actions import FREEZE_SECONDS, PriceAction
from tests.support.oracle import DAY, HOUR, OPEN, SATURDAY, THURSDAY, WAD, OracleDesk, move_to, usd
from tests.support.reverts import reverts

START = THURSDAY + OPEN + HOUR
AT = SATURDAY
PRICE = usd(200)
CALLS: dict[str, tuple[int, ...]] = {
    "scheduleRatio": (AT,),
    "scheduleDividend": (AT, usd(2)),
    "endAction": (),
    "fixPrice": (PRICE,),
    "delist": (),
}


def call(desk: OracleDesk, name: str, asset_id: int, *arguments: int, role: str = "corporate_actions") -> Any:
    return getattr(desk.oracle, name)(asset_id, *(arguments or CALLS[name]), {"from": desk.roles[role]})


def adjustment(desk: OracleDesk, asset_id: int) -> tuple[int, ...]:
    """(returnFactor, dividend, effectiveAt, phase)."""
    return tuple(map(int, desk.oracle.adjustmentOf(asset_id)))


@pytest.fixture
def observed(desk: OracleDesk, tsla: int) -> int:
    """TSLA, observed at 200 USD."""
    desk.observe(tsla, PRICE, START)
    return tsla


@pytest.mark.parametrize("name", CALLS)
def test_only_corporate_actions(desk: OracleDesk, observed: int, name: str) -> None:
    for role in ("governor", "risk", "stranger"):
        with reverts("AccessManagedUnauthorized", desk.roles[role]):
            call(desk, name, observed, role=role)


@pytest.mark.parametrize("name", ["scheduleRatio", "scheduleDividend"])
@pytest.mark.parametrize("asset_id", [0, 9])
def test_unlisted_asset(desk: OracleDesk, name: str, asset_id: int) -> None:
    with reverts("AssetNotListed", asset_id):
        call(desk, name, asset_id)


@pytest.mark.parametrize(
    ("first", "second", "phase"),
    [
        ("scheduleDividend", "scheduleRatio", PriceAction.DIVIDEND),
        ("scheduleDividend", "scheduleDividend", PriceAction.DIVIDEND),
        ("scheduleRatio", "scheduleDividend", PriceAction.RATIO),
        (None, "endAction", PriceAction.NONE),
        (None, "fixPrice", PriceAction.NONE),
        (None, "delist", PriceAction.NONE),
        ("scheduleDividend", "fixPrice", PriceAction.DIVIDEND),
        ("fixPrice", "fixPrice", PriceAction.FIXED),
        ("fixPrice", "endAction", PriceAction.FIXED),
        ("fixPrice", "scheduleRatio", PriceAction.FIXED),
        ("delist", "endAction", PriceAction.DELISTED),
        ("delist", "scheduleDividend", PriceAction.DELISTED),
    ],
)
def test_out_of_order(desk: OracleDesk, observed: int, first: str | None, second: str, phase: PriceAction) -> None:
    if first in ("fixPrice", "delist"):
        call(desk, "scheduleRatio", observed)
    if first:
        call(desk, first, observed)
    with reverts("PriceActionOutOfOrder", observed, int(phase)):
        call(desk, second, observed)


@pytest.mark.parametrize("dividend", [0, PRICE // 5 + 1])
def test_dividend_out_of_range(desk: OracleDesk, observed: int, dividend: int) -> None:
    with reverts("DividendOutOfRange", dividend, PRICE // 5):
        call(desk, "scheduleDividend", observed, AT, dividend)


def test_dividend_of_an_asset_that_was_never_observed(desk: OracleDesk, tsla: int) -> None:
    with reverts("DividendOutOfRange", 1, 0):
        call(desk, "scheduleDividend", tsla, AT, 1)


@pytest.mark.parametrize("price", [0, 2**96])
def test_final_price_out_of_range(desk: OracleDesk, observed: int, price: int) -> None:
    call(desk, "scheduleRatio", observed)
    with reverts("FinalPriceOutOfRange", price):
        call(desk, "fixPrice", observed, price)


@pytest.mark.parametrize(("name", "dividend"), [("scheduleRatio", 0), ("scheduleDividend", usd(2))])
def test_freezes_to_the_second(desk: OracleDesk, observed: int, name: str, dividend: int) -> None:
    assert not desk.oracle.isFrozen(observed)
    scheduled = call(desk, name, observed)

    assert scheduled.events["PriceActionScheduled"] == {"assetId": observed, "effectiveAt": AT, "dividend": dividend}
    phase = PriceAction.DIVIDEND if dividend else PriceAction.RATIO
    assert adjustment(desk, observed) == (WAD, dividend, AT, phase)
    before = desk.observation(observed)
    move_to(AT - FREEZE_SECONDS - 1)
    assert not desk.oracle.isFrozen(observed)
    assert desk.oracle.freshIndexOf(observed, 0) == desk.oracle.indexOf(observed, 0)
    assert desk.oracle.tradableIndexOf(observed, 0) == desk.oracle.indexOf(observed, 0)
    move_to(AT - FREEZE_SECONDS)
    assert desk.oracle.isFrozen(observed)
    for read, arguments in (
        ("freshIndexOf", (observed, 0)),
        ("freshIndexOf", (0, observed)),
        ("tradableIndexOf", (observed, 0)),
        ("tradableIndexOf", (0, observed)),
        ("freshIntervalOf", (observed,)),
    ):
        with reverts("AssetFrozen", observed):
            getattr(desk.oracle, read)(*arguments)
    # What closes and settles goes on, and the interval keeps widening.
    assert desk.oracle.indexOf(observed, 0)[1] == desk.oracle.indexMidOf(observed, 0) == PRICE
    assert desk.observation(observed) == before


def test_a_ratio_replaces_one(desk: OracleDesk, observed: int) -> None:
    """A correction: the freeze goes on."""
    call(desk, "scheduleRatio", observed)
    move_to(AT + 5 * DAY)
    call(desk, "scheduleRatio", observed, AT + 5 * DAY + FREEZE_SECONDS)

    assert desk.oracle.isFrozen(observed)
    assert adjustment(desk, observed)[2] == AT + 5 * DAY + FREEZE_SECONDS


@pytest.mark.parametrize("name", ["scheduleRatio", "scheduleDividend"])
def test_what_is_called_off_leaves_nothing(desk: OracleDesk, observed: int, name: str) -> None:
    before = desk.oracle.indexOf(observed, 0, block_identifier="pending")
    call(desk, name, observed)
    ended = call(desk, "endAction", observed)

    assert ended.events["PriceActionEnded"] == {"assetId": observed}
    assert adjustment(desk, observed) == (WAD, 0, 0, PriceAction.NONE)
    assert desk.oracle.indexOf(observed, 0)[1] == before[1]
    move_to(AT)
    assert not desk.oracle.isFrozen(observed)


def test_a_fixed_price_is_fixed_for_everybody(desk: OracleDesk, observed: int, roles: dict[str, Any]) -> None:
    call(desk, "scheduleRatio", observed)
    fixed = call(desk, "fixPrice", observed, usd(231))

    assert fixed.events["PriceFixed"] == {"assetId": observed, "price": usd(231)}
    assert desk.observation(observed)[5] == fixed.timestamp
    for at in (START + HOUR, START + 30 * DAY):
        move_to(at)
        for interval in (desk.oracle.intervalOf(observed), desk.oracle.indexOf(observed, 0)):
            assert tuple(interval) == (usd(231),) * 3
        assert desk.oracle.freshIntervalOf(observed) == desk.oracle.intervalOf(observed)
    with reverts("AssetFrozen", observed):
        desk.oracle.freshIndexOf(observed, 0)
    with reverts("PriceIsFixed", observed):
        desk.oracle.setDrift(observed, 300, {"from": roles["risk"]})


def test_a_delisted_asset_counts_as_halted(desk: OracleDesk, observed: int) -> None:
    call(desk, "scheduleRatio", observed)
    halted = call(desk, "delist", observed)

    assert halted.events["PriceDelisted"] == {"assetId": observed}
    assert adjustment(desk, observed)[3] == PriceAction.DELISTED
    with reverts("AssetFrozen", observed):
        desk.oracle.freshIndexOf(observed, 0)
    low, mid, high = desk.oracle.indexOf(observed, 0)
    assert low < mid == PRICE < high
