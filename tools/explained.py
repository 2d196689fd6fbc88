"""Lists of exceptions with their reasons: what, two spaces, a number sign and why. Other lines say what they are."""

from pathlib import Path


def explained(path: Path) -> list[str]:
    """What such a file explains."""
    return [line.partition("  # ")[0] for line in path.read_text().splitlines() if "  # " in line]
