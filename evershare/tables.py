"""Tables of results: for the terminal, and for the page that quotes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

from evershare.errors import InvalidInput

WIDTH = 80


@dataclass(frozen=True)
class Table:
    """Text in rows; the first `labels` columns say what a row is, the others hold figures."""

    name: str  # of its place in a page
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: int = 1

    def show(self, console: Console) -> None:
        """Print it."""
        table = RichTable(title=self.title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
        for place, column in enumerate(self.columns):
            table.add_column(column, justify="left" if place < self.labels else "right", header_style="dim")
        for row in self.rows:
            table.add_row(*row)
        console.print(table)
        console.print()

    def markdown(self) -> str:
        """The same as Markdown."""
        rule = ["---" if place < self.labels else "---:" for place in range(len(self.columns))]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in (self.columns, rule, *self.rows))


def filled(page: Path, tables: Sequence[Table]) -> str:
    """A page's text with each table between its marks, `<!-- name -->` and `<!-- /name -->`.

    Raises InvalidInput if the page has no such marks. A page that does not exist is made of the tables alone.
    """
    if not page.exists():
        return "\n".join(f"## {table.title}\n\n{_marked(table)}\n" for table in tables)
    text = page.read_text(encoding="utf-8")
    for table in tables:
        before, begin, rest = text.partition(f"<!-- {table.name} -->")
        _, end, after = rest.partition(f"<!-- /{table.name} -->")
        if not (begin and end):
            raise InvalidInput(f"{page}: has no place for the table {table.name}")
        text = before + _marked(table) + after
    return text


def percent(fraction: float) -> str:
    """A fraction in per cent with one decimal, never a negative zero."""
    return f"{round(fraction * 100, 1) + 0.0:.1f}"


def _marked(table: Table) -> str:
    return f"<!-- {table.name} -->\n{table.markdown()}\n<!-- /{table.name} -->"
