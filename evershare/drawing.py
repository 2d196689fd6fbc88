"""What the project's pictures have in common: colours, matplotlib's style, and how they are saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from evershare.output import write_whole

INK, QUIET, NIGHT = "#1f2933", "#7b8794", "#eef1f5"
_STYLE: dict[Any, Any] = {
    "font.size": 10,
    "font.family": "DejaVu Sans",
    "text.color": INK,
    "axes.edgecolor": "#cbd2d9",
    "axes.labelcolor": QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#dde3ea",
    "grid.linewidth": 0.8,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "ytick.left": False,
}


@contextmanager
def plotting() -> Iterator[Any]:
    """matplotlib.pyplot in the project's style, without a window."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    with mpl.rc_context(_STYLE):
        yield pyplot


def heading(panel: Any, text: str) -> None:
    """What a panel shows, above it."""
    panel.set_title(text, loc="left", fontsize=11, color=INK, pad=8)


def save(figure: Any, path: Path) -> None:
    """Write a PNG, the same bytes in each run, and close the figure."""
    from matplotlib import pyplot

    image = BytesIO()
    figure.savefig(image, format="png", dpi=110, metadata={"Software": None})
    pyplot.close(figure)
    write_whole(path, image.getvalue())
