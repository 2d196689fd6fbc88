from evershare.model.interval import WAD, index
from tests.support.oracle import HOUR, OPEN, THURSDAY, OracleDesk, move_to, usd
from tests.support.reverts import reverts

PUBLISHED_AT = THURSDAY + OPEN + HOUR


def test_never_observed(desk: OracleDesk, btc: int, tsla: int) -> None:
    desk.observe(btc, usd(64_000), PUBLISHED_AT)

    with reverts("PriceNeverObserved", tsla):
        desk.oracle.indexOf(btc, tsla)
    with reverts("PriceNeverObserved", tsla):
        desk.oracle.indexOf(tsla, btc)
    with reverts("PriceNeverObserved", tsla):
        desk.oracle.indexMidOf(btc, tsla)


def test_index_at_opposite_edges(desk: OracleDesk, btc: int, tsla: int) -> None:
    desk.observe(btc, usd(64_000), PUBLISHED_AT, confidence=usd(32))
    desk.observe(tsla, usd(200), PUBLISHED_AT + 1)
    move_to(PUBLISHED_AT + HOUR)

    lo, mid, hi = desk.oracle.indexOf(btc, tsla)

    assert (lo, mid, hi) == index(desk.interval(btc), desk.interval(tsla))
    assert mid == desk.oracle.indexMidOf(btc, tsla) == 320 * WAD
    assert lo < mid < hi


def test_usd_on_either_side(desk: OracleDesk, btc: int) -> None:
    desk.observe(btc, usd(64_000), PUBLISHED_AT)

    assert tuple(desk.oracle.indexOf(btc, 0)) == desk.interval(btc)
    assert tuple(desk.oracle.indexOf(0, btc)) == index(desk.interval(0), desk.interval(btc))
    assert tuple(desk.oracle.indexOf(0, 0)) == (WAD, WAD, WAD)
