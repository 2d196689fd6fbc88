"""What pools earn against what buyers pay, with other parameters, one changed at a time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

from evershare.errors import MissingPackage, NodeFailed
from evershare.history import DAY, Bars
from evershare.model.pricing import DAYS_A_YEAR
from evershare.replay import results
from evershare.replay.engine import Replay
from evershare.replay.scenario import Scenario
from evershare.tables import Table, percent

DESIGN = "design"
REPLY_SECONDS = 10


class Variant(NamedTuple):
    """A scenario with one parameter changed."""

    parameter: str
    value: str
    scenario: Scenario


@dataclass(frozen=True)
class Point:
    """What came of a variant. Returns and costs are parts a year."""

    parameter: str
    value: str
    pools: float  # the mean return of option pools, each in its own token
    cost: float  # of an option to its buyers, of its notional
    lenders: float  # the mean return of lenders
    liquidations: int
    bad_debt_usd: float
    unpaid_winners: int


def variants(scenario: Scenario) -> Iterator[Variant]:
    """The scenario itself, and each parameter of its sweep alone."""
    sweep, options = scenario.sweep, scenario.options
    yield Variant(DESIGN, "", scenario)
    for percent_ in sweep.factors_percent:
        yield Variant("factors", f"x {percent_ / 100}", scenario.scaled(percent_))
    for percent_ in sweep.z_percent:
        yield Variant("z", f"x {percent_ / 100}", scenario.with_drifts(percent_))
    for bps in sweep.spread_bps:
        yield Variant("spread", f"{bps / 100} %", replace(scenario, options=replace(options, spread_bps=bps)))
    for bps in sweep.premium_bps:
        yield Variant("premium", f"{bps / 10_000}", replace(scenario, options=replace(options, premium_bps=bps)))
    for width in sweep.widths:
        yield Variant("width", f"{width} %", replace(scenario, options=replace(options, widths=(width,))))


def measure(histories: dict[str, Bars], variant: Variant, start: int, end: int) -> Point:
    """Replay one variant."""
    replay = Replay(histories, variant.scenario, start, end).finish()
    years = (int(replay.at[-1]) - int(replay.at[0])) / (DAYS_A_YEAR * DAY)
    loans, figures = replay.lending.total, replay.trading.figures.values()
    return Point(
        variant.parameter,
        variant.value,
        _mean(replay.trading.returns()) / years,
        results.cost_a_year(figures),
        _mean(replay.lending.returns()) / years,
        loans.liquidations,
        round(loans.bad_debt_usd, 2),
        sum(pool.unpaid for pool in replay.trading.pools.values()),
    )


def locally(histories: dict[str, Bars], scenario: Scenario, start: int, end: int) -> Iterator[Point]:
    """All variants on this machine's processors, as they are done."""
    with ProcessPoolExecutor() as pool:
        jobs = [pool.submit(measure, histories, variant, start, end) for variant in variants(scenario)]
        for job in as_completed(jobs):
            yield job.result()


def on_cluster(scheduler: str, histories: dict[str, Bars], scenario: Scenario, start: int, end: int) -> Iterator[Point]:
    """All variants on a Dask cluster, whose workers have this package, as they are done.

    Raises MissingPackage without Dask, NodeFailed if the scheduler does not answer or its workers cannot do it.
    """
    try:
        import distributed
    except ModuleNotFoundError:
        raise MissingPackage("a cluster needs Dask: pip install 'evershare[sweep]'") from None
    try:
        client = distributed.Client(scheduler, timeout=REPLY_SECONDS)
    except (OSError, ValueError) as error:
        raise NodeFailed(f"no Dask scheduler answers at {scheduler}: {type(error).__name__}") from None
    with client:
        if not client.scheduler_info()["workers"]:
            raise NodeFailed(f"the Dask scheduler at {scheduler} has no workers")
        try:
            shared = client.scatter(histories, broadcast=True, hash=False)
            jobs = [client.submit(measure, shared, each, start, end, pure=False) for each in variants(scenario)]
            for job in distributed.as_completed(jobs):
                yield job.result()
        except (ImportError, distributed.KilledWorker, distributed.CancelledError) as error:
            raise NodeFailed(f"the workers of {scheduler} cannot do this: {type(error).__name__}: {error}") from None


def in_order(points: list[Point], scenario: Scenario) -> list[Point]:
    """The points in the order of the variants, whoever was done first."""
    places = {(variant.parameter, variant.value): place for place, variant in enumerate(variants(scenario))}
    return sorted(points, key=lambda point: places[point.parameter, point.value])


def is_frontier(point: Point, points: list[Point]) -> bool:
    """Whether nothing else gives pools as much for less of the buyers' cost, or more for as much, without a loss."""
    return is_sound(point) and not any(
        is_sound(other)
        and other.pools >= point.pools
        and other.cost <= point.cost
        and (other.pools, other.cost) != (point.pools, point.cost)
        for other in points
    )


def is_sound(point: Point) -> bool:
    """Whether all winners were paid and no debt was left bad."""
    return not point.unpaid_winners and not point.bad_debt_usd


def as_json(points: list[Point]) -> list[dict[str, Any]]:
    """All of it, and which are on the frontier."""
    return [asdict(point) | {"frontier": is_frontier(point, points)} for point in points]


def table(points: list[Point]) -> Table:
    """A row for each point."""
    rows = tuple(
        (
            point.parameter,
            point.value,
            "yes" if is_frontier(point, points) else "",
            *(percent(share) for share in (point.pools, point.cost, point.lenders)),
            f"{point.liquidations:,}",
            results.dollars(point.bad_debt_usd),
        )
        for point in points
    )
    columns = ("parameter", "value", "frontier", "pools %", "cost %", "lenders %", "liquidated", "bad debt $")
    title = "What pools earn a year, and what options cost their buyers"
    return Table("sweep", title, columns, rows, labels=3)


def _mean(shares: dict[str, float]) -> float:
    return sum(shares.values()) / len(shares) if shares else 0.0
