"""Corporate actions and what people hold meanwhile: the same prices with and without one leave everybody alike."""

from decimal import Decimal

import pytest
from brownie import chain, project
from hypothesis import given, settings
from hypothesis import strategies as st

from evershare.actions import TokenState
from evershare.devchain import rewound
from evershare.localnet import wad
from evershare.risk import Tier
from tests.support.actions import DAY, IN_MONDAYS_SESSION, MONDAY, MONDAY_OPEN, SPLIT_AT, ActionsWorld
from tests.support.effort import runs
from tests.support.world import TSLA_PRICE

MONDAY_AT, WEDNESDAY_AT = IN_MONDAYS_SESSION, IN_MONDAYS_SESSION + 2 * DAY
BACK_AT = SPLIT_AT + 4 * DAY  # Wednesday, 00:00 UTC
SHARES = 10_000  # with the custodian
BORROWERS, LOAN = ("trader", "second_trader"), 10_000  # USDC
RATIOS = st.sampled_from([(10, 1), (3, 2), (7, 3), (1, 8), (2, 3), (101, 100), (1, 1_000)])


@pytest.fixture(scope="module")
def world(accounts, module_isolation):
    """A trader with a put and a call on BTC/TSLA, and like another one with a loan of USDC against 300 TSLA."""
    world = ActionsWorld(project.get_loaded_projects()[0], accounts, chain)
    world.lend_cash(dict.fromkeys(BORROWERS, LOAN))
    world.refresh()
    world.series = [world.open(size="0.4", is_call=is_call).return_value[0] for is_call in (False, True)]
    return world


def trade_on(world, at, share_price):
    """A session in which the share trades at a price, at a fixed second."""
    world.wait_until(at - 2)
    world.publish_prices({"BTC": "64500", "TSLA": share_price})
    assert world.now == at - 1
    world.wait_until(at)


def holdings(world):
    """All that traders and providers have, by raw units and whole values (WAD)."""
    options, trader = world["PerpetualOptions"], world.people["trader"]
    positions = [tuple(options.positionOf(trader, series)) for series in world.series]
    balances = [
        world["CollateralVault"].balanceOf(account, world.tsla_id)
        for account in (trader, world.people["second_trader"], world.pool)
    ]
    return [int(value) for value in (*sum(positions, ()), *balances, options.reserveOf(world.pool)[0])]


def values(world):
    """What depends on the price: index, net asset value, liabilities, what a close would pay."""
    options, trader = world["PerpetualOptions"], world.people["trader"]
    closes = [world["OptionsLens"].quoteClose(trader, series, wad("0.4"), 0) for series in world.series]
    found = [
        *world.oracle.indexOf(world.asset_ids["BTC"], world.tsla_id),
        *(world.pool.netAssetValue(high) for high in (False, True)),
        *(options.liabilityOf(world.pool, high) for high in (False, True)),
        *(value for close in closes for value in close),
    ]
    return [int(value) for value in found]


def assert_alike(found, expected, parts=10**15):
    """To 1 wei a whole token of the pool's 2,000, or to one of so many parts."""
    for one, other in zip(found, expected, strict=True):
        assert abs(one - other) <= 2_000 + abs(other) // parts


def verify(world, shares):
    world.attest("TSLA", shares)
    world.verify_action("TSLA")
    assert world.state == TokenState.ACTIVE


def healths(world):
    """What both borrowers' collateral and debts weigh, initially and for maintenance."""
    return [weight for role in BORROWERS for weight in world.health(role)]


@settings(max_examples=runs(5))
@given(ratio=RATIOS, target=st.integers(218, 238), wednesday=st.integers(21_900, 23_700))
def test_a_split_and_its_inverse_change_nothing(world, ratio, target, wednesday):
    """C2: balances, positions, index, net asset value, health and payouts, after the split, and after its inverse."""
    numerator, denominator = ratio
    part = round(Decimal(target) / numerator, 4)  # the feed says both prices without rounding
    # Never Monday's price again, which would be no news.
    before, after, later = numerator * part, denominator * part, Decimal(wednesday) / 100 + Decimal("0.00501")

    # Where a multiplier is rounded, the hull is by its unit of 1e-9, which an option magnifies.
    parts = 10**15 if wad(1) * numerator % denominator == 0 else 10**7

    with rewound():
        trade_on(world, MONDAY_AT, before)
        monday, held = values(world) + healths(world), holdings(world)
        trade_on(world, WEDNESDAY_AT, later)
        expected = values(world) + healths(world)

    with rewound():
        world.announce_split("TSLA", numerator, denominator, SPLIT_AT)
        trade_on(world, MONDAY_AT, after)
        assert_alike(values(world) + healths(world), monday, parts)
        assert holdings(world) == held
        verify(world, Decimal(SHARES * numerator) / denominator)

        world.announce_split("TSLA", denominator, numerator, BACK_AT)
        trade_on(world, WEDNESDAY_AT, later)
        assert_alike(values(world) + healths(world), expected, parts)
        assert holdings(world) == held
        verify(world, SHARES)
        # Rounded down once each way.
        assert 0 <= wad(1) - world.tsla.multiplier() <= 1 + numerator // denominator


