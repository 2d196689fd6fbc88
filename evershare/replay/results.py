"""A replay's results: as JSON for machines, and as tables."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from evershare.model.fast import HOURS_A_YEAR
from evershare.replay.book import OTHER
from evershare.replay.engine import Replay
from evershare.replay.lending import Tally
from evershare.replay.trading import Figures
from evershare.tables import Table, percent

WORST = 5


def figures(replay: Replay) -> dict[str, Any]:
    """Everything that is reported: amounts in USD to the cent, returns as parts of what was provided."""
    trading = replay.trading
    return {
        "start": _time(int(replay.at[0])),
        "end": _time(int(replay.at[-1])),
        "hours": len(replay.at),
        "hours_without_keeper": sum(replay.is_asleep),
        **_of_loans(replay.lending.total),
        "options_opened": sum(each.opened for each in trading.figures.values()),
        "unpaid_winners": sum(pool.unpaid for pool in trading.pools.values()),
        "uncollected_funding": round(sum(each.uncollected_usd for each in trading.figures.values()), 2),
        "pool_returns": pool_returns(replay),
        "worst_hours": worst_hours(replay),
        "books": {name: _of_loans(tally) for name, tally in replay.lending.tallies.items()},
        "pools": {token: _of_options(replay, token) for token in trading.pools},
    }


def pool_returns(replay: Replay) -> dict[str, float]:
    """What option pools and lenders have earned in the whole time, in their own token."""
    options = {f"{token} options": part for token, part in replay.trading.returns().items()}
    lending = {f"{token} lending": part for token, part in replay.lending.returns().items()}
    return {name: round(part, 8) for name, part in (options | lending).items()}


def worst_hours(replay: Replay) -> list[dict[str, Any]]:
    """The hours in which lenders and option pools together lost most: bad debt, and what the pools' value fell by."""
    nothing, by_hour = Tally(), replay.lending.by_hour
    found = []
    for now, fell in zip(replay.at.tolist(), replay.trading.losses, strict=True):
        tally = by_hour.get(now, nothing)
        found.append((tally.bad_debt_usd + sum(fell.values()), now, tally, fell))
    found.sort(key=lambda each: (-each[0], each[1]))
    return [
        {
            "time": _time(now),
            "loss_usd": round(loss, 2),
            "bad_debt_usd": round(tally.bad_debt_usd, 2),
            "option_pools_usd": {token: round(usd, 2) for token, usd in fell.items()},
            "liquidations": tally.liquidations,
            "repaid_usd": round(tally.repaid_usd, 2),
        }
        for loss, now, tally, fell in found[:WORST]
    ]


def loans_table(replay: Replay, name: str, title: str) -> Table:
    """A row for each book, and one for all."""
    rows = [_row(book, tally) for book, tally in [*replay.lending.tallies.items(), ("all", replay.lending.total)]]
    columns = ("loans", "opened", "liquidated", "repaid $", "bad debt $", "lost $", "no price")
    return Table(name, title, columns, tuple(rows))


def options_table(replay: Replay, name: str, title: str) -> Table:
    """A row for each option pool."""
    rows = []
    for token, pool in replay.trading.pools.items():
        figures = replay.trading.figures[token]
        counts = (f"{figures.opened:,}", f"{figures.refused:,}", str(pool.unpaid), dollars(figures.uncollected_usd))
        shares = (percent(replay.trading.returns()[token]), percent(cost_a_year([figures])))
        rows.append((token, *counts, *shares))
    columns = ("pool", "opened", "refused", "unpaid", "uncollected $", "return %", "cost %")
    return Table(name, title, columns, tuple(rows))


def cost_a_year(pools: Iterable[Figures]) -> float:
    """What options cost their buyers, but for what their payoff moved, as a part of their notional a year."""
    figures = list(pools)
    cost, hours = sum(each.cost_usd for each in figures), sum(each.notional_hours for each in figures)
    return cost / hours * HOURS_A_YEAR if hours else 0.0


def dollars(amount: float) -> str:
    """Whole dollars."""
    return f"{amount:,.0f}"


def _row(name: str, tally: Tally) -> tuple[str, ...]:
    amounts = (dollars(usd) for usd in (tally.repaid_usd, tally.bad_debt_usd, tally.lender_loss_usd))
    return (name, f"{tally.loans_opened:,}", str(tally.liquidations), *amounts, _without(tally))


def _without(tally: Tally) -> str:
    """How many fell without a new price; a cause that cannot be is named."""
    other = tally.without_price[OTHER]
    return f"{tally.without_price.total()}{f' ({other} {OTHER})' if other else ''}"


def _of_loans(tally: Tally) -> dict[str, Any]:
    return {
        "loans_opened": tally.loans_opened,
        "liquidations": tally.liquidations,
        "repaid_usd": round(tally.repaid_usd, 2),
        "bad_debt_usd": round(tally.bad_debt_usd, 2),
        "lender_loss_usd": round(tally.lender_loss_usd, 2),
        "liquidations_without_price": tally.without_price.total(),
        "causes_without_price": dict(sorted(tally.without_price.items())),
    }


def _of_options(replay: Replay, token: str) -> dict[str, Any]:
    pool, figures = replay.trading.pools[token], replay.trading.figures[token]
    return {
        "options_opened": figures.opened,
        "refused_for_want_of_cover": figures.refused,
        "unpaid_winners": pool.unpaid,
        "uncollected_funding": round(figures.uncollected_usd, 2),
        "premiums_usd": round(figures.premiums_usd, 2),
        "payouts_usd": round(figures.payouts_usd, 2),
        "cost_to_buyers_a_year": round(cost_a_year([figures]), 6),
    }


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%MZ")
