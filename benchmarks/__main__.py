"""`python -m benchmarks`: measure, show the tables, and write them into benchmarks/README.md."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import ingest, replay, scan
from benchmarks.machine import Row, described
from evershare.output import write_whole

SUBJECTS = {"scan": scan, "ingest": ingest, "replay": replay}
PAGE = Path(__file__).with_name("README.md")


def main() -> None:
    """Measure what is named on the command line, or everything."""
    chosen = sys.argv[1:] or list(SUBJECTS)
    unknown = [name for name in chosen if name not in SUBJECTS]
    if unknown:
        sys.exit(f"error: there is no benchmark {unknown[0]!r}: there are {', '.join(SUBJECTS)}")
    page = PAGE.read_text(encoding="utf-8")
    for name in chosen:
        subject = SUBJECTS[name]
        rows = subject.measure(lambda text: print(f"measuring: {text}", file=sys.stderr))
        section = f"{subject.TEXT}\n\n{_table(subject.COLUMNS, rows)}\n\nOn {described()}.\n"
        print(section)
        page = _replaced(page, name, section)
    write_whole(PAGE, page)


def _replaced(page: str, name: str, section: str) -> str:
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}{section}{end}{after}"


def _table(columns: Row, rows: list[Row]) -> str:
    lines = [columns, ("---",) + ("---:",) * (len(columns) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
