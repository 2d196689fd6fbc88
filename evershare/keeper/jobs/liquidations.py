"""Accounts that no longer cover their debts: marked, and liquidated once that pays; and marks that are over."""

from __future__ import annotations

from functools import partial
from typing import Any

from evershare.client import reverts
from evershare.client.reverts import Reverted
from evershare.keeper.desk import Desk, Job
from evershare.keeper.facts import Account
from evershare.keeper.store import SHARDS
from evershare.keeper.weights import WAD

LEASES = tuple(f"liquidations {shard}" for shard in range(SHARDS))
MARK_GAS, SALE_GAS = 150_000, 500_000
ALL = 2**256 - 1
TARGET = 1.05  # times the debt: a sale goes no further
BPS = 10_000
DUST_USD = 10.0

Order = tuple[int, int, int, int]  # collateral, debt, most paid, highest price


def jobs(desk: Desk) -> list[Job]:
    """What is due, by the chain's own word: the scan only says whom to ask about."""
    asked = sorted({*desk.book.flagged(), *desk.book.marked})
    view = desk.chain.call
    answers = desk.chain.views(
        [
            view(*call, address)
            for address in asked
            for call in (("RiskEngine", "maintenanceHealthOf"), ("Liquidation", "markedAt"))
        ]
    )
    accounts, found = desk.book.accounts(asked), []
    desk.liquidatable = 0
    for address, health, marked_at in zip(asked, answers[::2], answers[1::2], strict=True):
        if isinstance(health, Reverted):
            continue
        lease = LEASES[int(address, 16) % SHARDS]
        is_short = health["collateral"] < health["debt"]
        desk.liquidatable += is_short
        if not is_short:
            if address in desk.book.marked:
                found.append(Job(f"unmark {address}", lease, f"unmark {address}", partial(desk.keeper.unmark, address)))
        elif not marked_at:
            found.append(Job(f"mark {address}", lease, f"mark {address}", partial(desk.keeper.mark, address)))
        elif address in accounts:
            found += _liquidation(desk, address, accounts[address], health, lease)
    return found


def _liquidation(desk: Desk, address: str, account: Account, health: Any, lease: str) -> list[Job]:
    """One liquidation of a marked account, if there is something in it to do."""
    orders, gain = _orders(desk, address, account, health)
    # What needs no money: closing options, paying debts with the account's own tokens, ending what is lost.
    has_own = bool(account.positions) or any(account.unlocked(id_) for id_ in account.owed)
    is_nothing_left = not account.positions and _worth(desk, account) < DUST_USD
    if not orders and not has_own and not is_nothing_left:
        return []
    closings = [(series, position.size) for series, position in sorted(account.positions.items())]
    act = partial(_liquidate, desk, address, closings, orders)
    is_for_profit = bool(orders) and not has_own
    return [Job(f"liquidate {address}", lease, f"liquidate {address}", act, gain if is_for_profit else None, SALE_GAS)]


def _worth(desk: Desk, account: Account) -> float:
    return sum(desk.quotes.usd(id_, account.unlocked(id_)) for id_ in account.held)


def _orders(desk: Desk, address: str, account: Account, health: Any) -> tuple[list[Order], float]:
    """What to buy of an account, the cheapest first, and what that gains in USD at mids."""
    money = _own_balances(desk, list(account.owed))
    pairs = [
        (held, debt)
        for debt in account.owed
        for held in account.held
        if held != debt and money.get(debt, 0) > 0 and held in desk.quotes.assets
    ]
    view = partial(desk.chain.call, "Liquidation", "salePriceOf", address)
    prices = desk.chain.views([view(*pair) for pair in pairs])
    offers = []
    for (held, debt), price in zip(pairs, prices, strict=True):
        asset = desk.quotes.assets[held]
        if not isinstance(price, Reverted) and price < asset.mid:
            offers.append((price / asset.mid, held, debt, price))
    offers.sort()
    gain, missing = 0.0, health["debt"] * TARGET - health["collateral"]
    for discounted, held, debt, price in offers:
        spent = min(_restoring(desk, held, debt, price, missing), desk.quotes.usd(debt, money[debt]))
        spent = min(spent, desk.quotes.usd(held, account.held[held]) * discounted)
        gain = max(gain, spent * (1 / discounted - 1))
    return [
        (held, debt, money[debt], min(price * 101 // 100, desk.quotes.assets[held].mid))
        for _, held, debt, price in offers
    ], gain


def _restoring(desk: Desk, held: int, debt: int, price: int, missing: float) -> float:
    """USD to be paid for as much as brings an account to its target, from what its health lacks, USD WAD times bps."""
    collateral, owed = desk.quotes.assets[held], desk.quotes.assets[debt]
    gained = owed.debt_maint * TARGET - collateral.maint * collateral.mid / price
    return missing / WAD / gained if gained > 0 else float("inf")


def _own_balances(desk: Desk, assets: list[int]) -> dict[int, int]:
    """What the keeper has in the ledger to pay with, token units."""
    names = ("balanceOf", "lockedOf")
    calls = [desk.chain.call("CollateralVault", name, desk.address, id_) for id_ in assets for name in names]
    answers = desk.chain.views(calls)
    return {id_: held - locked for id_, held, locked in zip(assets, answers[::2], answers[1::2], strict=True)}


def _liquidate(desk: Desk, address: str, closings: list[tuple[int, int]], orders: list[Order]) -> Any:
    """Close as many positions as are needed, and then buy. The chain says which of them is one too many."""
    while True:
        try:
            return desk.contracts.send("Liquidation", "liquidate", address, desk.address, closings, orders)
        except reverts.ClosingNotNeeded:
            closings = closings[:-1]
        except reverts.PositionsComeFirst:
            orders = []
        if not closings and not orders:
            return None