@settings(max_examples=runs(5))
@given(dividend=st.integers(1, 2_000), move=st.integers(-5, 5))
def test_an_ex_date_moves_no_option(world, dividend, move):
    """The price falls by the dividend (1e-4 of the price) and moves by some per cent besides."""
    price = Decimal(TSLA_PRICE)
    paid = price * dividend / 10_000
    later = price * (100 + move) / 100 + Decimal("0.01")
    ex_price = later * (price - paid) / price

    with rewound():
        trade_on(world, MONDAY_AT, later)
        expected, held = values(world), holdings(world)

    with rewound():
        world.announce_dividend("TSLA", MONDAY, paid, world.usdc)
        trade_on(world, MONDAY_AT, ex_price)
        assert_alike(values(world), expected, 10**9)  # the feed's eight decimals
        assert holdings(world) == held
        assert abs(world.raw_price() - wad(ex_price)) <= 10**10
        world.verify_action("TSLA")
        assert world.state == TokenState.ACTIVE


@settings(max_examples=runs(5))
@given(dividend=st.integers(1, 2_000))
def test_an_ex_date_moves_health_by_the_dividend_alone(world, dividend):
    """For collateral: by what the account is paid for its balance, weighted as the collateral is; the debt stays."""
    borrower, factors = "second_trader", Tier.VOLATILE.value
    holder, paid = world.people[borrower], Decimal(TSLA_PRICE) * dividend / 10_000
    balance = int(world["CollateralVault"].balanceOf(holder, world.tsla_id))
    verified_at = MONDAY_OPEN + 1

    with rewound():
        world.wait_until(verified_at)
        low, mid, _ = world.oracle.intervalOf(world.tsla_id)
        before = world.health(borrower)

    with rewound():
        world.usdc.mint(world.people["issuer"], world.units("USDC", 10**6), world.as_("deployer"))
        action_id = world.announce_dividend("TSLA", MONDAY, paid, world.usdc)
        world.wait_until(verified_at - 1)
        assert world.verify_action("TSLA").timestamp == verified_at
        after = world.health(borrower)
        distribution = world.pay_dividend(action_id)
        in_cash = world.usdc.balanceOf(holder)
        world.claim(borrower, distribution, world["CollateralVault"])
        in_cash = int(world.usdc.balanceOf(holder) - in_cash) * 10**12  # USD WAD

    assert in_cash == balance * wad(paid) // 10**18
    lost = [one - other for one, other in zip(before, after, strict=True)]
    assert lost[2] == in_cash * factors.maint
    # Initially the lower edge counts, which is a part of the price.
    edge = in_cash * factors.init * int(low) // int(mid)
    assert abs(lost[0] - edge) <= balance * factors.init // 10**18
    assert lost[1] == lost[3] == 0


def test_positions_close_after_a_split_and_an_ex_date(world):
    """C2: for the same payout as without them, and while the token is frozen as well."""
    options, trader = world["PerpetualOptions"], world.people["trader"]

    def close(series):
        tx = options.close(trader, world.series[series], wad("0.4"), 0, world.now + DAY, world.as_("trader"))
        return int(tx.return_value)

    with rewound():
        trade_on(world, MONDAY_AT, "230")
        expected = [close(0), close(1)]

    with rewound():
        world.announce_split("TSLA", 10, 1, SPLIT_AT)
        trade_on(world, MONDAY_AT, "23")
        assert world.actions.isFrozen(world.tsla)
        assert [close(0), close(1)] == expected

    with rewound():
        world.announce_dividend("TSLA", MONDAY, "2.275", world.usdc)
        trade_on(world, MONDAY_AT, "227.7")
        assert_alike([close(0), close(1)], expected)
