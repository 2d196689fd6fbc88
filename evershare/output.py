"""Files are written whole or not at all."""

import contextlib
from pathlib import Path

from evershare.errors import InvalidInput


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside its place, then move it there. Raises InvalidInput if the place cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise InvalidInput(f"{path}: {error.strerror}") from None
