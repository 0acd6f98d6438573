"""Lines broken so that they fit a terminal, at blanks and with the rest indented below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bpflint.base.safe_text import width
from bpflint.report.excerpt import Line

_WORD: Final = re.compile(r"\s+|\S+")
_PARAMETER: Final = re.compile(r"[^,(]*[,(]\s*|[^,(]+")
_INDENT: Final = 4
_MOST_INDENT: Final = 3
"""The rest of a line is not indented by more than a third of the width."""


def fit(line: Line, columns: int) -> Iterator[Line]:
    """`line` as lines of at most `columns`.

    What has no blank in it (a path, an address) stays whole; so does source text, which is cropped already.
    """
    if sum(width(text) for text, _ in line) <= columns or any(style == "source" for _, style in line):
        yield line
        return
    start = _continuation(line, columns)
    row: Line = []
    used = 0
    fresh = True
    for text, style in line:
        for word in _words(text, style, columns):
            size = width(word.rstrip() or word)
            if used + size > columns and not fresh and not word.isspace():
                yield _without_blanks_behind(row)
                row, used = [start], width(start[0])
                fresh = True
            elif used + size > columns and word.isspace():
                continue
            row.append((word, style))
            used += width(word)
            fresh = fresh and word.isspace()
    yield row


def _without_blanks_behind(row: Line) -> Line:
    text, style = row[-1]
    return [*row[:-1], (text.rstrip() or text, style)]


def _words(text: str, style: str, columns: int) -> Iterator[str]:
    """What stays together: a word; in code, a parameter."""
    if style != "code":
        yield from _WORD.findall(text)
        return
    for parameter in _PARAMETER.findall(text):
        yield from [parameter] if width(parameter) <= columns // 2 else _WORD.findall(parameter)


def _continuation(line: Line, columns: int) -> tuple[str, str]:
    """What the further lines begin with: the gutter's bar, or blanks below the gutter or the line's own."""
    first, style = line[0]
    if style == "gutter" and first.rstrip().endswith("|"):
        return first.rstrip() + "  ", "gutter"
    if style == "gutter":
        return " " * min(len(first), columns // _MOST_INDENT), ""
    text = "".join(part for part, _ in line)
    indent = len(text) - len(text.lstrip()) + _INDENT
    return " " * min(indent, columns // _MOST_INDENT), ""
