"""The price histories that a scenario names, and the part of them that is replayed."""

from datetime import UTC, datetime
from pathlib import Path

from evershare.errors import InvalidInput
from evershare.history import DAY, HOUR, Bars, read_round_the_clock, read_stock
from evershare.replay.scenario import Scenario


def read(folder: Path, scenario: Scenario) -> dict[str, Bars]:
    """The histories of a scenario's stocks and coins. Raises InvalidInput."""
    if not folder.is_dir():
        raise InvalidInput(f"{folder}: there is no such folder")
    stocks = {stock.symbol: read_stock(folder, stock.symbol) for stock in scenario.stocks}
    return stocks | {coin.symbol: read_round_the_clock(folder, coin.symbol) for coin in scenario.coins}


def span(histories: dict[str, Bars], start: str | None, end: str | None) -> tuple[int, int]:
    """From which second up to which the days are that are asked for. InvalidInput if the prices do not cover them."""
    first = max(int(bars.starts[0]) for bars in histories.values()) // DAY * DAY
    last = -(-min(int(bars.starts[-1]) + HOUR for bars in histories.values()) // DAY) * DAY
    begin, until = day(start) if start else first, day(end) if end else last
    if begin >= until:
        raise InvalidInput(f"--start {start or date(first)} is not before --end {end or date(last)}")
    if begin < first or until > last:
        outside = f"--start {start}" if begin < first else f"--end {end}"
        raise InvalidInput(f"{outside} is outside the prices, which are from {date(first)} up to {date(last)}")
    return begin, until


def day(text: str) -> int:
    """The Unix second in which a day begins in UTC. Raises InvalidInput."""
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise InvalidInput(f"{text!r} is not a day such as 2024-01-31") from None


def date(at: int) -> str:
    """The day of a second, in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
