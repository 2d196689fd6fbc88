"""Prices that have become old, jumps that wait to be confirmed, and samples of the volatility that are due."""

from __future__ import annotations

from functools import partial
from typing import Any

from evershare.keeper.desk import Desk, Job
from evershare.keeper.store import parts

LEASES = ("prices",)
CONFIRM_SECONDS = 120  # until a second observation confirms a jump
SAMPLE_SECONDS = 1_800
HALTED = 2  # a flag of an observation
FINAL = 2  # a status of a market
ASSETS_AT_ONCE = 20


def jobs(desk: Desk) -> list[Job]:
    """A refresh of what is due, and a sample for each market of which one is."""
    return _refreshes(desk) + _samples(desk)


def _refreshes(desk: Desk) -> list[Job]:
    symbols, now, view = desk.symbols(), desk.chain.now(), desk.chain.call
    answers = desk.chain.views(
        [view("PriceOracle", name, id_) for id_ in symbols for name in ("observationOf", "pendingOf")]
    )
    observed = dict(zip(symbols, zip(answers[::2], answers[1::2], strict=True), strict=True))
    calendars = sorted({one["calendarId"] for one, _ in observed.values()} - {0})
    are_open = desk.chain.views([view("TradingCalendar", "isOpen", id_, now) for id_ in calendars])
    open_now = {0, *(id_ for id_, is_open in zip(calendars, are_open, strict=True) if is_open)}

    trading = {id_: pair for id_, pair in observed.items() if _trades(pair[0], open_now)}
    desk.price_ages = {symbols[id_]: now - one["observedAt"] for id_, (one, _) in trading.items()}
    due = [symbols[id_] for id_, pair in trading.items() if _is_due(*pair, now, desk.limits.refresh_seconds)]
    return [
        Job("refresh", *LEASES, f"refresh {', '.join(names)}", partial(desk.keeper.refresh, *names))
        for names in parts(due, ASSETS_AT_ONCE)
    ]


def _samples(desk: Desk) -> list[Job]:
    (count,) = desk.chain.views([desk.chain.call("PerpetualOptions", "marketCount")])
    ids, now, view = range(1, count + 1), desk.chain.now(), desk.chain.call
    answers = desk.chain.views(
        [view("PerpetualOptions", name, id_) for id_ in ids for name in ("volatilityOf", "marketOf")]
    )
    return [
        Job(
            f"sample {id_}",
            *LEASES,
            f"sample the volatility of market {id_}",
            partial(desk.keeper.sample_volatility, id_),
        )
        for id_, volatility, market in zip(ids, answers[::2], answers[1::2], strict=True)
        if market["status"] != FINAL and now - volatility["sampledAt"] >= SAMPLE_SECONDS
    ]


def _trades(observation: Any, open_now: set[int]) -> bool:
    return observation["calendarId"] in open_now and not observation["flags"] & HALTED


def _is_due(observation: Any, pending: Any, now: int, seconds: int) -> bool:
    if pending["price"] and now - pending["since"] >= CONFIRM_SECONDS:
        return True
    return bool(now - observation["observedAt"] >= seconds)
