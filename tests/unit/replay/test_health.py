"""Health and sales on accounts whose figures can be worked out by hand."""

import random
from dataclasses import replace

import pytest

from evershare.model.health import (
    MEGA_CAP,
    STABLE,
    VOLATILE,
    Factors,
    Part,
    discount,
    health,
    may_add_risk,
    most_debt,
    sale,
)
from evershare.model.interval import ONE, WAD, Interval

SHARES, USDC = 10**18, 10**6
AT_100 = Interval(90 * WAD, 100 * WAD, 110 * WAD)
HOUR = 3_600


def shares(amount, price=AT_100, factors=VOLATILE):
    return Part(int(amount * SHARES), SHARES, price, factors)


def usdc(amount):
    return Part(int(amount * USDC), USDC, ONE, STABLE)


def test_collateral_counts_at_its_low_edge_and_debt_at_its_high_edge():
    assert most_debt(shares(100), usdc(0)) == 3_780 * USDC  # 100 * 90 * 42 %
    assert most_debt(usdc(18_700), shares(0)) == 90 * SHARES  # 18,700 * 90 % / (110 * 1.7)


@pytest.mark.parametrize(
    ("held", "owed"), [(shares(99.7), usdc(0)), (usdc(1_234.567), shares(0))], ids=["long", "short"]
)
def test_the_most_debt_is_allowed_and_one_unit_more_is_not(held, owed):
    most = most_debt(held, owed)

    assert may_add_risk([held], [owed._replace(amount=most)])
    assert not may_add_risk([held], [owed._replace(amount=most + owed.unit // 10**6)])


def test_health_is_weighed_at_mid_and_takes_no_notice_of_the_interval():
    wide = Interval(WAD, AT_100.mid, 1_000 * WAD)
    assert health([shares(100)], [usdc(5_500)]) == health([shares(100, wide)], [usdc(5_500)])
    assert not health([shares(100)], [usdc(5_500)]).is_liquidatable
    assert health([shares(100)], [usdc(5_500.000001)]).is_liquidatable
    assert not health([usdc(14_000)], [shares(93)]).is_liquidatable  # 14,000 * 93 % = 93 * 100 * 1.4
    assert health([usdc(14_000)], [shares(93.000001)]).is_liquidatable


def test_what_is_held_and_owed_is_added_up():
    held, owed = [shares(10), usdc(100)], [usdc(500), shares(1, factors=MEGA_CAP)]
    found = health(held, owed)

    assert found.collateral == (10 * 100 * 5_500 + 100 * 9_300) * WAD
    assert found.debt == (500 * 10_000 + 100 * 13_000) * WAD


@pytest.mark.parametrize(
    ("seconds", "is_closed", "percent"),
    [
        (0, False, 2),
        (HOUR // 2, False, 8.5),
        (HOUR, False, 15),
        (9 * HOUR, False, 15),
        (0, True, 2),
        (HOUR * 3, True, 8.5),
    ],
)
def test_the_discount_grows_to_15_per_cent_in_an_hour_or_six_while_closed(seconds, is_closed, percent):
    assert discount(seconds, is_closed=is_closed) == percent * WAD / 100


def test_a_sale_restores_the_target_and_takes_no_more():
    seeded = random.Random(3)
    restored = 0
    for _ in range(300):
        is_short, is_closed = seeded.random() < 0.5, seeded.random() < 0.5
        mid = seeded.randrange(WAD, 1_000 * WAD)
        price = Interval(mid * 9 // 10, mid, mid * 11 // 10)
        off = seeded.randrange(2 * WAD // 100, 15 * WAD // 100)
        if is_short:
            held = usdc(10_000)
            owed = Part(seeded.randrange(67, 90) * 100 * SHARES * WAD // mid, SHARES, price, VOLATILE)
        else:
            held, owed = shares(100, price), usdc(seeded.randrange(56, 80) * mid / WAD)
        sold, paid = sale(held, owed, off, is_closed=is_closed)
        assert 0 < sold <= held.amount
        repaid = min(paid, owed.amount)
        assert (paid - repaid) * owed.price.mid * held.unit <= held.price.hi * owed.unit
        proceeds = sold * (held.price.mid if is_closed else held.price.hi) // held.unit * (WAD - off) // WAD
        assert abs(proceeds - repaid * owed.price.mid // owed.unit) <= proceeds // 10**5
        if sold < held.amount and repaid < owed.amount:
            after = health([held._replace(amount=held.amount - sold)], [owed._replace(amount=owed.amount - repaid)])
            assert after.collateral / after.debt == pytest.approx(1.05, rel=1e-6)
            restored += 1
    assert 100 < restored < 300


def test_a_sale_takes_everything_if_nothing_less_restores_the_target():
    sold, repaid = sale(shares(100), usdc(9_000), 15 * WAD // 100, is_closed=True)

    assert sold == 100 * SHARES
    assert repaid == 8_500 * USDC


def test_a_sale_repays_no_more_than_is_owed():
    strict = replace(VOLATILE, maint=0)
    sold, repaid = sale(shares(100, factors=strict), usdc(4_250), 15 * WAD // 100, is_closed=True)

    assert (sold, repaid) == (50 * SHARES, 4_250 * USDC)


def test_a_sale_is_never_so_cheap_that_it_makes_a_debt_that_was_not_there():
    """At 15 % off, stablecoins would be sold for less than they count: who owes 95 of 100 would be left with a debt."""
    generous = Factors(9_000, 9_500, 10_000, 10_000)
    sold, repaid = sale(shares(100, factors=generous), usdc(9_501), 15 * WAD // 100, is_closed=True)

    assert (sold, repaid) == (100 * SHARES, 9_500 * USDC)


def test_dust_is_not_left_over():
    """Neither of the debt nor of the collateral."""
    strict = replace(VOLATILE, maint=0)
    assert (
        sale(shares(100, factors=strict), usdc(999), 0, is_closed=True, missing=1_040 * WAD * 10_000).paid == 999 * USDC
    )
    assert sale(shares(10), usdc(2_000), 0, is_closed=True, missing=498 * WAD * 10_000).sold == shares(10).amount


def test_a_token_without_fractions_is_sold_whole_and_what_is_paid_beyond_the_debt_is_the_accounts():
    whole = Part(5, 1, shares(1).price, VOLATILE)
    assert sale(whole, usdc(250), 0, is_closed=True, missing=10**10 * WAD) == (3, 300 * USDC)
    assert sale(whole, usdc(250), 0, is_closed=True, missing=10**10 * WAD, most=299 * USDC) == (2, 200 * USDC)
