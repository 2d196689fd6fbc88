"""The health of an account in whole numbers, as `RiskEngine.maintenanceHealthOf` has it, and accounts drawn for it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np

from evershare.keeper.accounts import ASSETS, OWED, Holdings, nothing
from evershare.keeper.weights import Asset, Series, owed_shares, paid_funding
from evershare.model.health import Factors, Health, Part, health
from evershare.model.interval import WAD, Interval
from evershare.model.numbers import ceil_div

RAY, FUNDING = 10**36, 10**54


@dataclass
class Account:
    """What one account lists: assets by id in token units, debts by id in shares, positions by number."""

    held: dict[int, int] = field(default_factory=dict)
    owed: dict[int, int] = field(default_factory=dict)
    positions: dict[int, tuple[int, int]] = field(default_factory=dict)  # size and funding index


def exact(account: Account, assets: dict[int, Asset], series: list[Series]) -> Health:
    """Collateral and debt, weighted, USD WAD times bps."""

    def part(id_: int, amount: int) -> Part:
        asset = assets[id_]
        price = Interval(asset.mid, asset.mid, asset.mid)
        return Part(amount, asset.unit, price, Factors(0, asset.maint, 0, asset.debt_maint))

    held = [part(id_, amount * assets[id_].payout // WAD) for id_, amount in account.held.items()]
    owed = [part(id_, ceil_div(shares * assets[id_].debt_index, RAY)) for id_, shares in account.owed.items()]
    collateral, debt = health(held, owed)
    value = due = 0
    for number, (size, index) in account.positions.items():
        one = series[number - 1]
        token = assets[one.settlement]
        value += one.value * size // WAD * token.mid // WAD
        due += ceil_div(ceil_div(size * (one.funding_index - index) * token.unit, FUNDING) * token.mid, token.unit)
    return Health(collateral + max(value - due, 0) * 5_000, debt + due * 10_000)


def columns(accounts: list[Account], assets: dict[int, Asset], series: list[Series]) -> Holdings:
    """The accounts as the scan takes them."""
    found = nothing(len(accounts))
    for row, account in enumerate(accounts):
        for place, (id_, amount) in enumerate(account.held.items()):
            found.tokens[row, place], found.amounts[row, place] = id_, np.float32(amount)
        for place, (id_, shares) in enumerate(account.owed.items(), start=ASSETS):
            found.tokens[row, place], found.amounts[row, place] = id_ + OWED, np.float32(owed_shares(shares))
        for place, (number, (size, index)) in enumerate(account.positions.items()):
            found.series[row, place], found.sizes[row, place] = number, np.float32(size)
            found.paid[row, place] = np.float32(paid_funding(size * index, assets[series[number - 1].settlement].unit))
    return found


def market(rng: random.Random, count: int, series_count: int) -> tuple[dict[int, Asset], list[Series]]:
    """Assets of 6 to 18 decimals from a cent to 100,000 USD, and series that settle in them."""
    assets = {
        id_: Asset(
            unit=10 ** rng.choice((6, 8, 18)),
            mid=int(10 ** rng.uniform(16, 23)),
            maint=rng.choice((0, 3_800, 5_500, 6_200, 7_500, 9_300)),
            debt_maint=rng.choice((10_000, 11_500, 14_000)),
            payout=rng.choice((WAD, WAD, WAD, WAD * 9 // 10)),
            debt_index=int(10**27 * rng.uniform(1, 3)),
        )
        for id_ in range(1, count + 1)
    }
    series = []
    for _ in range(series_count):
        base, settlement = rng.sample(sorted(assets), 2)
        value = int(10 ** rng.uniform(16, 21))
        series.append(Series(base, settlement, value, int(value * 10**18 * rng.uniform(0, 3))))
    return assets, series


def draw(rng: random.Random, assets: dict[int, Asset], series: list[Series]) -> Account:
    """An account of any shape; if it owes something, so much that it is healthy, or not, by a hair or by much."""
    account = Account()
    for id_ in rng.sample(sorted(assets), rng.randint(0, 16)):
        account.held[id_] = int(assets[id_].unit * 10 ** rng.uniform(-1, 5))
    for number in rng.sample(range(1, len(series) + 1), rng.randint(0, 16)):
        size = int(10 ** rng.uniform(15, 20))
        account.positions[number] = (size, int(series[number - 1].funding_index * rng.uniform(0.9, 1)))
    debts = rng.sample(sorted(assets), rng.randint(0, 4))
    free = health_gap(account, assets, series)
    for id_ in debts:
        asset = assets[id_]
        usd = max(free, 10**22) / len(debts) * (1 + rng.choice((0, 1e-7, 1e-6, 0.3)) * rng.uniform(-1, 1))
        account.owed[id_] = int(usd * asset.unit / asset.mid / asset.debt_maint * RAY / asset.debt_index)
    return account


def health_gap(account: Account, assets: dict[int, Asset], series: list[Series]) -> int:
    """By how much collateral exceeds debt, USD WAD times bps."""
    collateral, debt = exact(account, assets, series)
    return collateral - debt
