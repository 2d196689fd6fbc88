"""Which small mistakes are made on purpose, and where: one change a mutant, in the text of one contract."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("vault", "options", "oracle", "custody", "libraries")

# What looks like this is swapped for that. A lower bound of a type parameter or an arrow is none of them.
SWAPS = (
    (re.compile(r"(?<![<=>])<=(?!=)"), "<"),
    (re.compile(r"(?<![<=>-])>=(?!=)"), ">"),
    (re.compile(r" < "), " <= "),
    (re.compile(r" > "), " >= "),
    (re.compile(r" == "), " != "),
    (re.compile(r" != "), " == "),
    (re.compile(r" && "), " || "),
    (re.compile(r" \|\| "), " && "),
    (re.compile(r" \+ "), " - "),
    (re.compile(r" - "), " + "),
    (re.compile(r" \* "), " / "),
    (re.compile(r" / "), " * "),
    (re.compile(r" << "), " >> "),
    (re.compile(r" \+= "), " -= "),
    (re.compile(r" -= "), " += "),
    (re.compile(r"\b(fullMulDiv|mulDiv|div|mulWad)Up\b"), r"\1"),
    (re.compile(r"\b(fullMulDiv|mulDiv)\("), r"\1Up("),
    (re.compile(r"\.min\("), ".max("),
    (re.compile(r"\.max\("), ".min("),
    (re.compile(r"\btrue\b"), "false"),
    (re.compile(r"\bfalse\b"), "true"),
    (re.compile(r"!(?=[\w(])"), ""),
    (re.compile(r"\? ([^:?]+) : ([^;:?]+)(?=[;,)])"), r"? \2 : \1"),
)
# Whole lines that can be left out: a check, a call, an assignment to something that exists.
REMOVABLE = re.compile(r"^\s+(require\(.*\);|_?[\w.]+\([^{]*\);|[\w.\[\]]+ [-+|]?= [^{]*;|\+\+[\w.]+;|--[\w.]+;)$")
NEVER = re.compile(
    r"^\s*(//|\*|import|pragma|using|event|error|emit|function|modifier|constructor|contract|library|abstract)"
)


@dataclass(frozen=True)
class Mutant:
    """One changed line; numbered from 1."""

    path: str
    line: int
    before: str
    after: str

    def applied_to(self, text: str) -> str:
        """The contract's text with the mistake in it."""
        lines = text.split("\n")
        lines[self.line - 1] = self.after
        return "\n".join(lines)

    @property
    def name(self) -> str:
        """What it is known by in results."""
        return f"{self.path}:{self.line}: {self._change}"

    @property
    def lasting_name(self) -> str:
        """What it is known by in the list of those that are declared equivalent, wherever its line moves."""
        return f"{self.path}: {self._change}"

    @property
    def _change(self) -> str:
        return f"{self.before.strip()} -> {self.after.strip() or 'nothing'}"


def mutants() -> list[Mutant]:
    """All of them, in the order of files and lines."""
    return [m for folder in FOLDERS for path in sorted((ROOT / "contracts" / folder).rglob("*.sol")) for m in _of(path)]


def _of(path: Path) -> Iterator[Mutant]:
    name = str(path.relative_to(ROOT))
    in_unchecked_import = False
    for number, line in enumerate(path.read_text().splitlines(), 1):
        # Imports run over several lines.
        in_unchecked_import = (in_unchecked_import or line.startswith("import")) and not line.rstrip().endswith(";")
        if in_unchecked_import or NEVER.match(line) or not line.startswith("    "):
            continue
        code = line.split("//")[0].rstrip()
        for pattern, replacement in SWAPS:
            for found in pattern.finditer(code):
                after = code[: found.start()] + found.expand(replacement) + code[found.end() :]
                yield Mutant(name, number, line, after)
        if REMOVABLE.match(code):
            yield Mutant(name, number, line, "")
