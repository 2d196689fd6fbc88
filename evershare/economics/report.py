"""The results as tables."""

from evershare.economics.measure import STRATEGIES, Results
from evershare.economics.writing import PREMIUMS, Earnings
from evershare.tables import Table, percent


def tables(results: Results) -> list[Table]:
    """Every table, in the order of the page."""
    return [*_writing(results), *_foresight(results), _poking(results)]


def _writing(results: Results) -> list[Table]:
    by_market: dict[str, dict[tuple[float, str], list[Earnings]]] = {}
    for earned in results.earnings:
        by_market.setdefault(earned.market, {}).setdefault((earned.width, earned.side), []).append(earned)
    columns = ("width", "option", *(text for premium in PREMIUMS for text in (f"{premium}", "worst")), "1.2 quoted")
    found = []
    for market, kinds in by_market.items():
        rows = []
        for (width, side), premiums in kinds.items():
            figures = [percent(figure) for each in premiums for figure in (each.a_year, each.worst_week)]
            rows.append((f"{width:.0%}", side, *figures, percent(premiums[1].quoted_a_year)))
        title = f"{market}: earned on cover a year, and the worst week, by premium, %"
        found.append(Table(f"writing {market}", title, columns, tuple(rows), labels=2))
    return found


def _foresight(results: Results) -> list[Table]:
    nights, weekends = [], []
    for symbol, rule in dict.fromkeys((symbol, rule) for symbol, rule, _ in results.gains):
        gains = [results.gains[symbol, rule, strategy] for strategy in STRATEGIES]
        nights.append((symbol, rule, *(percent(f) for g in gains for f in (g.share, g.cost_a_year))))
        weekends.append((symbol, rule, *(percent(f) for g in gains for f in (g.weekend_share, g.weekend_cost_a_year))))
    columns = ("stock", "hours count", *(text for strategy in STRATEGIES for text in (strategy, "cost")))
    title = "that profit, and the cost to LPs a year in % of cover"
    return [
        Table("foresight", f"Foresight of each open: % of nights {title}", columns, tuple(nights), labels=2),
        Table("weekends", f"Of Monday's open: % of weekends {title}", columns, tuple(weekends), labels=2),
    ]


def _poking(results: Results) -> Table:
    names = list(dict.fromkeys(saving.market for saving in results.savings))
    found = {(saving.way, saving.market): saving for saving in results.savings}
    rows = []
    for way in dict.fromkeys(saving.way for saving in results.savings):
        figures = [figure for name in names for figure in (found[way, name].of_funding, found[way, name].of_cover)]
        rows.append((way, *(percent(figure) for figure in figures)))
    columns = ("who pokes", *(text for name in names for text in (name, "of cover")))
    return Table(
        "poking", "Saved by a trader against an hourly keeper, % of funding and of cover a year", columns, tuple(rows)
    )
