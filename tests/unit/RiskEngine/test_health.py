"""Health, compared with the model of evershare.model.health."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evershare.localnet import wad
from evershare.model.health import health, may_add_risk
from tests.support.credit import DAY, USDC, asset_amount
from tests.support.ledger import ZERO_ADDRESS
from tests.support.reverts import reverts
from tests.support.world import MEASURED


@pytest.fixture
def debts(credit):
    """The trader owes 15,000 USDC and 10 TSLA, and holds 310 TSLA and 5,000 USDC."""
    credit.borrow("trader", 15_000 * USDC)
    credit.borrow("trader", wad(10), "TSLA")
    credit.withdraw("trader", 10_000 * USDC)


def initial(parts):
    held, owed = parts
    return (
        sum(p.amount * p.price.lo * p.factors.init // p.unit for p in held),
        sum(-(-p.amount * p.price.hi * p.factors.debt_init // p.unit) for p in owed),
    )


@pytest.mark.parametrize("after", [0, 60, DAY, 60 * DAY])
def test_equals_the_model(credit, debts, after):
    """Fresh, aged, over a weekend, and when the calendar has run out."""
    trader = credit.people["trader"]
    credit.wait_until(credit.now + after)
    parts = credit.parts("trader")

    assert tuple(credit.risk_engine.initialHealthOf(trader)) == initial(parts)
    assert tuple(credit.risk_engine.maintenanceHealthOf(trader)) == tuple(health(*parts))


def test_time_alone_changes_maintenance_by_interest_only(credit, debts):
    """V3: an interval that widens liquidates nobody."""
    trader = credit.people["trader"]
    before = credit.risk_engine.maintenanceHealthOf(trader)

    credit.wait_until(credit.now + 3 * DAY)

    after = credit.risk_engine.maintenanceHealthOf(trader)
    assert after[0] == before[0]
    assert before[1] < after[1] < before[1] * 1_001 // 1_000


def test_time_alone_takes_nothing_from_an_option(credit, debts, monkeypatch):
    """V3: sigma0 falls to its floor while the index stands still, and anybody may sample it. An option counts at the
    floor from the start, so neither matters; only funding is due."""
    trader, options = credit.people["trader"], credit["PerpetualOptions"]
    market_id = credit.create_market("BTC", "TSLA", **MEASURED)
    monkeypatch.setattr(credit, "market_id", market_id)
    credit.publish()
    series_id = credit.open(size="0.5").return_value[0]
    sigma, worth = options.contextOf(series_id)["sigmaLow"], options.marginOf(trader)[0]

    credit.wait_until(credit.now + 3 * DAY)
    options.sampleVolatility(market_id, credit.as_("stranger"))

    assert options.contextOf(series_id)["sigmaLow"] < sigma
    assert options.marginOf(trader)[0] == worth > 0


def test_an_open_option_counts_at_half_of_its_worth(credit, debts):
    trader, options = credit.people["trader"], credit["PerpetualOptions"]
    credit.publish()
    credit.open(size="0.5")
    credit.wait_until(credit.now + DAY)

    value, owed = options.marginOf(trader)
    collateral, debt = health(*credit.parts("trader"))

    assert value > owed > 0
    assert tuple(credit.risk_engine.maintenanceHealthOf(trader)) == (
        collateral + (value - owed) * 5_000,
        debt + owed * 10_000,
    )


def test_an_option_that_owes_more_than_it_is_worth_is_a_debt(credit, debts):
    mock = credit.people["deployer"].deploy(credit.project["MarginSourceMock"])
    mock.set(wad(10), wad(11), credit.as_("deployer"))
    credit.risk_engine.setOptions(mock, credit.as_("governor"))
    collateral, debt = health(*credit.parts("trader"))

    assert tuple(credit.risk_engine.maintenanceHealthOf(credit.people["trader"])) == (
        collateral,
        debt + wad(11) * 10_000,
    )


def test_without_options_only_balances_count(credit, debts):
    credit.risk_engine.setOptions(ZERO_ADDRESS, credit.as_("governor"))

    assert tuple(credit.risk_engine.maintenanceHealthOf(credit.people["trader"])) == tuple(
        health(*credit.parts("trader"))
    )


def test_collateral_without_a_price_is_worth_nothing(credit, debts):
    """It stands in nobody's way: a debtor who holds it repays, withdraws and is liquidated like others."""
    asset_id = credit.list_unpriced("NOPRICE")
    credit.risk_engine.setFactors(asset_id, (4_200, 5_500, 17_000, 14_000), credit.as_("governor"))
    trader = credit.people["trader"]
    before = credit.risk_engine.maintenanceHealthOf(trader)[0]

    credit.deposit("trader", "NOPRICE", 1_000)

    assert credit.risk_engine.maintenanceHealthOf(trader)[0] == before
    credit.withdraw("trader", USDC)


def test_a_debt_without_a_price_is_refused(credit):
    asset_id = credit.list_unpriced("NOPRICE")

    with reverts("PriceNeverObserved", asset_id):
        credit.risk_engine.requireHealthy(credit.people["trader"], [], [asset_amount(asset_id, 1)])


AMOUNTS = st.integers(0, 2**128 - 1)


# Of few examples, those that Hypothesis cuts short on its own can be most: 64 bytes are not too large.
@settings(max_examples=15, suppress_health_check=[HealthCheck.data_too_large])
@given(held=st.tuples(AMOUNTS, AMOUNTS), owed=st.tuples(AMOUNTS, AMOUNTS))
def test_a_check_never_overflows_and_equals_the_model(credit, held, owed):
    """V7: what is held is rounded down, what is owed up, at any amount that the ledger stores."""
    ids = [credit.asset_ids["TSLA"], credit.asset_ids["USDC"]]
    words = [[asset_amount(i, a) for i, a in zip(ids, amounts, strict=True)] for amounts in (held, owed)]
    parts = [[credit.part(word) for word in side] for side in words]
    arguments = (credit.people["trader"], *words)

    if may_add_risk(*parts):
        credit.risk_engine.requireHealthy(*arguments)
    else:
        with reverts("HealthTooLow", credit.people["trader"], *initial(parts)):
            credit.risk_engine.requireHealthy(*arguments)
