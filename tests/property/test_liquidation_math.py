"""The size and the price of a liquidation's sale: the contract answers what the model does, and the model is fair."""

import pytest
from brownie import project
from hypothesis import given, settings
from hypothesis import strategies as st

from evershare.model.health import DUST_USD, TARGET_HEALTH_BPS, Factors, Part, discount, sale, sale_price
from evershare.model.interval import BPS, WAD, Interval
from tests.support.effort import runs

DISCOUNTS = st.integers(2 * WAD // 100, 15 * WAD // 100)
UNITS = st.sampled_from([1, 10**6, 10**18, 10**27])
USD = st.integers(1, 10**7)  # what an amount is worth, whole dollars


@st.composite
def parts(draw, owed):
    """An amount of some token; collateral counts for less than a debt does."""
    unit, mid = draw(UNITS), draw(st.integers(10**10, 10**6 * WAD))
    half = draw(st.integers(0, 9_000))
    price = Interval(mid * (BPS - half) // BPS or 1, mid, mid * (BPS + half) // BPS)
    weight = draw(st.integers(10_000, 20_000) if owed else st.integers(0, 9_500))
    return Part(draw(USD) * WAD * unit // mid, unit, price, Factors(weight, weight, weight, weight))


def as_lot(held, owed):
    """Both as the library takes them."""
    return (
        *(held.amount, held.unit, tuple(held.price), held.factors.maint),
        *(owed.amount, owed.unit, owed.price.mid, owed.factors.debt_maint),
    )


@pytest.fixture(scope="module")
def maths(accounts, module_isolation):
    return accounts[0].deploy(project.get_loaded_projects()[0]["LiquidationMathMock"])


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize("elapsed", [0, 1, 1_799, 3_599, 3_600, 21_599, 21_600, 86_400])
def test_the_discount_is_the_models(maths, elapsed, is_closed):
    assert maths.discount(elapsed, is_closed) == discount(elapsed, is_closed=is_closed)


@settings(max_examples=runs(60))
@given(
    held=parts(owed=False),
    owed=parts(owed=True),
    off=DISCOUNTS,
    is_closed=st.booleans(),
    missing=st.integers(0, 10**7).map(lambda usd: usd * WAD * BPS),
    most=st.one_of(st.none(), USD),
)
def test_the_contract_answers_what_the_model_does(maths, held, owed, off, is_closed, missing, most):
    limit = None if most is None else most * WAD * owed.unit // owed.price.mid
    lot = as_lot(held, owed)
    price = maths.salePrice(lot, off, is_closed)
    assert price == sale_price(held, owed, off, is_closed=is_closed)

    sold, paid = maths.sale(lot, price, missing, 2**256 - 1 if limit is None else limit)

    assert (sold, paid) == sale(held, owed, off, is_closed=is_closed, missing=missing, most=limit)
    assert sold <= held.amount
    assert limit is None or paid <= limit
    # Beyond the debt he pays for less than one more unit.
    assert (paid - owed.amount) * owed.price.mid * held.unit <= price * owed.unit + owed.price.mid * held.unit


@pytest.mark.parametrize(("left", "is_left"), [(DUST_USD - WAD, False), (DUST_USD + WAD, True)])
def test_collateral_that_is_not_worth_another_sale_is_sold_too(maths, left, is_left):
    """100 tokens of 100 dollars, of a debt of 50,000, where the target health would leave a few dollars of them."""
    factors = Factors(8_000, 8_000, 11_000, 11_000)
    dollar, price = Interval(WAD, WAD, WAD), Interval(100 * WAD, 100 * WAD, 100 * WAD)
    held, owed = Part(100 * WAD, WAD, price, factors), Part(50_000 * 10**6, 10**6, dollar, factors)
    lot = as_lot(held, owed)
    for_sale = maths.salePrice(lot, 2 * WAD // 100, False)
    wanted = held.amount - left // 100
    missing = wanted * (for_sale * 11_000 * TARGET_HEALTH_BPS - 100 * WAD * 8_000 * BPS) // BPS // WAD

    sold, _ = maths.sale(lot, for_sale, missing, 2**256 - 1)
    assert abs(int(sold) - (wanted if is_left else held.amount)) <= 1


@settings(max_examples=runs(200))
@given(
    held=parts(owed=False),
    owed=parts(owed=True),
    off=DISCOUNTS,
    missing=st.integers(1, 10**7).map(lambda usd: usd * WAD * BPS),
    cuts=st.lists(st.integers(1, 100), min_size=1, max_size=6),
)
def test_splitting_never_pays_more(held, owed, off, missing, cuts):
    """V6: what a liquidator repays in pieces buys no more collateral than at once, and he can buy no more in all."""
    whole = sale(held, owed, off, is_closed=True, missing=missing)
    sold = paid = 0
    for cut in cuts:
        gained = paid * owed.price.mid * owed.factors.debt_maint * 10_500 // (owed.unit * BPS)
        lost = sold * held.price.mid * held.factors.maint // held.unit
        left = missing - gained + lost
        if left <= 0 or paid >= owed.amount:
            break
        piece = sale(
            held._replace(amount=held.amount - sold),
            owed._replace(amount=owed.amount - paid),
            off,
            is_closed=True,
            missing=left,
            most=whole.paid * cut // 100,
        )
        sold, paid = sold + piece.sold, paid + piece.paid
    price = sale_price(held, owed, off, is_closed=True)
    assert paid * owed.price.mid * held.unit >= sold * price * owed.unit  # the price is paid for all that is bought
    # Each piece may round up by a unit, and the last take dust with it.
    assert (sold - whole.sold - len(cuts)) * price // held.unit <= DUST_USD + price // held.unit


@settings(max_examples=runs(200))
@given(held=parts(owed=False), owed=parts(owed=True), off=DISCOUNTS)
def test_a_just_liquidatable_account_is_left_without_debt(held, owed, off):
    """Whatever the discount, the collateral that stood for the debt a moment ago still pays for it."""
    counts = held.amount * held.price.mid * held.factors.maint // held.unit
    owed = owed._replace(amount=counts * owed.unit // (owed.price.mid * owed.factors.debt_maint))
    # At the price a rounding above the least, all may lack a unit's price.
    left = owed.amount - sale(held, owed, off, is_closed=True, missing=10**44).paid
    assert left * owed.price.mid <= owed.unit * (held.amount // held.unit + 1) + owed.price.mid
