"""The report fits a terminal and says what to hedge."""

from collections.abc import Callable
from decimal import Decimal

from rich.console import Console

from evershare.maker.decide import Seen, quotes
from evershare.maker.report import Names, tables
from evershare.maker.settings import Settings
from evershare.tables import WIDTH
from tests.unit.maker.conftest import CALL, PUT

NAMES = Names("BTC", "TSLA", Decimal(64_000), Decimal("227.5"))


def shown(seen: Seen, settings: Settings) -> list[str]:
    console = Console(width=WIDTH, record=True, file=None, quiet=False)
    with console.capture() as capture:
        for table in tables(seen, quotes(seen, settings), NAMES):
            table.show(console)
    return capture.get().splitlines()


def test_it_fits_a_terminal(seen: Callable[..., Seen], settings: Settings) -> None:
    state = seen(written={CALL: Decimal("0.4"), PUT: Decimal(1) / 3}, cash=Decimal(123_456_789))
    lines = shown(state, settings)

    assert max(map(len, lines)) <= WIDTH
    assert not any("…" in line for line in lines)
    text = "\n".join(line.rstrip() for line in lines)
    assert "call 287.05 w50" in text
    assert "0.33333" in text


def test_it_says_what_to_hedge(seen: Callable[..., Seen], settings: Settings) -> None:
    text = "\n".join(shown(seen(written={CALL: Decimal("0.4")}), settings))
    assert "buy BTC" in text
    assert "sell TSLA" in text

    text = "\n".join(shown(seen(), settings))
    assert "-0" not in text
