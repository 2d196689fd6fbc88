"""The scan against whole numbers: it misses nobody, and takes few for liquidatable who are not."""

import random

import numpy as np
import pytest

from evershare.errors import InvalidInput
from evershare.keeper.accounts import BLOCK, nothing
from evershare.keeper.scan import Scan
from evershare.keeper.weights import FUNDING_PART, OPTION_PART, Asset, Series, weights
from tests.support.exact_health import Account, columns, draw, exact, market

COUNT = BLOCK + 1_000  # a full block and a part of one


@pytest.fixture(scope="module")
def drawn():
    """Accounts in a market, with what they weigh in whole numbers."""
    rng = random.Random(1)
    assets, series = market(rng, 60, 40)
    accounts = [draw(rng, assets, series) for _ in range(COUNT)]
    return assets, series, accounts, [exact(account, assets, series) for account in accounts]


@pytest.fixture
def scan():
    scan = Scan()
    yield scan
    scan.close()


def rows(count):
    return np.arange(count, dtype=np.int64)


def loaded(scan, drawn):
    assets, series, accounts, _ = drawn
    scan.load(rows(len(accounts)), columns(accounts, assets, series))
    return weights(assets, series)


def flagged_in_passing(scan, drawn):
    scan.everything(loaded(scan, drawn))
    return set(scan.flagged().tolist())


def gross(account, assets, series):
    """All that an account's health is summed from, USD WAD times bps, funding already paid included."""
    parts = exact(Account(account.held, account.owed, {}), assets, series)
    options = 0
    for number, (size, _) in account.positions.items():
        one = series[number - 1]
        funding = size * one.funding_index // 10**36
        options += (OPTION_PART * one.value * size // 10**18 + 2 * FUNDING_PART * funding) * assets[one.settlement].mid
    return parts.collateral + parts.debt + options * 10_000 // 10**18


def test_refuses_rows_that_are_not_there(scan):
    with pytest.raises(InvalidInput, match="rows from 5 to 5 of 0 accounts"):
        scan.accounts.get(np.array([5]))


def test_refuses_an_id_that_the_columns_cannot_hold():
    with pytest.raises(InvalidInput, match="asset 32768: ids from 1 to 32767"):
        weights({1 << 15: Asset(1, 1, 1, 1)}, [])


def test_flags_all_that_are_liquidatable(scan, drawn):
    liquidatable = {row for row, health in enumerate(drawn[3]) if health.is_liquidatable}
    assert len(liquidatable) > COUNT // 5
    assert liquidatable <= flagged_in_passing(scan, drawn)


def test_flags_nobody_else_but_who_is_nearly_so_or_owes_more_funding_than_his_options_are_worth(scan, drawn):
    assets, series, accounts, healths = drawn
    wrong = [row for row in flagged_in_passing(scan, drawn) if not healths[row].is_liquidatable]
    assert len(wrong) < COUNT // 5
    for row in wrong:
        account = accounts[row]
        collateral, debt = healths[row]
        options = exact(Account(positions=account.positions), assets, series)
        near = collateral - debt <= 1e-5 * gross(account, assets, series)
        assert near or options.collateral == 0 < options.debt


def test_what_is_picked_has_the_margin_of_a_pass(scan, drawn):
    table = loaded(scan, drawn)
    scan.everything(table)
    passed = scan.margins(rows(COUNT)).copy()

    some = np.array([0, 7, BLOCK - 1, BLOCK, COUNT - 1])
    scan.pick(some, table)

    for row in some.tolist():
        error = 1e-6 * gross(drawn[2][row], *drawn[:2]) / 10**22
        assert scan.margins(np.array([row]))[0] == pytest.approx(passed[row], abs=error)


def test_a_price_recomputes_who_holds_owes_or_has_an_option_on_it(scan):
    """Of many accounts, three feel the price of asset 2: one by what it holds, one by a debt, one by an option."""
    dollar = Asset(unit=10**6, mid=10**18, maint=9_000, debt_maint=10_000, debt_index=10**27)
    before = {1: dollar, 2: dollar}
    after = {**before, 2: before[2]._replace(mid=2 * 10**18)}
    series = [Series(2, 1, 10**18, 0), Series(1, 1, 10**18, 0)]
    accounts = [Account(held={1: 1_000}) for _ in range(100)]
    accounts[10], accounts[20] = Account(held={2: 10**9}), Account(owed={2: 10**18})
    accounts[30], accounts[40] = Account(positions={1: (10**18, 0)}), Account(positions={2: (10**18, 0)})
    scan.load(rows(100), columns(accounts, before, series))
    scan.everything(weights(before, series))
    first = scan.margins(rows(100)).copy()

    touched = scan.touched([2], [1], weights(after, [series[0]._replace(value=3 * 10**18), series[1]]))

    changed = np.flatnonzero(scan.margins(rows(100)) != first).tolist()
    assert (touched, changed) == (3, [10, 20, 30])
    assert scan.flagged().tolist() == [20]


def test_a_price_that_most_accounts_feel_recomputes_all(scan):
    assets = {1: Asset(1, 10**18, 9_000, 10_000)}
    scan.load(rows(100), columns([Account(held={1: 1}) for _ in range(100)], assets, []))
    assert scan.touched([1], [], weights(assets, [])) == 100


def test_an_account_that_an_event_changed_is_found_by_its_new_assets(scan):
    assets = {id_: Asset(1, 10**18, 9_000, 10_000) for id_ in (1, 2)}
    table = weights(assets, [])
    accounts = [Account(held={1: 1_000}) for _ in range(100)]
    scan.load(rows(100), columns(accounts, assets, []))
    scan.everything(table)

    scan.put(np.array([50, 100]), columns([Account(held={2: 500}), Account(held={2: 7})], assets, []), table)

    assert scan.margins(np.array([50, 100])) == pytest.approx([450, 6.3], rel=1e-5)
    assert scan.touched([2], [], table) == 2


def test_many_events_are_listed_anew_and_still_found(scan):
    """Each account gets another asset three times: the lists grow stale, and are made anew."""
    count = BLOCK
    assets = {id_: Asset(1, 10**18, 9_000, 10_000) for id_ in (1, 2, 3, 4)}
    table = weights(assets, [])
    scan.load(rows(count), columns([Account(held={1: 1}) for _ in range(count)], assets, []))
    for id_ in (2, 3, 4):
        scan.put(rows(count - 10), columns([Account(held={id_: 1}) for _ in range(count - 10)], assets, []), table)

    assert scan.touched([1], [], table) == 10


def test_empty_places_weigh_nothing(scan):
    scan.load(rows(3), nothing(3))
    scan.everything(weights({1: Asset(1, 10**18, 9_000, 10_000)}, []))
    assert scan.margins(rows(3)).tolist() == [0, 0, 0]
    assert len(scan.flagged()) == 0
