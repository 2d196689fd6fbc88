"""Reading price files: everything that is wrong with one first, then what a good one means."""

import numpy as np
import pytest

from evershare.errors import InvalidInput
from evershare.history import prints_of, read_round_the_clock, read_stock, sessions_of
from tests.support.prices import BELL, DAY, FIRST_DAY, HOUR, round_the_clock, sessions, write_bars, write_rows

GOOD = [f"{FIRST_DAY + hour * HOUR},10,11,9,10.5" for hour in range(4)]


def row(hour, values="10,11,9,10.5"):
    return f"{FIRST_DAY + hour * HOUR},{values}"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(0), row(1), row(1)], "line 4: timestamp 1693789200 stands twice"),
        ([row(0), row(2), row(1)], "line 4: timestamp 1693789200 is earlier than the one before"),
        ([row(0), "9999999999,10,11,9,10"], "line 3: timestamp 9999999999 lies in the future"),
        ([row(0), "1693789200.5,10,11,9,10"], "line 3: timestamp 1693789200.5 is no whole number of seconds"),
        ([row(0), "-1,10,11,9,10"], "line 3: timestamp -1 is no whole number of seconds"),
        ([row(0), row(1, "10,11,nine,10")], "line 3: holds something that is no number"),
        ([row(0), row(1, "10,11,nan,10")], "line 3: holds something that is not finite"),
        ([row(0), row(1, "10,inf,9,10")], "line 3: holds something that is not finite"),
        ([row(0), row(1, "10,11,9")], "line 3: has 4 values instead of 5"),
        ([row(0), ""], "line 3: has 0 values instead of 5"),
        ([row(0), row(1, "0,11,0,10")], "line 3: 0 < low <= open, close <= high does not hold"),
        ([row(0), row(1, "10,9,8,10")], "line 3: 0 < low <= open, close <= high does not hold"),
        ([row(0), row(3)], "no rows for 3 hours after timestamp 1693785600"),
        ([row(0)], "has fewer than two rows"),
        ([], "has fewer than two rows"),
    ],
)
def test_refuses_bad_rows(tmp_path, rows, message):
    write_rows(tmp_path, "BTC", rows)

    with pytest.raises(InvalidInput) as refused:
        read_round_the_clock(tmp_path, "BTC")

    assert str(refused.value).startswith("BTC_1h.csv")
    assert str(refused.value).endswith(message)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"time,price\n1,2\n", b"\xff\xfe\x00", b"\x00\x01"])
def test_refuses_what_is_no_such_table(tmp_path, content):
    (tmp_path / "BTC_1h.csv").write_bytes(content)

    with pytest.raises(InvalidInput, match=r"^BTC_1h\.csv: "):
        read_round_the_clock(tmp_path, "BTC")


def test_refuses_a_folder_without_the_file(tmp_path):
    with pytest.raises(InvalidInput, match=r"BTC_1h\.csv: No such file or directory$"):
        read_round_the_clock(tmp_path, "BTC")


@pytest.mark.parametrize(
    ("without", "message"),
    [(range(2, 3), "for 2 hours after"), (range(7, 35), "for 162 hours after")],
    ids=["within a session", "of five days"],
)
def test_refuses_gaps_of_a_stock(tmp_path, without, message):
    bars = sessions([10] * 6)
    write_bars(tmp_path, "TSLA", [bar for place, bar in enumerate(bars) if place not in without])

    with pytest.raises(InvalidInput, match=message):
        read_stock(tmp_path, "TSLA")


def test_one_bar_may_be_missing_around_the_clock(tmp_path):
    write_rows(tmp_path, "BTC", [row(0), row(2)])

    assert len(read_round_the_clock(tmp_path, "BTC").starts) == 2


def test_around_the_clock_the_first_open_and_each_close_are_published(tmp_path):
    write_bars(tmp_path, "BTC", round_the_clock(1, lambda hour: 100 + hour))
    prints = prints_of(read_round_the_clock(tmp_path, "BTC"))

    assert list(prints.at) == [FIRST_DAY + hour * HOUR for hour in range(25)]
    assert list(prints.price) == [100 + hour for hour in range(25)]
    times = np.array([FIRST_DAY - 1, FIRST_DAY, FIRST_DAY + HOUR - 1, FIRST_DAY + HOUR])
    assert list(prints.latest(times)) == [100, 100, 100, 101]


def test_a_stock_publishes_its_open_too_and_nothing_while_it_sleeps(tmp_path):
    write_bars(tmp_path, "TSLA", sessions([10, 12]))
    bars = read_stock(tmp_path, "TSLA")
    found, prints = sessions_of(bars), prints_of(bars)

    assert list(found.open_at) == [FIRST_DAY + BELL, FIRST_DAY + DAY + BELL]
    assert list(found.close_at) == [FIRST_DAY + 20 * HOUR, FIRST_DAY + DAY + 20 * HOUR]
    assert list(found.open) == list(found.close) == [10, 12]
    bell, closing = FIRST_DAY + BELL, FIRST_DAY + 20 * HOUR
    assert list(found.is_open(np.array([bell - 1, bell, closing - 1, closing]))) == [False, True, True, False]
    next_bell = FIRST_DAY + DAY + BELL
    assert list(prints.latest(np.array([closing, next_bell - 1, next_bell]))) == [10, 10, 12]


def test_the_last_bar_of_a_full_session_lasts_half_an_hour_and_an_early_close_is_taken_from_the_bars(tmp_path):
    write_bars(tmp_path, "TSLA", [*sessions([10]), *sessions([10], FIRST_DAY + DAY)[:3]])
    found = sessions_of(read_stock(tmp_path, "TSLA"))

    assert list((found.close_at - found.open_at) / HOUR) == [6.5, 3]
