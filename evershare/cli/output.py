"""Results as tables for people and as JSON for programs."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

from rich.console import Console
from rich.table import Table

DECIMALS = 6


def plain(value: Any) -> Any:
    """A result as JSON holds it: amounts as text, since they are exact, and times in ISO 8601."""
    match value:
        case Decimal():
            return f"{value:f}"
        case Enum():
            return value.name.lower()
        case datetime.datetime() | datetime.date():
            return value.isoformat()
        case datetime.timedelta():
            return value.total_seconds()
        case bytes():
            return "0x" + value.hex()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        fields.pop("logs", None)  # of receipts
        return fields
    return value


def amount(value: Decimal, decimals: int = DECIMALS) -> str:
    """An amount for people: thousands apart, at most so many decimals, rounded towards zero."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_DOWN")
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(fraction: Decimal) -> str:
    """A fraction in per cent."""
    return f"{amount(fraction * 100, 2)} %"


def time(moment: datetime.datetime | None) -> str:
    """A time in UTC, to the minute."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], labels: int = 1) -> None:
    """Print rows; the first `labels` columns say what a row is, the others are figures."""
    shown = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    for place, column in enumerate(columns):
        justify: Any = "left" if place < labels else "right"
        shown.add_column(column, justify=justify, header_style="dim", no_wrap=place < labels)
    for row in rows:
        shown.add_row(*row)
    console().print(shown)


def facts(title: str, pairs: Iterable[tuple[str, str]]) -> None:
    """Print what is known of one thing."""
    shown = Table(
        title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0), show_header=False
    )
    shown.add_column(style="dim")
    shown.add_column()
    for name, value in pairs:
        shown.add_row(name, value)
    console().print(shown)


def console() -> Console:
    """Where tables go: as wide as they are, when nobody looks."""
    found = Console()
    return found if found.is_terminal else Console(width=200)
