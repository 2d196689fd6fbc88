"""A replay's results: as JSON for machines, and as a table."""

import json
from datetime import UTC, datetime

from evershare.replay.book import OTHER
from evershare.replay.engine import Replay, Tally
from evershare.tables import Table

WORST = 5


def as_json(replay: Replay) -> str:
    """Everything that is reported, with amounts in USD to the cent."""
    found = {"start": _time(int(replay.at[0])), "end": _time(int(replay.at[-1])), "hours": len(replay.at)}
    books = {name: _figures(tally) for name, tally in replay.tallies.items()}
    return json.dumps(found | _figures(replay.total) | {"worst_hours": worst_hours(replay), "books": books}, indent=2)


def worst_hours(replay: Replay) -> list[dict[str, object]]:
    """The hours with most bad debt, then with most repaid."""
    ranked = sorted(replay.by_hour.items(), key=lambda item: (-item[1].bad_debt_usd, -item[1].repaid_usd, item[0]))
    return [
        {
            "time": _time(now),
            "liquidations": tally.liquidations,
            "repaid_usd": round(tally.repaid_usd, 2),
            "bad_debt_usd": round(tally.bad_debt_usd, 2),
        }
        for now, tally in ranked[:WORST]
    ]


def table(replay: Replay, name: str, title: str) -> Table:
    """A row for each book, and one for all."""
    rows = [_row(book, tally) for book, tally in [*replay.tallies.items(), ("all", replay.total)]]
    columns = ("loans", "opened", "liquidated", "repaid $", "bad debt $", "lost $", "no price")
    return Table(name, title, columns, tuple(rows))


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


def _figures(tally: Tally) -> dict[str, object]:
    return {
        "loans_opened": tally.loans_opened,
        "liquidations": tally.liquidations,
        "repaid_usd": round(tally.repaid_usd, 2),
        "bad_debt_usd": round(tally.bad_debt_usd, 2),
        "lender_loss_usd": round(tally.lender_loss_usd, 2),
        "liquidations_without_price": tally.without_price.total(),
        "causes_without_price": dict(sorted(tally.without_price.items())),
    }


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%MZ")
