"""The template of inline assembly as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def without_comments(template: str) -> str:
    """The template with a blank for each comment."""
    return _COMMENT.sub(" ", template)


def lines_of(template: str) -> Iterator[str]:
    """What stands between semicolons and ends of lines, without comments, with one blank for several; nothing empty."""
    for piece in re.split(r"[;\n]", without_comments(template)):
        if line := " ".join(piece.split()):
            yield line
