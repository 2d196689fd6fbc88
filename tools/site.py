"""What `mkdocs build` does besides: pages link to files beside docs/, which are no pages of the site."""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./([^)#\s]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Name such files where a page links to them. ValueError if one does not exist."""

    def named(match: re.Match[str]) -> str:
        text, path = match[1], match[2]
        if not (ROOT / path).exists():
            raise ValueError(f"{page.file.src_path} links to {path}, which does not exist")
        return text if path in text else f"{text} (`{path}`)"

    return _OUTSIDE.sub(named, markdown)
